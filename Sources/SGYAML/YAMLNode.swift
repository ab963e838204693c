public import SGDiagnostics

/// One value of a YAML document: a text, a list or a mapping, and where it stands.
public struct YAMLNode: Sendable {
    /// What a node holds.
    public enum Content: Sendable {
        /// A text; `isPlain` when it was written without quotes and so may mean a number, a
        /// Boolean or null.
        case scalar(text: String, isPlain: Bool)
        /// A list.
        case sequence([YAMLNode])
        /// Pairs in the order of the file; every key is a scalar and none stands twice.
        case mapping([YAMLEntry])
    }

    /// What the node holds.
    public let content: Content
    /// The place of its first character; for an alias, that of the value it stands for.
    public let mark: Mark

    /// Creates a node.
    public init(content: Content, mark: Mark) {
        self.content = content
        self.mark = mark
    }
}

/// One pair of a mapping.
public struct YAMLEntry: Sendable {
    /// What stands before the colon; a scalar.
    public let key: YAMLNode
    /// What stands after it.
    public let value: YAMLNode

    /// Creates a pair.
    public init(key: YAMLNode, value: YAMLNode) {
        self.key = key
        self.value = value
    }
}

extension YAMLNode {
    /// The text of a scalar as it was written, quotes and escapes resolved; `nil` for a list or a
    /// mapping.
    public var text: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }

    /// The members of a list; `nil` for anything else.
    public var elements: [YAMLNode]? {
        guard case .sequence(let elements) = content else { return nil }
        return elements
    }

    /// The pairs of a mapping; `nil` for anything else.
    public var entries: [YAMLEntry]? {
        guard case .mapping(let entries) = content else { return nil }
        return entries
    }
}
