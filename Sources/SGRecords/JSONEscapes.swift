package import SGBytes

extension ByteWriter {
    /// Appends the text that the inside of a JSON string stands for.
    ///
    /// - Parameter escaped: The bytes between the quotes of a string that ``JSONObject`` accepted.
    ///   A surrogate escape without its partner becomes U+FFFD.
    package mutating func append(unescapedJSON escaped: Span<UInt8>) {
        var at = 0
        while at < escaped.count {
            if escaped[at] == UInt8(ascii: "\\") {
                let (scalar, length) = escapedScalar(escaped.extracting(at...))
                append(utf8: String(scalar))
                at += length
            } else {
                append(escaped[at])
                at += 1
            }
        }
    }
}

/// The text that the inside of a JSON string stands for; see ``ByteWriter/append(unescapedJSON:)``.
package func unescapedJSON(_ escaped: Span<UInt8>) -> String {
    var text = ByteWriter(capacity: escaped.count)
    text.append(unescapedJSON: escaped)
    return String(decoding: text.bytes, as: UTF8.self)
}

/// Whether the inside of a JSON string stands for this text.
func isText(_ text: Span<UInt8>, equalToEscaped escaped: Span<UInt8>) -> Bool {
    var unescaped = ByteWriter(capacity: escaped.count)
    unescaped.append(unescapedJSON: escaped)
    return unescaped.withSpan { areEqual(text, $0) }
}

/// Whether two runs of bytes are the same.
@inline(__always)
func areEqual(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
    let count = a.count
    guard count == b.count else { return false }
    guard count >= 8 else { return a.indices.allSatisfy { a[$0] == b[$0] } }
    // SAFETY: both spans lend `count` bytes for the calls; every load ends within them.
    return a.withUnsafeBytes { a in
        b.withUnsafeBytes { b in
            func differ(at offset: Int) -> Bool {
                a.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    != b.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            }
            for offset in stride(from: 0, to: count - 8, by: 8) where differ(at: offset) {
                return false
            }
            return !differ(at: count - 8)
        }
    }
}

/// The character that the escape at the start of the text stands for, and the length of the escape.
private func escapedScalar(_ text: Span<UInt8>) -> (Unicode.Scalar, length: Int) {
    switch text[1] {
    case UInt8(ascii: "b"): return ("\u{8}", 2)
    case UInt8(ascii: "f"): return ("\u{C}", 2)
    case UInt8(ascii: "n"): return ("\n", 2)
    case UInt8(ascii: "r"): return ("\r", 2)
    case UInt8(ascii: "t"): return ("\t", 2)
    case UInt8(ascii: "u"): return unicodeEscape(text)
    case let itself: return (Unicode.Scalar(itself), 2)
    }
}

private func unicodeEscape(_ text: Span<UInt8>) -> (Unicode.Scalar, length: Int) {
    guard let first = codeUnit(text) else { return ("\u{FFFD}", text.count) }
    if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
    guard text.count >= 12, first < 0xDC00, let second = codeUnit(text.extracting(6...)),
        0xDC00...0xDFFF ~= second
    else { return ("\u{FFFD}", 6) }
    let number = 0x10000 + UInt32(first - 0xD800) << 10 + UInt32(second - 0xDC00)
    return (Unicode.Scalar(number) ?? "\u{FFFD}", 12)
}

/// The UTF-16 code unit of the escape `\uXXXX` at the start of the text.
private func codeUnit(_ text: Span<UInt8>) -> UInt16? {
    guard text.count >= 6, text[0] == UInt8(ascii: "\\"), text[1] == UInt8(ascii: "u") else {
        return nil
    }
    var unit: UInt16 = 0
    for i in 2..<6 {
        guard let digit = hexValue(text[i]) else { return nil }
        unit = unit << 4 | UInt16(digit)
    }
    return unit
}
