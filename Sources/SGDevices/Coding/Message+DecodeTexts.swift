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
            if !isDocumented(frame, rest: place.rest, line) { sink.suspect() }
        }
    }

    /// Whether what follows a value on its line is what the definition says, and the line ends then.
    ///
    /// Blanks at the end of a line do no harm, but directly behind a number one may have been a digit.
    private func isDocumented(
        _ frame: borrowing Span<UInt8>, rest: Range<Int>, _ line: LinesFormat.Line
    ) -> Bool {
        guard rest.map({ frame[$0] }) == line.after else { return false }
        guard case .number = line.value, line.after.isEmpty, rest.upperBound < frame.count else {
            return true
        }
        return frame[rest.upperBound] == 0x0D || frame[rest.upperBound] == 0x0A
    }

    func decodeEntries<Sink: FieldSink & ~Copyable>(
        _ frame: borrowing Span<UInt8>, _ format: KeyedFormat, into sink: inout Sink
    ) {
        let entries = format.entries(of: frame)
        let labels = entries.map { $0.label.map { frame[$0] } }
        for (label, text) in zip(labels, entries.map(\.text)) {
            if let known = wireLabels.firstIndex(of: label) {
                decode(known, text: frame, at: text, into: &sink)
            } else {
                sink.begin(unknown: name(ofUnknown: label).span, at: text)
                sink.text(frame.extracting(text))
                if !isText(frame.extracting(text)) || isDamaged(label, among: labels) {
                    sink.suspect()
                }
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
            let isPlausible = decode(table.span, index, raw: raw, text, shift: 0, into: &sink)
            if !isPlausible || !step.isUsual(text) { sink.suspect() }
        } else {
            sink.text(text)
            sink.suspect()
        }
    }

    private func decode<Sink: FieldSink & ~Copyable>(
        _ step: FieldStep, words text: borrowing Span<UInt8>, into sink: inout Sink
    ) {
        guard step.meaning == .bool else {
            sink.text(text)
            if !fields[step.field].admits(text, step) { sink.suspect() }
            return
        }
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
        guard let value = numeral.value, step.isPlausible(value), step.isUsual(text) else {
            return sink.suspect()
        }
    }
}

extension FieldStep {
    /// Whether a number in a text is written as the device writes it: with its places after the
    /// point and, where it never writes a zero or a sign too many, without such.
    fileprivate func isUsual(_ text: borrowing Span<UInt8>) -> Bool {
        guard let numeral = Numeral(text) else { return true }
        if let writtenPlaces, numeral.fraction.count != writtenPlaces { return false }
        return !isShortest || numeral.isShortest(in: text.count)
    }
}

extension FieldStep.Notation {
    /// The whole number that a text stands for; `nil` for another text, a fraction, or a number of
    /// more than 13 digits, which the largest scale could make overflow.
    func wholeNumber(_ text: borrowing Span<UInt8>) -> Int64? {
        if self == .hexadecimal { return hexNumber(text) }
        guard let numeral = Numeral(text), numeral.fraction.isEmpty, numeral.whole.count <= 13
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

extension Field {
    /// Whether a text can be what the device sent: characters that are printed, in one of the forms
    /// and in the range that the definition gives.
    func admits(_ text: borrowing Span<UInt8>, _ step: FieldStep) -> Bool {
        guard isText(text) else { return false }
        if !patterns.isEmpty {
            guard patterns.contains(where: { $0.matches(text) }) else { return false }
        }
        guard step.minimum != nil else { return true }
        return Numeral(text)?.value.map(step.isPlausible) ?? false
    }
}

/// Whether all bytes are printable ASCII: no protocol has other texts.
private func isText(_ bytes: borrowing Span<UInt8>) -> Bool {
    for i in bytes.indices where !(0x20...0x7E).contains(bytes[i]) { return false }
    return true
}

private func lowercased(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
}
