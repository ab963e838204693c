package import SGDiagnostics

/// One value of a YAML document: a text, a list or a mapping, and where it stands.
package struct YAMLNode: Sendable {
    /// What a node holds.
    package enum Content: Sendable {
        /// A text; `isPlain` when it was written without quotes and so may mean a number, a
        /// Boolean or null.
        case scalar(text: String, isPlain: Bool)
        /// A list.
        case sequence([YAMLNode])
        /// Pairs in the order of the file; every key is a scalar and none stands twice.
        case mapping([YAMLEntry])
    }

    /// What the node holds.
    package let content: Content
    /// The place of its first character; for an alias, that of the value it stands for.
    package let mark: Mark

    /// Creates a node.
    package init(content: Content, mark: Mark) {
        self.content = content
        self.mark = mark
    }
}

/// One pair of a mapping.
package struct YAMLEntry: Sendable {
    /// What stands before the colon; a scalar.
    package let key: YAMLNode
    /// What stands after it.
    package let value: YAMLNode

    /// Creates a pair.
    package init(key: YAMLNode, value: YAMLNode) {
        self.key = key
        self.value = value
    }
}

extension YAMLNode {
    /// The text of a scalar as it was written, quotes and escapes resolved; `nil` for a list or a
    /// mapping.
    package var text: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }

    /// The members of a list; `nil` for anything else.
    package var elements: [YAMLNode]? {
        guard case .sequence(let elements) = content else { return nil }
        return elements
    }

    /// The pairs of a mapping; `nil` for anything else.
    package var entries: [YAMLEntry]? {
        guard case .mapping(let entries) = content else { return nil }
        return entries
    }
}
