import SGYAML

/// What messages say about one another.
extension DefinitionReader {
    /// Makes messages that know those they refer to, in the given order: a reply is a page, and what
    /// shows a setting is a page or a query.
    func linked(_ parts: [MessageParts]) -> [Message] {
        var known: [String: Message] = [:]
        for rank in 0...2 {
            for part in parts where part.rank == rank && known[part.name] == nil {
                known[part.name] = Message(part) { known[$0] }
            }
        }
        return parts.compactMap { known[$0.name] }
    }

    /// Checks that the messages that are named exist, and hold the fields that they should.
    mutating func checkReferences(
        _ entries: [YAMLEntry], _ parts: [MessageParts], _ messages: [Message]
    ) {
        for ((entry, part), message) in zip(zip(entries, parts), messages) {
            if let name = part.reply, let node = value("reply", of: entry) {
                checkReply(name, node, message, messages)
            }
            if let nodes = value("reply_repeats", of: entry)?.elements {
                checkRepeated(nodes, message)
            }
            if let nodes = value("refusal", of: entry)?.elements {
                checkRefusals(nodes, message)
            }
            if let name = part.shownBy, let node = value("shown_by", of: entry) {
                checkShown(name, node, message, messages)
            }
        }
    }

    private func value(_ key: String, of message: YAMLEntry) -> YAMLNode? {
        message.value.entries?.first { $0.key.text == key }?.value
    }

    private mutating func checkReply(
        _ name: String, _ node: YAMLNode, _ message: Message, _ messages: [Message]
    ) {
        if message.sender != .host {
            report(node, "the device sends '\(message.name)', expected a reply to a host's message")
        } else if message.reply == nil {
            let known = messages.filter { $0.sender == .device }
            reportUnknown(name, node, what: "reply", known: known.map(\.name))
        }
    }

    private mutating func checkRepeated(_ nodes: [YAMLNode], _ message: Message) {
        for owner in [message, message.reply].compactMap(\.self) {
            let names = Set(owner.fields.map(\.name))
            for node in nodes where !names.contains(node.text ?? "") {
                reportUnknown(
                    node.text ?? "", node, what: "field", known: owner.fields.map(\.name))
            }
        }
    }

    private mutating func checkRefusals(_ nodes: [YAMLNode], _ message: Message) {
        let flags = message.fields.filter { $0.kind == .bool }.map(\.name)
        let known = Set(flags)
        for node in nodes where !known.contains(node.text ?? "") {
            reportUnknown(node.text ?? "", node, what: "flag", known: flags)
        }
    }

    /// Reports messages that nothing tells apart: neither their bytes nor what was asked.
    mutating func checkLikenesses(_ entries: [YAMLEntry], _ messages: [Message]) {
        let answers = Set(messages.compactMap { $0.reply.map(ObjectIdentifier.init) })
        func isAsked(_ message: Message) -> Bool { answers.contains(ObjectIdentifier(message)) }
        for (index, message) in messages.enumerated() {
            let rival = messages[..<index].first { other in
                other.isLike(message) && !(isAsked(other) && isAsked(message))
                    && other.isFramedByDeviceOnly == message.isFramedByDeviceOnly
            }
            guard let rival else { continue }
            report(
                entries[index].key,
                "a frame of '\(message.name)' can be one of '\(rival.name)', too: nothing tells them "
                    + "apart",
                hint:
                    "give both a different start or length; of pages that are only asked for, the "
                    + "query decides")
        }
    }

    private mutating func checkShown(
        _ name: String, _ node: YAMLNode, _ message: Message, _ messages: [Message]
    ) {
        guard let page = message.shownPage, page.sender == .device else {
            let known = messages.filter { $0.sender == .device || $0.reply != nil }
            return reportUnknown(name, node, what: "query or page", known: known.map(\.name))
        }
        let names = Set(page.fields.map(\.name))
        if !message.fields.contains(where: { names.contains($0.name) }) {
            report(node, "'\(page.name)' has no field of '\(message.name)'")
        }
    }
}

extension MessageParts {
    /// Messages refer only to messages of a lower rank: pages, queries, and what they show.
    fileprivate var rank: Int {
        sender == .device ? 0 : shownBy == nil ? 1 : 2
    }
}
