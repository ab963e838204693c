import SGRecords
import SGYAML

/// What an emulated device shows and does.
extension DefinitionReader {
    /// Reads the section `emulation`; `nil` when there is none.
    mutating func emulation(_ parent: Section, of messages: [Message]) -> Emulation? {
        guard let node = parent["emulation"] else { return nil }
        let section = section(
            node, "an emulation",
            keys: ["values", "sun", "zero", "pages", "commands"])
        let pages = messages.filter { $0.sender == .device }
        let fields = pages.flatMap(\.fields)
        var emulation = Emulation()
        emulation.values = assignments("values", of: section, to: fields)
        let given = Set(emulation.values.map(\.name))
        let known = fields.filter { given.contains($0.name) }
        for (node, field, value) in named("sun", of: section, among: known, \.name, what: "field") {
            emulation.sun.append(sunLink(value, for: field, at: node, emulation.values))
        }
        for node in section["zero"].map({ elements($0) }) ?? [] {
            emulation.zeros.append(zeroRule(node, known))
        }
        for (_, page, value) in named("pages", of: section, among: pages, \.name, what: "page") {
            emulation.pages[page.name] = emulatedPage(value, page)
        }
        let commands = messages.filter { $0.sender == .host }
        for (_, command, value) in named(
            "commands", of: section, among: commands, \.name, what: "command")
        {
            emulation.commands[command.name] = emulatedCommand(value, known, reply: command.reply)
        }
        return emulation
    }

    /// Reports what keeps a device from sending a page.
    mutating func checkEmulation(of type: DeviceType, in root: YAMLNode) {
        guard !hasErrors,
            let node = root.entries?.first(where: { $0.key.text == "emulation" })?.value,
            let device = EmulatedDevice(type, clock: Timestamp(milliseconds: 0), start: .now)
        else { return }
        do throws(EncodeError) {
            for name in device.names { try device.checkPages(with: name) }
            try device.checkPages()
        } catch {
            let values = node.entries?.first { $0.key.text == "values" }?.value
            let value = values?.entries?.first { $0.key.text == error.field }?.value
            report(
                value ?? values ?? node, "no page can be sent: \(error)",
                hint: error.field == nil ? "'values' says what each field holds at first" : nil)
        }
    }

    private mutating func sunLink(
        _ node: YAMLNode, for field: Field, at key: YAMLNode, _ values: [FieldAssignment]
    ) -> SunLink {
        var link = SunLink(field: field.name, source: .stage([:]))
        if let entries = node.entries {
            link.source = .stage(stages(entries, of: field))
            return link
        }
        let text = text(node) ?? ""
        let isNegated = text.hasPrefix("-")
        let name = isNegated ? String(text.dropFirst()) : text
        guard let quantity = SunQuantity(rawValue: name) else {
            reportUnknown(
                name, node, what: "quantity", known: SunQuantity.allCases.map(\.rawValue))
            return link
        }
        if field.unit != quantity.unit {
            report(
                node, "\(name) is in \(quantity.unit), but \(field.name) in \(field.unit ?? "none")"
            )
        }
        if case .daily(let count) = field.shape, count > SunDay.mostDays {
            report(key, "\(field.name) has \(count) days, the model \(SunDay.mostDays)")
        }
        link.source = .quantity(quantity, isNegated: isNegated, field.shape)
        link.places = values.first { $0.name == field.name }?.value.places ?? 0
        return link
    }

    private mutating func stages(
        _ entries: [YAMLEntry], of field: Field
    ) -> [ChargeStage: FieldValue] {
        var stages: [ChargeStage: FieldValue] = [:]
        for entry in entries {
            guard let name = text(entry.key) else { continue }
            if let stage = ChargeStage(rawValue: name) {
                stages[stage] = value(entry.value, of: field)
            } else {
                reportUnknown(
                    name, entry.key, what: "stage", known: ChargeStage.allCases.map(\.rawValue))
            }
        }
        return stages
    }

    private mutating func zeroRule(_ node: YAMLNode, _ fields: [Field]) -> ZeroRule {
        let section = section(node, "a rule of what is zero", keys: ["while", "fields"])
        let names = fieldNames(section["fields"].map { elements($0) } ?? [], among: fields)
        return ZeroRule(condition: assignments("while", of: section, to: fields), fields: names)
    }

