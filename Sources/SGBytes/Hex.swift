/// The two lower-case hex digits of a byte.
@inlinable @inline(__always)
package func hexPair(_ byte: UInt8) -> (UInt8, UInt8) {
    (hexDigit(byte >> 4), hexDigit(byte & 15))
}

@inlinable @inline(__always)
func hexDigit(_ nibble: UInt8) -> UInt8 {
    nibble < 10 ? nibble &+ 0x30 : nibble &+ 0x57
}

/// The value of a hex digit, upper or lower case; `nil` for any other byte.
@inlinable @inline(__always)
package func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit &- 0x30
    case 0x61...0x66: digit &- 0x57
    case 0x41...0x46: digit &- 0x37
    default: nil
    }
}

/// The bytes that hex text stands for.
///
/// - Parameter text: Pairs of hex digits, upper or lower case, with any white space between pairs.
/// - Returns: The bytes; `nil` when something else is in the text or a pair is not complete.
public func bytes(hex text: some StringProtocol) -> [UInt8]? {
    var bytes: [UInt8] = []
    var high: UInt8?
    for character in text.utf8 {
        if let value = hexValue(character) {
            if let pending = high {
                bytes.append(pending << 4 | value)
                high = nil
            } else {
                high = value
            }
        } else if high != nil || !isWhiteSpace(character) {
            return nil
        }
    }
    return high == nil ? bytes : nil
}

/// The lower-case hex digits of bytes, with `separator` between the pairs.
public func hex(_ bytes: some Sequence<UInt8>, separator: String = "") -> String {
    bytes.map { byte in
        let (high, low) = hexPair(byte)
        return String(decoding: [high, low], as: UTF8.self)
    }.joined(separator: separator)
}

/// Whether a byte is a space, a tab, a carriage return or a line feed.
@inlinable @inline(__always)
package func isWhiteSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
}

/// Whether a byte is an ASCII decimal digit.
@inlinable @inline(__always)
package func isDigit(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10
}
