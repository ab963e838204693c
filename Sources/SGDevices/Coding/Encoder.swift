import SGBytes

/// Works out what each field of one message shall hold and writes it.
struct Encoder {
    let message: Message
    let given: [FieldAssignment]
    /// Whether numbers are rounded to what the frame has room for.
    let isRounding: Bool
    /// What a base frame holds.
    private(set) var kept: [DecodedField] = []

    init(message: Message, given: [FieldAssignment], isRounding: Bool) {
        self.message = message
        self.given = given
        self.isRounding = isRounding
    }

    mutating func keep(_ fields: [DecodedField]) {
        kept = fields
    }

    /// Whether every given value is what the base frame holds already.
    var changesNothing: Bool {
        given.allSatisfy { assignment in
            kept.contains { $0.name == assignment.name && $0.value == assignment.value }
        }
    }

    /// The value that is to be written to a field; `nil` when there is none to write.
    func value(of field: Field) -> FieldValue? {
        given.first { $0.name == field.name }?.value
            ?? kept.first { $0.name == field.name }?.value
            ?? (kept.isEmpty ? field.standard : nil)
    }

    func isUnchanged(_ field: Field) -> Bool {
        guard let before = kept.first(where: { $0.name == field.name }) else { return false }
        guard let value = given.first(where: { $0.name == field.name })?.value else { return true }
        return value == before.value
    }

    // MARK: - Fixed places

    /// Writes all fields at fixed places, those that depend on a bit of another after the others.
    func writeSlots(to frame: inout [UInt8], isNew: Bool) throws(EncodeError) {
        var missing: [String] = []
        for dependsOnBit in [false, true] {
            for step in message.steps where (step.otherScale != nil) == dependsOnBit {
                let field = message.fields[step.field]
                if !isNew, isUnchanged(field) { continue }
                if let value = value(of: field) {
                    try write(value, step, field, to: &frame)
                } else if case .always = step.presence, !isSelector(step) {
                    missing.append(field.name)
                } else if case .firstPattern = step.presence {
                    missing.append(field.name)
                }
            }
        }
        if !missing.isEmpty { throw .missingFields(missing) }
    }

    private func write(
        _ value: FieldValue, _ step: FieldStep, _ field: Field, to frame: inout [UInt8]
    ) throws(EncodeError) {
        if frame.count < step.end {
            frame += [UInt8](repeating: 0, count: step.end - frame.count)
        }
        if case .selected(let selector, let mask, let raw) = step.presence {
            try select(raw, by: selector, mask: mask, for: field, in: &frame)
            if case .hexLine = message.format { frame.removeSubrange(step.end...) }
        }
        if step.meaning == .bytes {
            try writeBytes(value, step, field, to: &frame)
            return
        }
        guard step.count > 1 else {
            try write(value, step, field, to: &frame, shift: 0)
            return
        }
        guard case .list(let values) = value, values.count == step.count else {
            throw .wrongKind(
                field: field.name, found: value.description, expected: "\(step.count) values")
        }
        for (index, value) in values.enumerated() {
            try write(value, step, field, to: &frame, shift: index * step.slot.width)
        }
    }

    /// Whether a number follows from a given field that it calls for.
    private func isSelector(_ step: FieldStep) -> Bool {
        message.steps.contains { other in
            guard case .selected(let selector, step.mask, _) = other.presence else { return false }
            let name = message.fields[other.field].name
            return selector == step.slot && given.contains { $0.name == name }
        }
    }

    /// Sets the selector that calls for a field; one that was given as a field of its own must
    /// agree.
    private func select(
        _ raw: Int64, by selector: Slot, mask: Int64, for field: Field, in frame: inout [UInt8]
    ) throws(EncodeError) {
        if let step = message.steps.first(where: { $0.slot == selector && $0.mask == mask }),
            let chosen = given.first(where: { $0.name == message.fields[step.field].name })
        {
            let expected = String(step.slice(of: raw))
            guard chosen.value == .number(expected) else {
                throw .notRepresentable(
                    field: field.name, found: chosen.value.description,
                    reason: "it belongs to \(chosen.name) \(expected)")
            }
        }
        try put(raw, mask: mask, in: selector, for: field, to: &frame)
    }

    private func writeBytes(
        _ value: FieldValue, _ step: FieldStep, _ field: Field, to frame: inout [UInt8]
    ) throws(EncodeError) {
        guard case .text(let text) = value, let bytes = bytes(hex: text) else {
            throw .wrongKind(
                field: field.name, found: value.description, expected: "pairs of hex digits")
        }
        frame = frame.prefix(step.slot.offset) + bytes
    }

    private func write(
        _ value: FieldValue, _ step: FieldStep, _ field: Field, to frame: inout [UInt8], shift: Int
    ) throws(EncodeError) {
        if step.meaning == .datetime {
            try writeDate(value, step, field, to: &frame, shift: shift)
            return
        }
        var raw: Int64
        if value == .noData {
            raw = try absent(step, field)
        } else if step.meaning == .number {
            raw = try number(value, step, field, in: &frame)
        } else {
            raw = try symbol(value, step, field)
        }
        let room =
            step.bitCount == 0 ? step.slot.representable : 0...(1 << Int64(step.bitCount) - 1)
        guard room.contains(raw) else {
            throw .notRepresentable(
                field: field.name, found: value.description, reason: "it has no room in the frame")
        }
        try put(
            raw << Int64(step.firstBit), mask: step.mask, in: step.slot, for: field, to: &frame,
            shift: shift)
    }

