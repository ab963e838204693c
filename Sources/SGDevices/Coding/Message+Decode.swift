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
                guard !isVariable || step.meaning == .bytes || step.end == bytes.count,
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
    func decode<Sink: FieldSink & ~Copyable>(
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
}

private func hexDigits(of bytes: borrowing Span<UInt8>) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(hex: bytes)
    return writer.bytes
}
