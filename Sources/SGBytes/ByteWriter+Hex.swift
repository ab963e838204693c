extension ByteWriter {
    /// Appends the bytes that hex digits stand for.
    ///
    /// - Parameter digits: Pairs of hex digits, upper or lower case, and nothing else.
    /// - Returns: Whether they are that; otherwise nothing was appended.
    public mutating func append(hexDigits digits: Span<UInt8>) -> Bool {
        guard digits.count & 1 == 0 else { return false }
        reserve(digits.count / 2)
        let start = written
        // SAFETY: half as many bytes as there are digits have just been reserved, and the loads
        // stay below `digits.count`.
        let isValid = digits.withUnsafeBytes { text in
            var at = 0
            var wrong: UInt64 = 0
            while at &+ 8 <= text.count {
                let eight = text.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                let four = fourBytes(of: UInt64(littleEndian: eight), wrong: &wrong)
                UnsafeMutableRawPointer(base + written)
                    .storeBytes(of: four.littleEndian, as: UInt32.self)
                written &+= 4
                at &+= 8
            }
            guard wrong == 0 else { return false }
            while at < text.count {
                guard let high = hexValue(text[at]), let low = hexValue(text[at &+ 1]) else {
                    return false
                }
                base[written] = high << 4 | low
                written &+= 1
                at &+= 2
            }
            return true
        }
        if !isValid { written = start }
        return isValid
    }
}

/// The four bytes that eight hex digits stand for, all eight worked on at once.
///
/// - Parameters:
///   - text: The digits, the first in the lowest byte; the result is ordered likewise.
///   - wrong: Gets bits set when one of them is no hex digit.
@inline(__always)
private func fourBytes(of text: UInt64, wrong: inout UInt64) -> UInt32 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    // A letter has bit 6 set and its value is its low nibble plus 9.
    let nibbles = text & (ones &* 0x0F) &+ (text >> 6 & ones) &* 9
    // They were hex digits if the same nibbles, written again, give the same text in lower case,
    // and if those without bit 6 had bit 5, as digits have.
    let above9 = (nibbles &+ ones &* 0x76) >> 7 & ones
    let again = nibbles &+ ones &* 0x30 &+ above9 &* 0x27
    wrong |= again ^ (text | ones &* 0x20)
    wrong |= ~(text | text >> 1) & (ones &* 0x20)
    let pairs = (nibbles << 4 | nibbles >> 8) & 0x00FF_00FF_00FF_00FF
    let quads = (pairs | pairs >> 8) & 0x0000_FFFF_0000_FFFF
    return UInt32(truncatingIfNeeded: quads | quads >> 16)
}