    /// Writes some bits of a slot's number and leaves the others.
    private func put(
        _ bits: Int64, mask: Int64, in slot: Slot, for field: Field, to frame: inout [UInt8],
        shift: Int = 0
    ) throws(EncodeError) {
        let before = mask == -1 ? 0 : slot.read(frame.span, shift: shift) ?? 0
        let raw = before & ~mask | bits
        guard slot.encoding != .digits || slot.representable.contains(raw) else {
            throw .notRepresentable(
                field: field.name, found: String(raw),
                reason: "there are \(slot.width) digits for it and its neighbours")
        }
        slot.write(raw, to: &frame, shift: shift)
    }

    private func writeDate(
        _ value: FieldValue, _ step: FieldStep, _ field: Field, to frame: inout [UInt8], shift: Int
    ) throws(EncodeError) {
        let offset = step.slot.offset + shift
        if value == .noData {
            for i in offset..<offset + step.slot.width { frame[i] = 0 }
            return
        }
        guard case .text(let text) = value, step.dateParts.write(text, to: &frame, at: offset)
        else {
            throw .wrongKind(
                field: field.name, found: value.description,
                expected: "a date and time as YYYY-MM-DD HH:MM:SS"
                    + (step.dateParts.hasCentury ? "" : ", from 2000 to 2099"))
        }
    }

    // MARK: - Values to raw numbers

    func absent(_ step: FieldStep, _ field: Field) throws(EncodeError) -> Int64 {
        guard let absent = step.absent else {
            throw .notRepresentable(
                field: field.name, found: "null", reason: "the device has no way to say 'no data'")
        }
        return absent
    }

    /// The number of a value, checked against the field's range.
    func number(_ value: FieldValue, _ field: Field) throws(EncodeError) -> ExactDecimal {
        guard case .number(let digits) = value, let number = ExactDecimal(digits) else {
            throw .wrongKind(field: field.name, found: value.description, expected: "a number")
        }
        if let (minimum, maximum) = range(of: field), number < minimum || maximum < number {
            throw .outOfRange(
                field: field.name, found: digits, minimum: minimum.description,
                maximum: maximum.description)
        }
        return number
    }

    /// The values that a field may have: of what is sent to a device, those that may be set.
    func range(of field: Field) -> (minimum: ExactDecimal, maximum: ExactDecimal)? {
        message.sender == .host ? field.settable ?? field.range : field.range
    }

    /// Undoes offset, tenths, sign and scale, which must leave a whole number unless it is rounded.
    func number(
        _ value: FieldValue, _ step: FieldStep, _ field: Field, in frame: inout [UInt8]
    ) throws(EncodeError) -> Int64 {
        let number = try number(value, field)
        var (multiplier, places) = (step.multiplier, step.places)
        if let other = step.otherScale, other.bit.isSet(in: frame.span) {
            (multiplier, places) = (other.multiplier, other.places)
        }
        if step.tenths != nil { places += 1 }
        let fitting = isRounding ? number.rounded(to: places) : number.rescaled(to: places)
        guard var scaled = fitting?.mantissa else {
            throw .notRepresentable(
                field: field.name, found: value.description,
                reason: "at most \(places) digits after the point fit")
        }
        if let tenths = step.tenths {
            tenths.write(abs(scaled % 10), to: &frame)
            scaled /= 10
        }
        if let sign = step.sign {
            let mask: Int64 = 1 << Int64(sign.bit)
            try put(scaled < 0 ? mask : 0, mask: mask, in: sign.slot, for: field, to: &frame)
            scaled = abs(scaled)
        }
        let (quotient, remainder) = (scaled &- step.offset).quotientAndRemainder(
            dividingBy: multiplier)
        guard remainder == 0 || isRounding else {
            throw .notRepresentable(
                field: field.name, found: value.description,
                reason: "the device counts in steps of "
                    + ExactDecimal(mantissa: multiplier, places: places).description)
        }
        return quotient + 2 * remainder / multiplier
    }

    /// Whether a number may be sent for an entry of an enumeration: only a device itself has others
    /// than those that are documented.
    private func maySend(_ raw: Int64, _ field: Field) -> Bool {
        message.sender == .device || field.choices.contains { $0.raw == raw }
    }

    /// The raw number of a bool or of an entry of an enumeration.
    func symbol(
        _ value: FieldValue, _ step: FieldStep, _ field: Field
    ) throws(EncodeError) -> Int64 {
        if step.meaning == .bool {
            guard case .bool(let flag) = value else {
                throw .wrongKind(
                    field: field.name, found: value.description, expected: "true or false")
            }
            return flag ? step.trueValue : step.falseValue
        }
        if let choice = field.choices.first(where: { $0.value == value }) { return choice.raw }
        if case .number(let digits) = value, let raw = Int64(digits), maySend(raw, field) {
            return raw
        }
        let names = field.choices.map(\.value.description).joined(separator: ", ")
        throw .wrongKind(field: field.name, found: value.description, expected: "one of \(names)")
    }
}
