import SGBytes
import SGDiagnostics

/// A field's name and what it shall hold.
public typealias FieldAssignment = (name: String, value: FieldValue)

extension Message {
    /// Builds the frame that carries field values.
    ///
    /// - Parameters:
    ///   - values: The values by name, each once. A field that is not given takes the definition's
    ///     default, or what `base` holds.
    ///   - address: The device's address, where the message has one.
    ///   - base: A valid frame of this message, whose every byte that no changed field stands in is
    ///     kept as it is: leading zeros of a text, reserved bytes, bits without a name.
    /// - Throws: ``EncodeError`` for a value that is unknown, missing, of the wrong kind or out of
    ///   its range; nothing is ever cut or rounded to fit.
    public func encode(
        _ values: [FieldAssignment], address: UInt8 = 0, base: [UInt8]? = nil
    ) throws(EncodeError) -> [UInt8] {
        try checkNames(of: values)
        let before = base.flatMap { base in (try? decode(base)).map { (base, $0) } }
        var encoder = Encoder(message: self, address: address, given: values)
        if let (base, fields) = before {
            encoder.keep(fields)
            if encoder.changesNothing { return base }
        }
        switch format {
        case .fixed(let format):
            var frame = before?.0 ?? format.template(address: address)
            try encoder.writeSlots(to: &frame, isNew: before == nil)
            format.finish(&frame)
            return frame
        case .hexLine(let format):
            var contents = before.map { format.contents(of: $0.0.span) } ?? format.template()
            try encoder.writeSlots(to: &contents, isNew: before == nil)
            return format.frame(of: contents)
        case .separated(let format):
            let texts = try encoder.texts(keeping: before.map { format.texts(in: $0.0) })
            for (text, field) in zip(texts, fields) where !format.admits(text) {
                throw .notRepresentable(
                    field: field.name, found: String(decoding: text, as: UTF8.self),
                    reason: "at most \(format.longestText) ASCII characters fit")
            }
            return format.frame(of: texts, address: address)
        case .lines(let format):
            return format.frame(ofFields: try encoder.texts(keeping: nil))
        case .keyed(let format):
            return format.frame(of: try encoder.entries(for: format))
        }
    }

    private func checkNames(of values: [FieldAssignment]) throws(EncodeError) {
        if case .keyed = format { return }
        for (name, _) in values where !fields.contains(where: { $0.name == name }) {
            throw .unknownField(name, nearest: nearestWord(to: name, among: fields.map(\.name)))
        }
    }
}

extension SeparatedFormat {
    fileprivate func texts(in frame: [UInt8]) -> [[UInt8]] {
        texts(of: frame.span).map { Array(frame[$0]) }
    }
}

extension LinesFormat {
    /// Builds a page from the texts of its fields, which only some of its lines have.
    fileprivate func frame(ofFields texts: [[UInt8]]) -> [UInt8] {
        var rest = texts[...]
        return frame(
            of: lines.map { line in
                if case .none = line.value { return [] }
                return rest.popFirst() ?? []
            })
    }
}

/// Works out what each field of one message shall hold and writes it.
private struct Encoder {
    let message: Message
    let address: UInt8
    let given: [FieldAssignment]
    /// What a base frame holds.
    private var kept: [DecodedField] = []

