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
    /// The text stays a text, whatever separator a spreadsheet takes for that of the cells: control
    /// characters and marks of direction become spaces, and an apostrophe goes before what could be
    /// taken for a formula, at the start and after each separator.
    public mutating func append(csvText text: Span<UInt8>, _ delimiter: CSVDelimiter) {
        if isPlainCell(text, delimiter) { return append(text) }
        let needsQuotes = contains(text, delimiter.byte) || contains(text, UInt8(ascii: "\""))
        if needsQuotes { append(UInt8(ascii: "\"")) }
        var at = 0
        var isAtStart = true
        while at < text.count {
            if isAtStart, isFormula(text.extracting(at...)) {
                append(UInt8(ascii: "'"))
                isAtStart = false
            }
            isAtStart = isSeparator(text[at]) || (isAtStart && isPassedOver(text[at]))
            at += append(csvCharacterOf: text.extracting(at...))
        }
        if needsQuotes { append(UInt8(ascii: "\"")) }
    }

    /// Appends the first character of a text as it stands inside a cell, and returns its length.
    private mutating func append(csvCharacterOf text: Span<UInt8>) -> Int {
        let length = lengthOfInvisible(text)
        if length > 0 {
            append(UInt8(ascii: " "))
            return length
        }
        if text[0] == UInt8(ascii: "\"") { append(text[0]) }
        append(text[0])
        return 1
    }

    private mutating func append(csvEscapedText quoted: Span<UInt8>, _ delimiter: CSVDelimiter) {
        var text = ByteWriter(capacity: quoted.count)
        text.append(unescapedJSON: quoted.extracting(1..<quoted.count - 1))
        text.withSpan { append(csvText: $0, delimiter) }
    }
}

/// Whether a text stands in a cell as it is: printable ASCII without a quote or a separator, and no
/// sign that could start a formula.
private func isPlainCell(_ text: Span<UInt8>, _ delimiter: CSVDelimiter) -> Bool {
    for i in text.indices {
        let byte = text[i]
        if byte < 0x20 || byte >= 0x7F || byte == UInt8(ascii: "\"") || byte == delimiter.byte
            || isSeparator(byte)
        {
            return false
        }
    }
    let start = text.indices.first { text[$0] != UInt8(ascii: " ") }
    return start.map { !isFormulaStart(text[$0]) } ?? true
}

/// Whether a spreadsheet may take a character for what stands between cells, whatever the file has.
private func isSeparator(_ byte: UInt8) -> Bool {
    switch byte {
    // A tab becomes a space.
    case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"): true
    default: false
    }
}

/// Whether a spreadsheet may look behind a character for the start of a cell.
private func isPassedOver(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\"")
}

/// The length of the control character or mark of direction that a text begins with; 0 for none.
private func lengthOfInvisible(_ text: Span<UInt8>) -> Int {
    if text[0] < 0x20 || text[0] == 0x7F { return 1 }
    let second = text.count > 1 ? text[1] : 0
    let third = text.count > 2 ? text[2] : 0
    switch (text[0], second, third) {
    // U+0080 to U+009F.
    case (0xC2, 0x80..<0xA0, _): return 2
    // U+061C.
    case (0xD8, 0x9C, _): return 2
    // U+200E and U+200F; U+2028 to U+202E, of which the first two end lines; U+2066 to U+2069.
    case (0xE2, 0x80, 0x8E...0x8F), (0xE2, 0x80, 0xA8...0xAE), (0xE2, 0x81, 0xA6...0xA9): return 3
    default: return 0
    }
}

private func isFormulaStart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"),
        UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
        true
    default: false
    }
}

/// Whether a spreadsheet could take a text, up to the next separator, for a formula.
///
/// A sign before a digit is a number's, unless something follows that can calculate, call or refer;
/// so `-12.5` stands as it is, and so does a number with damaged digits, such as `-9"8`.
private func isFormula(_ text: Span<UInt8>) -> Bool {
    guard !text.isEmpty, isFormulaStart(text[0]) else { return false }
    let isSign = text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-")
    guard isSign, text.count > 1, isDigit(text[1]) || text[1] == UInt8(ascii: ".") else {
        return true
    }
    for i in 2..<text.count {
        if isSeparator(text[i]) { return false }
        if !isHarmlessInNumber(text[i]) { return true }
    }
    return false
}

private func isHarmlessInNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "\""),
        UInt8(ascii: "'"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        true
    default: false
    }
}

private func contains(_ text: Span<UInt8>, _ byte: UInt8) -> Bool {
    text.indices.contains { text[$0] == byte }
}
