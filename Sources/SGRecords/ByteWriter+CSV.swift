public import SGBytes

extension ByteWriter {
    /// Appends a JSON value as a cell of a CSV file.
    ///
    /// A number keeps its digits, `true` and `false` become `True` and `False` as in the files that
    /// people have, `null` is empty; a list or an object stands as its JSON text.
    ///
    /// - Parameters:
    ///   - value: The value's bytes, a string with its quotes.
    ///   - kind: The value's kind.
    ///   - delimiter: What stands between cells.
    public mutating func append(
        csvCell value: Span<UInt8>, _ kind: JSONKind, _ delimiter: CSVDelimiter
    ) {
        switch kind {
        case .number: append(value)
        case .true: append("True")
        case .false: append("False")
        case .null: break
        case .string: append(csvText: value.extracting(1..<value.count - 1), delimiter)
        case .escapedString: append(csvEscapedText: value, delimiter)
        case .array, .object: append(csvText: value, delimiter)
        }
    }

    /// Appends a text as a cell of a CSV file, with quotes where RFC 4180 wants them.
    ///
    /// The text stays a text: control characters become spaces, and an apostrophe goes before what a
    /// spreadsheet would take for a formula.
    public mutating func append(csvText text: Span<UInt8>, _ delimiter: CSVDelimiter) {
        if isPlainCell(text, delimiter) { return append(text) }
        let needsQuotes = contains(text, delimiter.byte) || contains(text, UInt8(ascii: "\""))
        if needsQuotes { append(UInt8(ascii: "\"")) }
        if isFormula(text) { append(UInt8(ascii: "'")) }
        var at = 0
        while at < text.count {
            at += append(csvCharacterOf: text.extracting(at...))
        }
        if needsQuotes { append(UInt8(ascii: "\"")) }
    }

    /// Appends the first character of a text as it stands inside a cell, and returns its length.
    private mutating func append(csvCharacterOf text: Span<UInt8>) -> Int {
        if text[0] < 0x20 || text[0] == 0x7F {
            append(UInt8(ascii: " "))
        } else if text[0] == 0xC2, text.count > 1, text[1] < 0xA0 {
            // A control character between U+0080 and U+009F.
            append(UInt8(ascii: " "))
            return 2
        } else {
            if text[0] == UInt8(ascii: "\"") { append(text[0]) }
            append(text[0])
        }
        return 1
    }

    private mutating func append(csvEscapedText quoted: Span<UInt8>, _ delimiter: CSVDelimiter) {
        var text = ByteWriter(capacity: quoted.count)
        text.append(unescapedJSON: quoted.extracting(1..<quoted.count - 1))
        text.withSpan { append(csvText: $0, delimiter) }
    }
}

/// Whether a text stands in a cell as it is: printable ASCII without a quote or a delimiter, and no
/// sign that could start a formula.
private func isPlainCell(_ text: Span<UInt8>, _ delimiter: CSVDelimiter) -> Bool {
    for i in text.indices {
        let byte = text[i]
        if byte < 0x20 || byte >= 0x7F || byte == UInt8(ascii: "\"") || byte == delimiter.byte {
            return false
        }
    }
    return text.isEmpty || !isFormulaStart(text[0])
}

private func isFormulaStart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"),
        UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
        true
    default: false
    }
}

/// Whether a spreadsheet could take a text for a formula.
///
/// A sign before a digit is a number's, unless something follows that can calculate, call or refer;
/// so `-12.5` stands as it is, and so does a number with damaged digits, such as `-9"8`.
private func isFormula(_ text: Span<UInt8>) -> Bool {
    guard !text.isEmpty, isFormulaStart(text[0]) else { return false }
    let isSign = text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-")
    guard isSign, text.count > 1, isDigit(text[1]) || text[1] == UInt8(ascii: ".") else {
        return true
    }
    for i in 2..<text.count where !isHarmlessInNumber(text[i]) { return true }
    return false
}

private func isHarmlessInNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: ","),
        UInt8(ascii: "\""), UInt8(ascii: "'"):
        true
    default: false
    }
}

private func contains(_ text: Span<UInt8>, _ byte: UInt8) -> Bool {
    text.indices.contains { text[$0] == byte }
}
