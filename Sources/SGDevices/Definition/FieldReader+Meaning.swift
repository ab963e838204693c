import SGRecords
import SGDiagnostics
import SGYAML

/// What the value of a field means: its scale, its range, its choices.
extension FieldReader {
    /// Completes a step with the meaning of its value and appends it with its field.
    mutating func add(
        _ partial: FieldStep, _ section: Section, wireLabel: String?,
        _ reader: inout DefinitionReader
    ) {
        var step = partial
        let name = reader.text("name", of: section)
        if let node = section["scale"], step.meaning != .number, step.notation == .text {
            reader.report(node, "only numbers have a 'scale'")
        }
        if step.notation != .text { step.meaning = .number }
        var own = Words()
        readBool(section, &step, &own, &reader)
        let firstChoice = choices.count
        readChoices(section, &step, &reader)
        readScale(section, &step, &reader)
        if let range = range("range", section, &reader) {
            (step.minimum, step.maximum) = range
        }
        if let node = section["absent"] {
            step.absent = reader.integer(node, in: Int(Int32.min)...Int(UInt32.max)).map {
                Int64($0)
            }
        }
        if reader.boolean("absent_in_older", of: section) == true { step.presence = .firstPattern }
        var field = field(name, step.meaning.kind, section["name"] ?? section.node, &reader)
        field.unit = reader.optionalPlainText("unit", of: section)
        field.choices = Array(choices[firstChoice...])
        field.label = reader.optionalPlainText("label", of: section)
        field.note = reader.optionalPlainText("note", of: section)
        if let minimum = step.minimum, let maximum = step.maximum {
            field.range = (minimum, maximum)
        }
        field.settable = range("settable", section, &reader)
        field.patterns = patterns(section, &reader)
        warnOfGaps(in: field, section, &reader)
        field.standard = section["default"].flatMap { reader.value($0, of: step.meaning.kind) }
        append(
            step, field, at: section["name"] ?? section.node, wireLabel: wireLabel, words: own,
            &reader)
    }

    mutating func append(
        _ step: FieldStep, _ field: Field, at node: YAMLNode, wireLabel: String? = nil,
        words own: Words = Words(), _ reader: inout DefinitionReader
    ) {
        var step = step
        step.field = fields.count
        var field = field
        field.shape = step.shape
        for title in field.column.titles {
            if let owner = columns.updateValue(field.name, forKey: title), owner != field.name {
                reader.report(node, "'\(field.name)' and '\(owner)' both have a column '\(title)'")
            }
        }
        steps.append(step)
        fields.append(field)
        names.insert(field.name)
        wireLabels.append(Array((wireLabel ?? field.name).utf8))
        words.append(own)
    }

    func field(
        _ name: String, _ kind: Field.Kind, _ node: YAMLNode, _ reader: inout DefinitionReader
    ) -> Field {
        if names.contains(name) {
            reader.report(node, "there are two fields '\(name)'")
        } else if !reader.isName(name), node.text != nil {
            reader.report(
                node, "found \(quoted(name)), expected a name of letters, digits and underscores")
        }
        return Field(name: name, kind: kind)
    }

    private func readBool(
        _ section: Section, _ step: inout FieldStep, _ own: inout Words,
        _ reader: inout DefinitionReader
    ) {
        guard let yes = section["true"], let no = section["false"] else {
            if let node = section["true"] ?? section["false"] {
                reader.report(node, "a bool needs both 'true' and 'false'")
            }
            return
        }
        if step.meaning == .text {
            own = Words(no: Array((no.text ?? "").utf8), yes: Array((yes.text ?? "").utf8))
        } else {
            step.trueValue = Int64(reader.integer(yes, in: Int(Int32.min)...Int(UInt32.max)) ?? 1)
            step.falseValue = Int64(reader.integer(no, in: Int(Int32.min)...Int(UInt32.max)) ?? 0)
        }
        step.meaning = .bool
    }

