internal import SGDevices
internal import SGDiagnostics
internal import SGYAML

/// What is done when a configuration does not say.
extension ConfigurationReader {
    /// A query of each message that has a stream, device by device; of a device without streams,
    /// of its status page.
    mutating func standardActions() -> [Action] {
        var actions: [Action] = []
        for (place, device) in devices.enumerated() where !device.isEmulated {
            for message in device.messagesOfInterest {
                guard let kind = standardQuery(of: message, from: device) else { continue }
                actions.append(Action(kind: kind, device: place))
            }
        }
        return actions
    }

    private mutating func standardQuery(
        of message: Message, from device: DeclaredDevice
    ) -> Action.Kind? {
        guard let type = device.type else { return nil }
        let queries = type.queries(of: message)
        let query = queries.isEmpty ? message : queries.first { device.canJustSend($0) }
        guard let query else {
            report(
                device.node, severity: .warning,
                "'\(message.name)' of \(quoted(device.name)) is not asked for: "
                    + "no query of it does without values",
                hint: "write 'actions' with a query and its 'parameters'")
            return nil
        }
        return .query(query, values: [], timeout: type.timing.reply, retries: 2)
    }
}

extension DeclaredDevice {
    /// What the device is asked for unless the configuration says otherwise.
    fileprivate var messagesOfInterest: [Message] {
        guard streams.isEmpty else { return streams.map(\.message) }
        return type?.message(named: "status_page", from: .device).map { [$0] } ?? []
    }

    /// Whether a message changes nothing and needs no values.
    fileprivate func canJustSend(_ message: Message) -> Bool {
        !message.writes && refusal(of: message, holding: []) == nil
    }
}