    init(message: Message, address: UInt8, given: [FieldAssignment]) {
        self.message = message
        self.address = address
        self.given = given
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
    private func value(of field: Field) -> FieldValue? {
        given.first { $0.name == field.name }?.value ?? (kept.isEmpty ? field.standard : nil)
    }

    private func isUnchanged(_ field: Field) -> Bool {
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
        if step.meaning == .bytes {
            try writeBytes(value, step, field, to: &frame)
            return
        }
        let end = step.slot.offset + step.slot.width * step.count
        if frame.count < end { frame += [UInt8](repeating: 0, count: end - frame.count) }
        if case .selected(let selector, let mask, let raw) = step.presence {
            try select(raw, by: selector, mask: mask, for: field, in: &frame)
            if case .hexLine = message.format { frame.removeSubrange(end...) }
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
        selector.write((selector.read(frame.span) ?? 0) & ~mask | raw, to: &frame)
    }

    private func writeBytes(
        _ value: FieldValue, _ step: FieldStep, _ field: Field, to frame: inout [UInt8]
    ) throws(EncodeError) {
        guard case .text(let text) = value, let bytes = bytes(hex: text) else {
            throw .wrongKind(
                field: field.name, found: value.description, expected: "pairs of hex digits")
        }
        let fill = max(0, step.slot.offset - frame.count)
        frame = frame.prefix(step.slot.offset) + [UInt8](repeating: 0, count: fill) + bytes
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
        insert(raw, step, to: &frame, shift: shift)
    }

    /// Writes a raw number, or only the bits of it that are the field's.
    private func insert(_ raw: Int64, _ step: FieldStep, to frame: inout [UInt8], shift: Int) {
        guard step.bitCount > 0 else {
            step.slot.write(raw, to: &frame, shift: shift)
            return
        }
        let before = (step.slot.read(frame.span, shift: shift) ?? 0) & ~step.mask
        step.slot.write(before | raw << Int64(step.firstBit), to: &frame, shift: shift)
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
                expected: "a date and time as YYYY-MM-DD HH:MM:SS")
        }
    }

    // MARK: - Values to raw numbers

    private func absent(_ step: FieldStep, _ field: Field) throws(EncodeError) -> Int64 {
        guard let absent = step.absent else {
            throw .notRepresentable(
                field: field.name, found: "null", reason: "the device has no way to say 'no data'")
        }
        return absent
    }

    /// The number of a value, checked against the field's range.
    private func number(_ value: FieldValue, _ field: Field) throws(EncodeError) -> ExactDecimal {
        guard case .number(let digits) = value, let number = ExactDecimal(digits) else {
            throw .wrongKind(field: field.name, found: value.description, expected: "a number")
        }
        if let (minimum, maximum) = field.range, number < minimum || maximum < number {
            throw .outOfRange(
                field: field.name, found: digits, minimum: minimum.description,
                maximum: maximum.description)
        }
        return number
    }

    /// Undoes offset, tenths, sign and scale, which must leave a whole number.
    private func number(
        _ value: FieldValue, _ step: FieldStep, _ field: Field, in frame: inout [UInt8]
    ) throws(EncodeError) -> Int64 {
        let number = try number(value, field)
        var (multiplier, places) = (step.multiplier, step.places)
        if let other = step.otherScale, other.bit.isSet(in: frame.span) {
            (multiplier, places) = (other.multiplier, other.places)
        }
        if step.tenths != nil { places += 1 }
        guard var scaled = number.rescaled(to: places)?.mantissa else {
            throw .notRepresentable(
                field: field.name, found: value.description,
                reason: "at most \(places) digits after the point fit")
        }
        if let tenths = step.tenths {
            tenths.write(abs(scaled % 10), to: &frame)
            scaled /= 10
        }
        if let sign = step.sign {
            sign.write(scaled < 0, to: &frame)
            scaled = abs(scaled)
        }
        let (quotient, remainder) = (scaled &- step.offset).quotientAndRemainder(
            dividingBy: multiplier)
        guard remainder == 0 else {
            throw .notRepresentable(
                field: field.name, found: value.description,
                reason: "the device counts in steps of "
                    + ExactDecimal(mantissa: multiplier, places: places).description)
        }
        return quotient
    }

    /// The raw number of a bool or of an entry of an enumeration.
    private func symbol(
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
        if case .number(let digits) = value, let raw = Int64(digits) { return raw }
        let names = field.choices.map(\.value.description).joined(separator: ", ")
        throw .wrongKind(field: field.name, found: value.description, expected: "one of \(names)")
    }

    // MARK: - Texts