    private mutating func readChoices(
        _ section: Section, _ step: inout FieldStep, _ reader: inout DefinitionReader
    ) {
        guard let node = section["choices"] else { return }
        guard let entries = node.entries, !entries.isEmpty else {
            reader.report(node, "found \(node.kindName), expected names by number")
            return
        }
        let first = choices.count
        var values: Set<FieldValue> = []
        for entry in entries {
            let raw = Int64(reader.integer(entry.key, in: Int(Int32.min)...Int(UInt32.max)) ?? 0)
            guard let text = reader.plainText(entry.value) else { continue }
            let value = entry.value.boolean.map { FieldValue.bool($0) } ?? .text(text)
            if !values.insert(value).inserted {
                reader.report(entry.value, "there are two choices '\(text)'")
            }
            choices.append(Choice(raw: raw, value: value))
        }
        step.choices = first..<choices.count
        step.meaning = .choice
    }

    private func readScale(
        _ section: Section, _ step: inout FieldStep, _ reader: inout DefinitionReader
    ) {
        if section["scale"] != nil, let (multiplier, places) = scale(section, &reader) {
            (step.multiplier, step.places) = (multiplier, places)
        }
        if let node = section["offset"], let offset = reader.decimal(node) {
            if let offset = offset.rescaled(to: step.places), abs(offset.mantissa) < 1 << 40 {
                step.offset = offset.mantissa
            } else {
                reader.report(node, "the offset has more places than the scale")
            }
        }
    }

    func scale(
        _ section: Section, _ reader: inout DefinitionReader
    ) -> (multiplier: Int64, places: Int)? {
        guard let node = section["scale"] else {
            reader.reportMissing("scale", section)
            return nil
        }
        guard let scale = reader.decimal(node) else { return nil }
        guard 1...100_000 ~= scale.mantissa, scale.places <= 9 else {
            reader.report(node, "found \(scale), expected a scale such as 0.1, 0.25 or 10")
            return nil
        }
        return (scale.mantissa, scale.places)
    }

    /// Reads the lowest and the highest value under a key; `nil` for `any`.
    private func range(
        _ key: String, _ section: Section, _ reader: inout DefinitionReader
    ) -> (minimum: ExactDecimal, maximum: ExactDecimal)? {
        guard let node = section[key], node.text != anyValue else { return nil }
        let ends = reader.elements(node)
        guard ends.count == 2 else {
            reader.report(node, "expected the lowest and the highest value, or '\(anyValue)'")
            return nil
        }
        guard let minimum = reader.decimal(ends[0]), let maximum = reader.decimal(ends[1]) else {
            return nil
        }
        guard minimum < maximum else {
            reader.report(node, "the range runs backwards: from \(minimum) to \(maximum)")
            return nil
        }
        return (minimum, maximum)
    }

    /// Reads the forms that a text may have: one, or a list.
    private func patterns(
        _ section: Section, _ reader: inout DefinitionReader
    ) -> [TextPattern] {
        guard let node = section["pattern"] else { return [] }
        return (node.elements ?? [node]).compactMap { node in
            guard let text = reader.plainText(node) else { return nil }
            let pattern = TextPattern(text)
            if pattern == nil {
                reader.report(
                    node, "found \(quoted(text)), expected ranges in brackets, such as '[0-9A-F]'")
            }
            return pattern
        }
    }

    /// Warns of a number without a range, to which no damage shows that a checksum misses.
    private func warnOfGaps(
        in field: Field, _ section: Section, _ reader: inout DefinitionReader
    ) {
        guard reader.isChecking, field.kind == .number else { return }
        let place = section["name"] ?? section.node
        if section["range"] == nil {
            reader.report(
                place, severity: .warning, "'\(field.name)' has no 'range'",
                hint: "give one that no real system leaves, or 'range: \(anyValue)' and a 'note'")
        } else if section["range"]?.text == anyValue, field.note == nil {
            reader.report(
                place, severity: .warning, "no 'note' says why '\(field.name)' can be anything")
        }
    }
}

/// Stands for a range that a field does not have.
private let anyValue = "any"

extension FieldStep.Meaning {
    fileprivate var kind: Field.Kind {
        switch self {
        case .number: .number
        case .bool: .bool
        case .choice: .choice
        case .datetime: .datetime
        case .text, .bytes: .text
        }
    }
}
