import SGYAML

/// What messages say about one another.
extension DefinitionReader {
    /// Checks that the messages that are named exist, and hold the fields that they should.
    mutating func checkReferences(_ entries: [YAMLEntry], _ messages: [Message]) {
        for (entry, message) in zip(entries, messages) {
            if let name = message.reply, let node = value("reply", of: entry) {
                checkReply(name, node, messages)
            }
            if let nodes = value("reply_repeats", of: entry)?.elements {
                checkRepeated(nodes, message, messages)
            }
            if let name = message.shownBy, let node = value("shown_by", of: entry) {
                checkShown(name, node, message, messages)
            }
        }
    }

    private func value(_ key: String, of message: YAMLEntry) -> YAMLNode? {
        message.value.entries?.first { $0.key.text == key }?.value
    }

    private mutating func checkReply(_ name: String, _ node: YAMLNode, _ messages: [Message]) {
        let replies = messages.filter { $0.sender == .device }.map(\.name)
        if !replies.contains(name) { reportUnknown(name, node, what: "reply", known: replies) }
    }

    private mutating func checkRepeated(
        _ nodes: [YAMLNode], _ message: Message, _ messages: [Message]
    ) {
        let reply = page(message.reply, messages)
        for node in nodes {
            let name = node.text ?? ""
            for owner in [message, reply] where owner?.has(name) == false {
                reportUnknown(
                    name, node, what: "field", known: owner?.fields.map(\.name) ?? [])
            }
        }
    }

    private mutating func checkShown(
        _ name: String, _ node: YAMLNode, _ message: Message, _ messages: [Message]
    ) {
        let query = messages.first { $0.name == name && $0.sender == .host }
        guard let page = page(query?.reply ?? name, messages) else {
            let known = messages.filter { $0.sender == .device || $0.reply != nil }
            return reportUnknown(name, node, what: "query or page", known: known.map(\.name))
        }
        if !message.fields.contains(where: { page.has($0.name) }) {
            report(node, "'\(page.name)' has no field of '\(message.name)'")
        }
    }

    /// The device's message of a name.
    private func page(_ name: String?, _ messages: [Message]) -> Message? {
        messages.first { $0.name == name && $0.sender == .device }
    }
}

extension Message {
    fileprivate func has(_ name: String) -> Bool {
        fields.contains { $0.name == name }
    }
}
