import SGBytes

extension Message {
    /// Hands the fields of a frame to a sink, in order.
    ///
    /// - Parameter frame: A frame in which ``mismatch(_:addresses:)`` found nothing wrong.
    func decode<Sink: FieldSink & ~Copyable>(
        _ frame: borrowing Span<UInt8>, into sink: inout Sink
    ) {
        switch format {
        case .fixed(let format):
            decodeSlots(
                frame, isAlternative: format.isAlternative(frame), isVariable: false, into: &sink,
                place: { $0 })
        case .hexLine(let format):
            decodeSlots(
                format.contents(of: frame).span, isAlternative: false, isVariable: true,
                into: &sink, place: format.place)
        case .separated(let format):
            for (step, text) in zip(steps, format.texts(of: frame)) {
                decode(step, text: frame, at: text, into: &sink)
            }
        case .lines(let format):
            decodeLines(frame, format, into: &sink)
        case .keyed(let format):
            decodeEntries(frame, format, into: &sink)
        }
    }

    /// Decodes fields at fixed places.
    ///
    /// - Parameters:
    ///   - isAlternative: Whether the frame has the message's older form.
    ///   - isVariable: Whether a selected field must fill what is left of the bytes.
    ///   - place: Turns a place in the bytes into a place in the frame.
    @inline(__always)
    private func decodeSlots<Sink: FieldSink & ~Copyable>(
        _ bytes: borrowing Span<UInt8>, isAlternative: Bool, isVariable: Bool,
        into sink: inout Sink, place: (Range<Int>) -> Range<Int>
    ) {
        var wasSelected = false
        let (steps, keys) = (steps, recordKeys)
        for step in steps {
            switch step.presence {
            case .always: break
            case .selected(let selector, let mask, let value):
                guard !isVariable || step.slot.end == bytes.count,
                    let raw = selector.read(bytes), raw & mask == value
                else { continue }
                wasSelected = true
            case .otherwise:
                if wasSelected { continue }
            case .firstPattern:
                if isAlternative {
                    sink.begin(field: step.field, key: keys.span.extracting(step.key), at: 0..<0)
                    sink.noData()
                    continue
                }
            }
            let width = step.meaning == .bytes ? bytes.count - step.slot.offset : step.slot.width
            let start = step.slot.offset
            sink.begin(
                field: step.field, key: keys.span.extracting(step.key),
                at: place(start..<start + width * step.count))
            if step.count == 1 {
                if !decode(step, bytes, shift: 0, into: &sink) { sink.suspect() }
            } else {
                decodeColumn(step, bytes, into: &sink)
            }
        }
    }

    private func decodeColumn<Sink: FieldSink & ~Copyable>(
        _ step: FieldStep, _ bytes: borrowing Span<UInt8>, into sink: inout Sink
    ) {
        var isPlausible = true
        sink.beginList()
        for i in 0..<step.count {
            let isThisPlausible = decode(step, bytes, shift: i &* step.slot.width, into: &sink)
            isPlausible = isPlausible && isThisPlausible
        }
        sink.endList()
        if !isPlausible { sink.suspect() }
    }

    /// Decodes one value at a fixed place and tells whether it is plausible.
    @inline(__always)
    private func decode<Sink: FieldSink & ~Copyable>(
        _ step: FieldStep, _ bytes: borrowing Span<UInt8>, shift: Int, into sink: inout Sink
    ) -> Bool {
        switch step.meaning {
        case .datetime:
            if let text = step.dateParts.read(bytes, at: step.slot.offset &+ shift) {
                sink.text(text.span)
            } else {
                sink.noData()
            }
            return true
        case .bytes:
            sink.text(hexDigits(of: bytes.extracting(step.slot.offset...)).span)
            return true
        case .number, .bool, .choice, .text:
            guard let raw = step.slot.read(bytes, shift: shift) else {
                let start = step.slot.offset &+ shift
                sink.text(bytes.extracting(start..<start + step.slot.width))
                return false
            }
            return decode(step, raw: step.slice(of: raw), bytes, shift: shift, into: &sink)
        }
    }

