/// Fields that are texts of any width.
extension Encoder {
    /// The text of every field, in order.
    ///
    /// - Parameter base: The texts of the kept fields, in their order.
    func texts(keeping base: [[UInt8]]?) throws(EncodeError) -> [[UInt8]] {
        var texts: [[UInt8]] = []
        var missing: [String] = []
        for step in message.steps {
            let field = message.fields[step.field]
            if let base, isUnchanged(field),
                let index = kept.firstIndex(where: { $0.name == field.name })
            {
                texts.append(base[index])
            } else if let value = value(of: field) {
                texts.append(try text(value, step, field))
            } else {
                missing.append(field.name)
            }
        }
        if !missing.isEmpty { throw .missingFields(missing) }
        return texts
    }

    /// The labels and texts of a block, in the order in which the values were given; a name that
    /// the definition does not know stands for a label of its own.
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
                let label = message.label(ofUnknown: Array(name.utf8))
                entry = (label, Array(value.description.utf8))
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
            let number = try number(value, field)
            if step.notation == .integer, isRounding, let whole = number.rounded(to: 0) {
                return padded(whole.description, step)
            }
            guard step.notation == .decimal || !digits.contains(".") else {
                throw .wrongKind(field: field.name, found: digits, expected: "a whole number")
            }
            return padded(try written(digits, number, step, field), step)
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

    /// The digits of a number, with as many after the point as the device writes.
    private func written(
        _ digits: String, _ number: ExactDecimal, _ step: FieldStep, _ field: Field
    ) throws(EncodeError) -> String {
        guard let places = step.writtenPlaces, number.places != places else { return digits }
        guard let fitting = isRounding ? number.rounded(to: places) : number.rescaled(to: places)
        else {
            throw .notRepresentable(
                field: field.name, found: digits,
                reason: "at most \(places) digits after the point fit")
        }
        return fitting.description
    }

    /// A text that is to be written, checked against the field's forms and range.
    private func checked(
        _ bytes: [UInt8], _ text: String, _ step: FieldStep, _ field: Field
    ) throws(EncodeError) -> [UInt8] {
        if step.minimum != nil { _ = try number(.number(text), field) }
        guard field.admits(bytes.span, step) else {
            let forms = field.patterns.map { "'\($0)'" }.joined(separator: " or ")
            throw .wrongKind(
                field: field.name, found: text,
                expected: forms.isEmpty ? "printable ASCII characters" : "a text such as \(forms)")
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
            return try checked(latin1(text, field), text, step, field)
        default:
            let expected = step.meaning == .bool ? "true or false" : "a text"
            throw .wrongKind(field: field.name, found: value.description, expected: expected)
        }
    }
}
