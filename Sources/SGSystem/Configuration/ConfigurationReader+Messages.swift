internal import SGDevices
internal import SGDiagnostics
internal import SGRecords
internal import SGYAML

/// What is sent to devices and asked of them.
extension ConfigurationReader {
    /// Reads what belongs to a `send`.
    mutating func send(_ section: Section, _ device: DeclaredDevice) -> Action.Kind? {
        guard let (node, name) = messageName(section), let type = device.type else { return nil }
        let sender: Side = device.isEmulated ? .device : .host
        guard let message = type.message(named: name, from: sender) else {
            reportMissing(name, at: node, of: type, sender: sender)
            return nil
        }
        return values(section, for: message, device, at: node).map { .send(message, values: $0) }
    }

    /// Reads what belongs to a `query`.
    mutating func query(_ section: Section, _ device: DeclaredDevice) -> Action.Kind? {
        let timeout = seconds("timeout", of: section, atMost: 3600)
        let retries = integer("retries", of: section, in: 0...100, default: 2)
        guard let (node, name) = messageName(section), let type = device.type else { return nil }
        guard !device.isEmulated else {
            report(node, "\(quoted(device.name)) is emulated here, expected a device to ask")
            return nil
        }
        guard let message = question(name, at: node, of: type) else { return nil }
        if message.sender == .device, let node = section["parameters"] {
            report(node, "'\(name)' comes by itself, expected no parameters")
        }
        guard let values = values(section, for: message, device, at: node) else { return nil }
        return .query(
            message, values: values, timeout: timeout ?? type.timing.reply, retries: retries)
    }

    private mutating func messageName(_ section: Section) -> (node: YAMLNode, name: String)? {
        guard let node = section["message_type"] else {
            reportMissing("message_type", section)
            return nil
        }
        return text(node).map { (node, $0) }
    }

    /// What can be asked: a message that has a reply, or one that comes by itself.
    private mutating func question(
        _ name: String, at node: YAMLNode, of type: DeviceType
    ) -> Message? {
        if let message = type.message(named: name, from: .host) {
            if message.reply != nil { return message }
            report(
                node, "nothing answers '\(name)', expected a query",
                hint: "'action: send' sends it")
        } else if let message = type.message(named: name, from: .device) {
            guard let query = type.queries(of: message).first else { return message }
            report(
                node, "'\(name)' comes only when it is asked for, expected a query",
                hint: "name its query, '\(query.name)'")
        } else {
            reportMissing(name, at: node, of: type, sender: .host)
        }
        return nil
    }

    /// Reports a message that a side does not send.
    private mutating func reportMissing(
        _ name: String, at node: YAMLNode, of type: DeviceType, sender: Side
    ) {
        let known = type.messages.filter { $0.sender == sender }.map(\.name)
        switch (type[name], sender) {
        case (nil, _):
            reportUnknown(name, node, what: "message", of: type.name, known: known)
        case (let page?, .host):
            report(
                node, "'\(name)' is what a '\(type.name)' sends, expected a message to it",
                hint: type.queries(of: page).first.map { "its query is '\($0.name)'" })
        case (_?, _):
            report(node, "'\(name)' is sent to a '\(type.name)', expected a message that it sends")
        }
    }
}

// MARK: - Values

extension ConfigurationReader {
    /// Reads the `parameters` of a message; `nil` when they do not make one.
    private mutating func values(
        _ section: Section, for message: Message, _ device: DeclaredDevice, at node: YAMLNode
    ) -> [FieldAssignment]? {
        var entries: [YAMLEntry] = []
        if let parameters = section["parameters"], !parameters.isNull {
            guard let found = parameters.entries else {
                report(parameters, "found \(parameters.kindName), expected values by field")
                return nil
            }
            entries = found
        }
        let values = entries.compactMap { value($0, of: message) }
        guard values.count == entries.count else { return nil }
        guard let error = device.refusal(of: message, holding: values) else { return values }
        let place = entries.first { $0.key.text == error.field }?.value
        report(place ?? section["parameters"] ?? node, "'\(message.name)' cannot be sent: \(error)")
        return nil
    }

    private mutating func value(_ entry: YAMLEntry, of message: Message) -> FieldAssignment? {
        let name = entry.key.text ?? ""
        guard let field = message.fields.first(where: { $0.name == name }) else {
            let known = message.fields.map(\.name)
            if known.isEmpty {
                report(entry.key, "found \(quoted(name)), but '\(message.name)' has no fields")
            } else {
                reportUnknown(name, entry.key, what: "field", of: message.name, known: known)
            }
            return nil
        }
        guard let elements = entry.value.elements else {
            return value(entry.value, of: field).map { (name, $0) }
        }
        let values = elements.compactMap { value($0, of: field) }
        return values.count == elements.count ? (name, .list(values)) : nil
    }

    private mutating func value(_ node: YAMLNode, of field: Field) -> FieldValue? {
        if node.isNull { return .noData }
        guard let text = node.text else {
            report(node, "found \(node.kindName), expected a value")
            return nil
        }
        return flag(node, of: field) ?? FieldValue(text, of: field)
    }

    /// The Boolean that a scalar means in a field that can hold one.
    private func flag(_ node: YAMLNode, of field: Field) -> FieldValue? {
        switch field.kind {
        case .bool:
            return ConfigurationReader.boolean(node).map { .bool($0) }
        case .choice:
            let flag = node.booleanOfYAML11.map { FieldValue.bool($0) }
            return field.choices.first { $0.value == flag }?.value
        case .number, .text, .datetime:
            return nil
        }
    }
}