    private mutating func emulatedPage(_ node: YAMLNode, _ page: Message) -> EmulatedPage {
        let section = section(node, "an emulated page", keys: ["period", "in_turn", "otherwise"])
        let turns = (section["in_turn"].map { elements($0) } ?? []).map { turn in
            fieldNames(elements(turn), among: page.fields)
        }
        return EmulatedPage(
            period: section["period"].flatMap { period($0) }, turns: turns,
            otherwise: assignments("otherwise", of: section, to: page.fields))
    }

    /// Reads a pause in seconds, or the shortest and the longest.
    private mutating func period(_ node: YAMLNode) -> ClosedRange<Duration>? {
        let ends = (node.elements ?? [node]).compactMap { seconds($0) }
        guard let shortest = ends.first, let longest = ends.last, ends.count <= 2,
            .milliseconds(10) <= shortest, shortest <= longest
        else {
            report(node, "expected seconds, 0.01 or more, or the shortest and the longest pause")
            return nil
        }
        return shortest...longest
    }

    private mutating func emulatedCommand(
        _ node: YAMLNode, _ fields: [Field], reply: Message?
    ) -> EmulatedCommand {
        let section = section(node, "an emulated command", keys: ["while", "set", "reply"])
        return EmulatedCommand(
            condition: assignments("while", of: section, to: fields),
            effects: assignments("set", of: section, to: fields),
            reply: assignments("reply", of: section, to: reply?.fields ?? []))
    }

    // MARK: - Names and values

    /// The entries of a mapping whose keys name something.
    private mutating func named<Named>(
        _ key: String, of section: Section, among known: [Named], _ name: KeyPath<Named, String>,
        what: String
    ) -> [(key: YAMLNode, named: Named, value: YAMLNode)] {
        guard let node = section[key] else { return [] }
        guard let entries = node.entries else {
            report(node, "found \(node.kindName), expected a mapping by \(what)")
            return []
        }
        let byName = Dictionary(known.map { ($0[keyPath: name], $0) }) { first, _ in first }
        return entries.compactMap { entry in
            let text = entry.key.text ?? ""
            guard let found = byName[text] else {
                reportUnknown(text, entry.key, what: what, known: known.map { $0[keyPath: name] })
                return nil
            }
            return (entry.key, found, entry.value)
        }
    }

    private mutating func assignments(
        _ key: String, of section: Section, to fields: [Field]
    ) -> [FieldAssignment] {
        named(key, of: section, among: fields, \.name, what: "field").compactMap { _, field, node in
            value(node, of: field).map { (field.name, $0) }
        }
    }

    /// Reads names of fields; unknown ones are reported and left out.
    mutating func fieldNames(_ nodes: [YAMLNode], among fields: [Field]) -> [String] {
        let known = Set(fields.map(\.name))
        return nodes.compactMap { node in
            guard let name = text(node) else { return nil }
            if known.contains(name) { return name }
            reportUnknown(name, node, what: "field", known: fields.map(\.name))
            return nil
        }
    }

    /// Reads a field's value; of a list, each value or one that stands for all.
    private mutating func value(_ node: YAMLNode, of field: Field) -> FieldValue? {
        guard field.shape.count > 1 else { return value(node, of: field.kind) }
        guard let elements = node.elements else {
            let one = value(node, of: field.kind)
            return one.map { .list(Array(repeating: $0, count: field.shape.count)) }
        }
        return .list(elements.compactMap { value($0, of: field.kind) })
    }

    /// Reads a value; a number keeps its digits.
    mutating func value(_ node: YAMLNode, of kind: Field.Kind) -> FieldValue? {
        if node.isNull { return .noData }
        switch kind {
        case .number: return decimal(node).flatMap { _ in node.text.map { .number($0) } }
        case .bool:
            if node.boolean == nil { report(node, "expected true or false") }
            return node.boolean.map { .bool($0) }
        case .choice: return node.boolean.map { .bool($0) } ?? text(node).map { .text($0) }
        case .datetime:
            if node.text != "now", node.text.flatMap({ CalendarTime($0) })?.isValid != true {
                report(node, "expected 'now' or a date and time as YYYY-MM-DD HH:MM:SS")
            }
            return text(node).map { .text($0) }
        case .text: return text(node).map { .text($0) }
        }
    }
}

extension FieldValue {
    /// How many digits stand after a number's point; of a column, the first number's.
    fileprivate var places: Int {
        switch self {
        case .number(let digits): ExactDecimal(digits)?.places ?? 0
        case .list(let values): values.first?.places ?? 0
        default: 0
        }
    }
}
