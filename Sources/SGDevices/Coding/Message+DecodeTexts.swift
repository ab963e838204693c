import SGBytes

/// Fields that are texts of any width.
extension Message {
    func decodeLines<Sink: FieldSink & ~Copyable>(
        _ frame: borrowing Span<UInt8>, _ format: LinesFormat, into sink: inout Sink
    ) {
        var next = 0
        for (line, place) in zip(format.lines, format.values(of: frame)) {
            if case .none = line.value { continue }
            decode(next, text: frame, at: place.value, into: &sink)
            next += 1
            if !isDocumented(frame, rest: place.rest, line.after) { sink.suspect() }
        }
    }

    /// Whether what follows a value on its line is what the definition says, white space aside.
    private func isDocumented(
        _ frame: borrowing Span<UInt8>, rest: Range<Int>, _ after: [UInt8]
    ) -> Bool {
        let found = rest.map { frame[$0] }.filter { !isWhiteSpace($0) }
        return found == after.filter { !isWhiteSpace($0) }
    }

    func decodeEntries<Sink: FieldSink & ~Copyable>(
        _ frame: borrowing Span<UInt8>, _ format: KeyedFormat, into sink: inout Sink
    ) {
        for (label, text) in format.entries(of: frame) {
            if let known = wireLabels.firstIndex(of: label.map { frame[$0] }) {
                decode(known, text: frame, at: text, into: &sink)
            } else {
                let name = name(ofUnknown: label.map { frame[$0] })
                sink.begin(unknown: name.span, at: text)
                sink.text(frame.extracting(text))
            }
        }
    }

    /// Decodes the field of a step, which is a text of any width.
    func decode<Sink: FieldSink & ~Copyable>(
        _ index: Int, text frame: borrowing Span<UInt8>, at place: Range<Int>,
        into sink: inout Sink
    ) {
        let (table, keys) = (steps, recordKeys)
        let step = table[index]
        sink.begin(field: step.field, key: keys.span.extracting(step.key), at: place)
        let text = frame.extracting(place)
        if let absentText, isText(frame, at: place, equalTo: absentText) {
            sink.noData()
        } else if step.notation == .text {
            decode(step, words: text, into: &sink)
        } else if step.isWrittenAsItIs {
            decode(step, numeral: text, into: &sink)
        } else if let raw = step.notation.wholeNumber(text) {
            if !decode(table.span, index, raw: raw, text, shift: 0, into: &sink) { sink.suspect() }
        } else {
            sink.text(text)
            sink.suspect()
        }
    }

    private func decode<Sink: FieldSink & ~Copyable>(
        _ step: FieldStep, words text: borrowing Span<UInt8>, into sink: inout Sink
    ) {
        guard step.meaning == .bool else { return sink.text(text) }
        let words = words[step.field]
        if isText(text, at: 0..<text.count, equalTo: words.yes) {
            sink.bool(true)
        } else if isText(text, at: 0..<text.count, equalTo: words.no) {
            sink.bool(false)
        } else {
            sink.text(text)
            sink.suspect()
        }
    }

    /// Decodes a number whose digits stand in the text as they shall stand in the record.
    private func decode<Sink: FieldSink & ~Copyable>(
        _ step: FieldStep, numeral text: borrowing Span<UInt8>, into sink: inout Sink
    ) {
        guard let numeral = Numeral(text), numeral.fraction.isEmpty || step.notation == .decimal
        else {
            sink.text(text)
            return sink.suspect()
        }
        sink.number(numeral, of: text)
        if let value = numeral.value, !step.isPlausible(value) { sink.suspect() }
    }
}

extension FieldStep.Notation {
    /// The whole number that a text stands for; `nil` for another text, a fraction, or a number of
    /// more than 15 digits, which no scale can make overflow.
    func wholeNumber(_ text: borrowing Span<UInt8>) -> Int64? {
        if self == .hexadecimal { return hexNumber(text) }
        guard let numeral = Numeral(text), numeral.fraction.isEmpty, numeral.whole.count <= 15
        else {
            return nil
        }
        return numeral.value?.mantissa
    }

    private func hexNumber(_ text: borrowing Span<UInt8>) -> Int64? {
        guard text.count > 2, text.count <= 10, text[0] == UInt8(ascii: "0"),
            text[1] | 0x20 == UInt8(ascii: "x")
        else { return nil }
        var number: Int64 = 0
        for i in 2..<text.count {
            guard let digit = hexValue(text[i]) else { return nil }
            number = number << 4 | Int64(digit)
        }
        return number
    }
}

/// Whether a range of bytes is a text, ASCII letters compared without their case.
private func isText(
    _ bytes: borrowing Span<UInt8>, at range: Range<Int>, equalTo text: [UInt8]
) -> Bool {
    guard range.count == text.count else { return false }
    for i in text.indices where lowercased(bytes[range.lowerBound + i]) != lowercased(text[i]) {
        return false
    }
    return true
}

private func lowercased(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
}
