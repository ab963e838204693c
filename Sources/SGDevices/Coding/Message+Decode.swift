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
            for (index, text) in format.texts(of: frame).enumerated() {
                decode(index, text: frame, at: text, into: &sink)
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
        let (table, keys) = (steps, recordKeys)
        let steps = table.span
        for index in steps.indices {
            // Most fields are plain, and cost nothing but this.
            if steps[index].isPlain, let raw = steps[index].slot.read(bytes) {
                let start = steps[index].slot.offset
                sink.begin(
                    field: steps[index].field, key: keys.span.extracting(steps[index].key),
                    at: place(Range(uncheckedBounds: (start, start &+ steps[index].slot.width))))
                sink.number(
                    ExactDecimal(
                        mantissa: raw &* steps[index].multiplier, places: steps[index].places))
                if !steps[index].plausible.contains(raw) { sink.suspect() }
                continue
            }
            switch steps[index].presence {
            case .always: break
            case .selected(let selector, let mask, let value):
                guard
                    !isVariable || steps[index].meaning == .bytes
                        || steps[index].end == bytes.count,
                    let raw = selector.read(bytes), raw & mask == value
                else { continue }
                wasSelected = true
            case .otherwise:
                if wasSelected { continue }
            case .firstPattern:
                if isAlternative {
                    sink.begin(
                        field: steps[index].field, key: keys.span.extracting(steps[index].key),
                        at: 0..<0)
                    sink.noData()
                    continue
                }
            }
            let width =
                steps[index].meaning == .bytes
                ? bytes.count - steps[index].slot.offset : steps[index].slot.width
            let start = steps[index].slot.offset
            sink.begin(
                field: steps[index].field, key: keys.span.extracting(steps[index].key),
                at: place(Range(uncheckedBounds: (start, start &+ width &* steps[index].count))))
            if steps[index].count == 1 {
                if !decode(steps, index, bytes, shift: 0, into: &sink) { sink.suspect() }
            } else {
                decodeColumn(steps, index, bytes, into: &sink)
            }
        }
    }

    private func decodeColumn<Sink: FieldSink & ~Copyable>(
        _ steps: borrowing Span<FieldStep>, _ index: Int, _ bytes: borrowing Span<UInt8>,
        into sink: inout Sink
    ) {
        var isPlausible = true
        sink.beginList()
        for i in 0..<steps[index].count {
            let isThisPlausible = decode(
                steps, index, bytes, shift: i &* steps[index].slot.width, into: &sink)
            isPlausible = isPlausible && isThisPlausible
        }
        sink.endList()
        if !isPlausible { sink.suspect() }
    }

    /// Decodes one value at a fixed place and tells whether it is plausible.
    @inline(__always)
    private func decode<Sink: FieldSink & ~Copyable>(
        _ steps: borrowing Span<FieldStep>, _ index: Int, _ bytes: borrowing Span<UInt8>,
        shift: Int, into sink: inout Sink
    ) -> Bool {
        switch steps[index].meaning {
        case .datetime:
            return decode(
                steps[index].dateParts.read(bytes, at: steps[index].slot.offset &+ shift),
                into: &sink)
        case .bytes:
            sink.text(hexDigits(of: bytes.extracting(steps[index].slot.offset...)).span)
            return true
        case .number, .bool, .choice, .text:
            guard let raw = steps[index].slot.read(bytes, shift: shift) else {
                let start = steps[index].slot.offset &+ shift
                sink.text(bytes.extracting(start..<start + steps[index].slot.width))
                return false
            }
            let isPlausible = decode(
                steps, index, raw: steps[index].slice(of: raw), bytes, shift: shift, into: &sink)
            return isPlausible && (steps[index].isAlone || steps[index].isSound(raw, in: bytes))
        }
    }

    private func decode<Sink: FieldSink & ~Copyable>(
        _ date: DateParts.Reading, into sink: inout Sink
    ) -> Bool {
        switch date {
        case .time(let text):
            sink.text(text.span)
            return true
        case .neverSet:
            sink.noData()
            return true
        case .impossible:
            sink.noData()
            return false
        }
    }

    /// Gives the value that a raw number stands for and tells whether it is plausible.
    @inline(__always)
    func decode<Sink: FieldSink & ~Copyable>(
        _ steps: borrowing Span<FieldStep>, _ index: Int, raw: Int64,
        _ bytes: borrowing Span<UInt8>, shift: Int,
        into sink: inout Sink
    ) -> Bool {
        if let absent = steps[index].absent, absent == raw {
            sink.noData()
            return true
        }
        switch steps[index].meaning {
        case .bool:
            sink.bool(raw != steps[index].falseValue)
            if raw == steps[index].falseValue { return true }
            return raw == steps[index].trueValue
        case .choice:
            return decode(steps, index, choice: raw, into: &sink)
        case .number, .text, .bytes, .datetime:
            let value = steps[index].value(of: raw, in: bytes, shift: shift)
            sink.number(value)
            return steps[index].isPlausible(value)
        }
    }

    private func decode<Sink: FieldSink & ~Copyable>(
        _ steps: borrowing Span<FieldStep>, _ index: Int, choice raw: Int64, into sink: inout Sink
    ) -> Bool {
        for choice in steps[index].choices {
            guard choices[choice].raw == raw else { continue }
            sink.choice(choices[choice])
            return true
        }
        sink.number(ExactDecimal(mantissa: raw))
        return false
    }
}

private func hexDigits(of bytes: borrowing Span<UInt8>) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(hex: bytes)
    return writer.bytes
}
