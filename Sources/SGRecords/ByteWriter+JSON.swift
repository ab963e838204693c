public import SGBytes

extension ByteWriter {
    /// Appends bytes as a JSON string with its quotes; what is no UTF-8 becomes U+FFFD.
    ///
    /// All characters are escaped that command a terminal, also those that JSON would allow: a record
    /// may be printed on one.
    public mutating func append(jsonString text: Span<UInt8>) {
        append(UInt8(ascii: "\""))
        var start = 0
        var at = 0
        while at < text.count {
            if isPlain(text[at]) {
                at &+= 1
            } else {
                append(text.extracting(start..<at))
                at += append(jsonCharacterOf: text.extracting(at...))
                start = at
            }
        }
        append(text.extracting(start..<at))
        append(UInt8(ascii: "\""))
    }

    /// Whether a byte stands for itself in a JSON string.
    private func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// Appends a text as a JSON string with its quotes.
    public mutating func append(jsonString text: String) {
        var text = text
        text.withUTF8 { append(jsonString: $0.span) }
    }

    /// Appends a member's key and the colon, after a comma unless it is the object's first.
    public mutating func append(jsonKey key: String) {
        if !endsWithBrace { append(UInt8(ascii: ",")) }
        append(jsonString: key)
        append(UInt8(ascii: ":"))
    }

    /// Whether an object has begun and has no member yet.
    var endsWithBrace: Bool {
        withSpan { $0.isEmpty || $0[$0.count - 1] == UInt8(ascii: "{") }
    }

    /// Appends the first character of a text, which does not stand for itself in a JSON string, and
    /// returns its length.
    private mutating func append(jsonCharacterOf text: Span<UInt8>) -> Int {
        switch text[0] {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case UInt8(ascii: "\n"): append("\\n")
        case UInt8(ascii: "\r"): append("\\r")
        case UInt8(ascii: "\t"): append("\\t")
        case 0x08: append("\\b")
        case 0x0C: append("\\f")
        case 0..<0x20, 0x7F:
            append("\\u00")
            append(hex: text.extracting(first: 1))
        default: return append(utf8CharacterOf: text)
        }
        return 1
    }

    private mutating func append(utf8CharacterOf text: Span<UInt8>) -> Int {
        func byte(_ index: Int) -> UInt8 { index < text.count ? text[index] : 0 }
        let length = utf8Length(text[0], byte(1), byte(2), byte(3))
        guard length > 0 else {
            append("\u{FFFD}" as StaticString)
            return 1
        }
        let number =
            length == 2
            ? UInt32(text[0] & 0x1F) << 6 | UInt32(text[1] & 0x3F)
            : UInt32(text[0] & 0x0F) << 12 | UInt32(byte(1) & 0x3F) << 6 | UInt32(byte(2) & 0x3F)
        if length < 4, let scalar = Unicode.Scalar(number), commandsTerminal(scalar) {
            append("\\u")
            append(hex: [UInt8(number >> 8), UInt8(number & 0xFF)].span)
        } else {
            append(text.extracting(first: length))
        }
        return length
    }
}