    /// The text of every field, in order.
    func texts(keeping base: [[UInt8]]?) throws(EncodeError) -> [[UInt8]] {
        var texts: [[UInt8]] = []
        var missing: [String] = []
        for (index, step) in message.steps.enumerated() {
            let field = message.fields[step.field]
            if let base, isUnchanged(field) {
                texts.append(base[index])
            } else if let value = value(of: field)
                ?? kept.first(where: { $0.name == field.name })?.value
            {
                texts.append(try text(value, step, field))
            } else {
                missing.append(field.name)
            }
        }
        if !missing.isEmpty { throw .missingFields(missing) }
        return texts
    }

    /// The labels and texts of a block, in the order in which the values were given; a name that
    /// the definition does not know is a label of its own.
    func entries(
        for format: KeyedFormat
    ) throws(EncodeError) -> [(label: [UInt8], text: [UInt8])] {
        let changed = given.filter { assignment in
            !kept.contains { $0.name == assignment.name }
        }
        let all = kept.map { kept in
            (kept.name, given.first { $0.name == kept.name }?.value ?? kept.value)
        }
        var entries: [(label: [UInt8], text: [UInt8])] = []
        for (name, value) in all + changed {
            let entry: (label: [UInt8], text: [UInt8])
            if let index = message.fields.firstIndex(where: { $0.name == name }) {
                let text = try text(value, message.steps[index], message.fields[index])
                entry = (message.wireLabels[index], text)
            } else {
                entry = (Array(name.utf8), Array(value.description.utf8))
            }
            guard format.admits(entry.label, asLabel: true), format.admits(entry.text) else {
                throw .notRepresentable(
                    field: name, found: value.description, reason: "only short ASCII texts fit")
            }
            entries.append(entry)
        }
        return entries
    }

    private func text(
        _ value: FieldValue, _ step: FieldStep, _ field: Field
    ) throws(EncodeError) -> [UInt8] {
        if value == .noData, let absentText = message.absentText, step.absent == nil {
            return absentText
        }
        guard step.notation != .text else { return try words(value, step, field) }
        if step.isWrittenAsItIs, case .number(let digits) = value {
            _ = try number(value, field)
            guard step.notation == .decimal || !digits.contains(".") else {
                throw .wrongKind(field: field.name, found: digits, expected: "a whole number")
            }
            return padded(digits, step)
        }
        let raw: Int64
        if value == .noData {
            raw = try absent(step, field)
        } else if step.meaning == .number {
            var noFrame: [UInt8] = []
            raw = try number(value, step, field, in: &noFrame)
        } else {
            raw = try symbol(value, step, field)
        }
        guard step.notation == .hexadecimal else { return padded(String(raw), step) }
        let digits = String(raw, radix: 16, uppercase: true)
        return Array("0x".utf8) + padded(digits, step)
    }

    /// The bytes of a text, one for each character.
    private func latin1(_ text: String, _ field: Field) throws(EncodeError) -> [UInt8] {
        let bytes = text.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
        guard bytes.count == text.unicodeScalars.count else {
            throw .notRepresentable(
                field: field.name, found: text, reason: "only characters up to ÿ can be")
        }
        return bytes
    }

    private func padded(_ digits: String, _ step: FieldStep) -> [UInt8] {
        Array(
            (String(repeating: "0", count: max(0, step.minimumDigits - digits.count)) + digits).utf8
        )
    }

    private func words(
        _ value: FieldValue, _ step: FieldStep, _ field: Field
    ) throws(EncodeError) -> [UInt8] {
        switch (step.meaning, value) {
        case (.bool, .bool(let flag)):
            return flag ? message.words[step.field].yes : message.words[step.field].no
        case (.text, .text(let text)), (.text, .number(let text)):
            return try latin1(text, field)
        default:
            let expected = step.meaning == .bool ? "true or false" : "a text"
            throw .wrongKind(field: field.name, found: value.description, expected: expected)
        }
    }
}