    /// Gives the value that a raw number stands for and tells whether it is plausible.
    @inline(__always)
    private func decode<Sink: FieldSink & ~Copyable>(
        _ step: FieldStep, raw: Int64, _ bytes: borrowing Span<UInt8>, shift: Int,
        into sink: inout Sink
    ) -> Bool {
        if let absent = step.absent, absent == raw {
            sink.noData()
            return true
        }
        switch step.meaning {
        case .bool:
            sink.bool(raw != step.falseValue)
            return raw == step.falseValue || raw == step.trueValue
        case .choice:
            return decode(step, choice: raw, into: &sink)
        case .number, .text, .bytes, .datetime:
            let value = step.value(of: raw, in: bytes, shift: shift)
            sink.number(value)
            return step.isPlausible(value)
        }
    }

    private func decode<Sink: FieldSink & ~Copyable>(
        _ step: FieldStep, choice raw: Int64, into sink: inout Sink
    ) -> Bool {
        for index in step.choices where choices[index].raw == raw {
            sink.choice(choices[index])
            return true
        }
        sink.number(ExactDecimal(mantissa: raw))
        return false
    }

    // MARK: - Texts

    private func decodeLines<Sink: FieldSink & ~Copyable>(
        _ frame: borrowing Span<UInt8>, _ format: LinesFormat, into sink: inout Sink
    ) {
        var next = 0
        for (line, place) in zip(format.lines, format.values(of: frame)) {
            if case .none = line.value { continue }
            let step = steps[next]
            next += 1
            decode(step, text: frame, at: place.value, into: &sink)
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

    private func decodeEntries<Sink: FieldSink & ~Copyable>(
        _ frame: borrowing Span<UInt8>, _ format: KeyedFormat, into sink: inout Sink
    ) {
        for (label, text) in format.entries(of: frame) {
            let known = wireLabels.firstIndex { isText(frame, at: label, equalTo: $0) }
            if let known {
                decode(steps[known], text: frame, at: text, into: &sink)
            } else {
                sink.begin(unknown: frame.extracting(label), at: text)
                sink.text(frame.extracting(text))
            }
        }
    }

    /// Decodes a field that is a text of any width.
    private func decode<Sink: FieldSink & ~Copyable>(
        _ step: FieldStep, text frame: borrowing Span<UInt8>, at place: Range<Int>,
        into sink: inout Sink
    ) {
        let keys = recordKeys
        sink.begin(field: step.field, key: keys.span.extracting(step.key), at: place)
        let text = frame.extracting(place)
        if let absentText, isText(frame, at: place, equalTo: absentText) {
            sink.noData()
        } else if step.notation == .text {
            decode(step, words: text, into: &sink)
        } else if step.isWrittenAsItIs {
            decode(step, numeral: text, into: &sink)
        } else if let raw = step.notation.wholeNumber(text) {
            if !decode(step, raw: raw, text, shift: 0, into: &sink) { sink.suspect() }
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

extension FieldStep {
    /// The bits of the raw number that are the field's.
    var mask: Int64 {
        bitCount == 0 ? -1 : (1 << Int64(bitCount) - 1) << Int64(firstBit)
    }

    /// Cuts the field's bits out of a raw number.
    @inline(__always)
    func slice(of raw: Int64) -> Int64 {
        bitCount == 0 ? raw : raw &>> Int64(firstBit) & (1 &<< Int64(bitCount) &- 1)
    }

    /// Whether a number in a text is neither scaled nor looked up.
    var isWrittenAsItIs: Bool {
        meaning == .number && notation != .hexadecimal && multiplier == 1 && places == 0
            && offset == 0 && absent == nil
    }

    /// The number that a raw number stands for: its sign, scale, offset and tenths.
    @inline(__always)
    func value(of raw: Int64, in bytes: borrowing Span<UInt8>, shift: Int) -> ExactDecimal {
        var multiplier = multiplier
        var places = places
        if let otherScale, otherScale.bit.isSet(in: bytes) {
            (multiplier, places) = (otherScale.multiplier, otherScale.places)
        }
        var mantissa = raw &* multiplier &+ offset
        if let sign, sign.isSet(in: bytes) { mantissa = 0 &- mantissa }
        if let tenths {
            mantissa = mantissa &* 10 &+ (tenths.read(bytes) ?? 0)
            places &+= 1
        }
        return ExactDecimal(mantissa: mantissa, places: places)
    }

    /// Whether a value lies in the definition's plausible range.
    @inline(__always)
    func isPlausible(_ value: ExactDecimal) -> Bool {
        if let minimum, value < minimum { return false }
        if let maximum, maximum < value { return false }
        return true
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

private func hexDigits(of bytes: borrowing Span<UInt8>) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(hex: bytes)
    return writer.bytes
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
