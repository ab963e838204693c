internal import SGBytes

extension TextPage {
    /// Prints bytes in hex and as ASCII, at most `most` of them.
    ///
    /// - Parameter offset: The number that the first byte has.
    mutating func dump(_ bytes: [UInt8], from offset: Int, most: Int = 256) {
        let perLine = 16
        let shown = bytes.prefix(most)
        for start in stride(from: 0, to: shown.count, by: perLine) {
            let part = shown[start..<min(start + perLine, shown.count)]
            line(
                (place(offset + start), .faint),
                (pairs(part).padded(to: 3 * perLine + 1), .plain),
                ("|\(ascii(part))|", .faint))
        }
        if bytes.count > most { line("  … and \(bytes.count - most) more") }
    }

    /// How many columns an offset takes.
    static let placeWidth = 15

    /// An offset in decimal and in hex, in columns.
    func place(_ offset: Int) -> String {
        let digits = String(offset, radix: 16, uppercase: true)
        let padding = String(repeating: "0", count: digits.count % 2)
        return "\(offset)".aligned(to: 7) + " " + (padding + digits).aligned(to: 5) + "  "
    }
}

/// Bytes as upper-case hex pairs.
func pairs(_ bytes: some Sequence<UInt8>) -> String {
    hex(bytes, separator: " ").uppercased()
}

/// Bytes as ASCII characters, those that have none as dots.
private func ascii(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: bytes.map { (0x20..<0x7F).contains($0) ? $0 : 0x2E }, as: UTF8.self)
}

/// Bytes of a text in quotes, with line ends and other bytes that show nothing as escapes.
func quoted(_ bytes: some Sequence<UInt8>) -> String {
    bytes.reduce(into: "'") { text, byte in
        switch byte {
        case 0x09: text += "\\t"
        case 0x0A: text += "\\n"
        case 0x0D: text += "\\r"
        case 0x20..<0x7F: text.unicodeScalars.append(Unicode.Scalar(byte))
        default: text += "\\x" + pairs([byte])
        }
    } + "'"
}
