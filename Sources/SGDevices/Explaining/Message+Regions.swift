extension Message {
    /// What every byte of a frame is there for, in the order of the bytes; fields that the frame
    /// does not carry come last.
    ///
    /// - Throws: ``Mismatch`` when the bytes are no frame of this message.
    package func regions(of frame: [UInt8]) throws(Mismatch) -> [FrameRegion] {
        let fields = try decode(frame)
        var regions = fields.map { FrameRegion(place: $0.place, role: .field(explained($0))) }
        var isTaken = [Bool](repeating: false, count: frame.count)
        mark(regions, in: &isTaken)
        let parts = parts(of: fields).filter { !$0.place.contains { isTaken[$0] } }
        mark(parts, in: &isTaken)
        regions += parts + rest(of: frame, where: isTaken)
        return inOrder(regions)
    }

    private func mark(_ regions: [FrameRegion], in isTaken: inout [Bool]) {
        for region in regions {
            for i in region.place.clamped(to: isTaken.indices) { isTaken[i] = true }
        }
    }

    private func inOrder(_ regions: [FrameRegion]) -> [FrameRegion] {
        func key(_ item: (offset: Int, element: FrameRegion)) -> (Int, Int) {
            let place = item.element.place
            return (place.isEmpty ? .max : place.lowerBound, item.offset)
        }
        return regions.enumerated().sorted { key($0) < key($1) }.map(\.element)
    }

    // MARK: - Fields

    private func explained(_ decoded: DecodedField) -> ExplainedField {
        let step = steps.first { fields[$0.field].name == decoded.name }
        return ExplainedField(
            decoded: decoded, bits: step?.bits,
            doubt: decoded.isSuspect ? doubt(of: decoded, step) : nil)
    }

    private func doubt(of decoded: DecodedField, _ step: FieldStep?) -> String {
        guard let step else { return "not what a label and its text can be" }
        let field = fields[step.field]
        switch (field.kind, decoded.value) {
        case (.choice, _):
            return "not in the enumeration"
        case (.bool, _):
            return step.bitCount == 0
                ? "neither what says false nor what says true" : "a bit is set that is never used"
        case (.number, .text):
            return "no number"
        case (.datetime, _):
            return "no date and time that there is"
        case (.text, _):
            return "not what such a text can be"
        default:
            if let range = field.range, !isPlausible(decoded.value, step) {
                return "outside \(range.minimum) to \(range.maximum)"
            }
            if case .lines = format, step.writtenPlaces == nil {
                return "something unexpected follows it"
            }
            if step.notation != .text { return "not written as the device writes it" }
            return "a number that it comes from cannot be right"
        }
    }

    private func isPlausible(_ value: FieldValue, _ step: FieldStep) -> Bool {
        switch value {
        case .number(let digits): ExactDecimal(digits).map(step.isPlausible) ?? false
        case .list(let values): values.allSatisfy { isPlausible($0, step) }
        case .bool, .text, .noData: true
        }
    }

    // MARK: - Other bytes

    /// What stands apart from the fields that it belongs to: tenths, signs, scales, selectors.
    private func parts(of decoded: [DecodedField]) -> [FrameRegion] {
        var names: [(place: Range<Int>, text: String)] = []
        for step in steps {
            let name = fields[step.field].name
            guard decoded.contains(where: { $0.name == name }) else { continue }
            for (slot, text) in step.slotsElsewhere {
                let place = place(of: slot)
                if let known = names.firstIndex(where: { $0.place == place }) {
                    names[known].text += ", \(text) \(name)"
                } else {
                    names.append((place, "\(text) \(name)"))
                }
            }
        }
        return names.map { FrameRegion(place: $0.place, role: .part($0.text)) }
    }

    private func place(of slot: Slot) -> Range<Int> {
        let place = slot.offset..<slot.end
        if case .hexLine(let format) = format { return format.place(of: place) }
        return place
    }

    /// The bytes that belong to no field, in runs of one purpose.
    private func rest(of frame: [UInt8], where isTaken: [Bool]) -> [FrameRegion] {
        let purposes = format.purposes(of: frame.span)
        var regions: [FrameRegion] = []
        var start = 0
        while start < frame.count {
            var end = start + 1
            while end < frame.count, isTaken[end] == isTaken[start],
                purposes[end] == purposes[start]
            {
                end += 1
            }
            if !isTaken[start] {
                regions.append(
                    FrameRegion(place: start..<end, role: role(purposes[start], at: start..<end)))
            }
            start = end
        }
        return regions
    }

    private func role(_ purpose: BytePurpose, at place: Range<Int>) -> FrameRegion.Role {
        switch purpose {
        case .start: .start
        case .address: .address
        case .separator: .separator
        case .text: .text
        case .end: .end
        case .reserved: .reserved(usual: usualBytes(at: place))
        case .checksum: .checksum(format.checksumName)
        case .unknown: .notUnderstood
        }
    }

    private func usualBytes(at place: Range<Int>) -> [UInt8] {
        guard case .fixed(let format) = format else { return [] }
        return Array(format.template(address: 0)[place])
    }
}

extension FieldStep {
    fileprivate var bits: ClosedRange<Int>? {
        bitCount == 0 ? nil : firstBit...firstBit + bitCount - 1
    }

    /// The slots besides its own that the field's value is made of.
    fileprivate var slotsElsewhere: [(Slot, String)] {
        var slots: [(Slot, String)] = []
        if let tenths { slots.append((tenths, "tenths of")) }
        if let sign { slots.append((sign.slot, "sign of")) }
        if let otherScale { slots.append((otherScale.bit.slot, "scale of")) }
        if case .selected(let selector, _, _) = presence { slots.append((selector, "selects")) }
        return slots
    }
}
