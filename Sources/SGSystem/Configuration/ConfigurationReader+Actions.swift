internal import SGDevices
internal import SGDiagnostics
internal import SGPorts
internal import SGYAML

/// What is done in a cycle.
extension ConfigurationReader {
    private enum ActionName: String, CaseIterable {
        case handleIncomingMessages = "handle_incoming_messages"
        case sleep
        case send
        case query
        case setPortFlag = "set_port_flag"

        /// The keys that only this action has.
        var keys: [String] {
            switch self {
            case .handleIncomingMessages: []
            case .sleep: ["seconds"]
            case .send: ["message_type", "parameters"]
            case .query: ["message_type", "parameters", "timeout", "retries"]
            case .setPortFlag: ["flag", "level"]
            }
        }
    }

    private enum FlagName: String, CaseIterable {
        case rts = "RTS"
        case dtr = "DTR"
    }

    /// Reads the section `actions`; makes actions up where there is none.
    mutating func actions(_ parent: Section) -> [Action] {
        guard let node = parent["actions"] else { return standardActions() }
        let elements = node.isNull ? [] : elements(node)
        if elements.isEmpty, node.isNull || node.elements != nil {
            report(
                node, severity: .warning, "there are no actions, so nothing is done",
                hint: "without 'actions', each device is asked for what 'data_streams' name")
        }
        return elements.compactMap { action($0) }
    }

    private mutating func action(_ node: YAMLNode) -> Action? {
        let name: ActionName? = Section(node)["action"].flatMap { word($0, what: "action") }
        let keys = (name.map { [$0] } ?? ActionName.allCases).flatMap(\.keys)
        let section = section(
            node, name.map { "a '\($0.rawValue)'" } ?? "an action",
            keys: ["action", "condition", "device"] + keys)
        if section["action"] == nil { reportMissing("action", section) }
        let condition: Action.Condition? = section["condition"].flatMap {
            word($0, what: "condition")
        }
        let place = section["device"].flatMap { devicePlace($0) }
        guard let name, let kind = kind(of: name, section, at: place) else { return nil }
        return Action(kind: kind, device: place, condition: condition)
    }

    private mutating func kind(
        of name: ActionName, _ section: Section, at place: Int?
    ) -> Action.Kind? {
        switch name {
        case .handleIncomingMessages:
            return .handleIncomingMessages
        case .sleep:
            if section["seconds"] == nil { reportMissing("seconds", section) }
            return seconds("seconds", of: section, atMost: 86_400).map { .sleep($0) }
        case .send:
            return device(place, of: section).flatMap { send(section, $0) }
        case .query:
            return device(place, of: section).flatMap { query(section, $0) }
        case .setPortFlag:
            let kind = setPortFlag(section)
            return device(place, of: section) == nil ? nil : kind
        }
    }

    // MARK: - Devices

    /// The place of the device that a node names.
    private mutating func devicePlace(_ node: YAMLNode) -> Int? {
        guard let name = text(node) else { return nil }
        if let place = places[name] { return place }
        let devices = devices
        reportUnknown(name, node, what: "device", known: devices.map(\.name))
        return nil
    }

    /// The device of an action that needs one.
    private mutating func device(_ place: Int?, of section: Section) -> DeclaredDevice? {
        if section["device"] == nil { reportMissing("device", section) }
        return place.map { devices[$0] }
    }

    // MARK: - Modem lines

    private mutating func setPortFlag(_ section: Section) -> Action.Kind? {
        for key in ["flag", "level"] where section[key] == nil { reportMissing(key, section) }
        let text = optionalText("flag", of: section)
        let flag = text.flatMap { FlagName(rawValue: $0.uppercased()) }
        if flag == nil, let text, let node = section["flag"] {
            reportUnknown(text, node, what: "flag", known: FlagName.allCases.map(\.rawValue))
        }
        guard let level = boolean("level", of: section), let flag else { return nil }
        return .setPortFlag(flag == .rts ? .rts : .dtr, level: level)
    }
}
