import SGDiagnostics

/// Builds the tree of nodes from events, within ``YAMLLimits``.
struct YAMLComposer: ~Copyable {
    /// A value with what an alias of it costs.
    private struct Composed {
        var node: YAMLNode
        /// How many lists and mappings stand inside each other in it, itself counted.
        var height: Int
        /// How many values it consists of, itself counted.
        var nodeCount: Int
    }

    private var events: YAMLEventReader
    private let file: String
    /// The values that aliases can name; an inner `nil` for one that is still being read.
    private var anchors: [String: Composed?] = [:]
    private var nodeCount = 0

    init(events: consuming YAMLEventReader, file: String) {
        self.events = events
        self.file = file
    }

    /// The root of the only document; null when there is none.
    mutating func document() throws(Diagnostic) -> YAMLNode {
        guard try events.nextDocument() != nil, let root = try next(depth: 0) else {
            let start = Mark(line: 1, column: 1)
            return YAMLNode(content: .scalar(text: "", isPlain: true), mark: start)
        }
        if let second = try events.nextDocument() {
            throw error("a second document starts here, expected one in a file", at: second)
        }
        return root.node
    }

    /// The next value of the list, mapping or document that is being read; `nil` at its end.
    private mutating func next(depth: Int) throws(Diagnostic) -> Composed? {
        switch try events.nextNode() {
        case .alias(let name, let mark): try value(ofAlias: name, at: mark, depth: depth)
        case .value(let start): try value(start, depth: depth)
        case nil: nil
        }
    }
}

// MARK: - Values

extension YAMLComposer {
    private mutating func value(
        ofAlias name: String, at mark: Mark, depth: Int
    ) throws(Diagnostic) -> Composed {
        guard let anchored = anchors[name] else {
            throw error("alias '*\(name)' names no anchor before it", at: mark)
        }
        guard let anchored else {
            throw error("alias '*\(name)' stands inside the value that it names", at: mark)
        }
        try checkDepth(depth + anchored.height, at: mark)
        try addNodes(anchored.nodeCount, at: mark)
        return anchored
    }

    private mutating func value(
        _ start: YAMLValueStart, depth: Int
    ) throws(Diagnostic) -> Composed {
        if let anchor = start.anchor { anchors[anchor] = .some(nil) }
        let countBefore = nodeCount
        try addNodes(1, at: start.mark)
        let (content, height) = try content(start, depth: depth)
        let composed = Composed(
            node: YAMLNode(content: content, mark: start.mark), height: height,
            nodeCount: nodeCount - countBefore)
        if let anchor = start.anchor { anchors[anchor] = composed }
        return composed
    }

    private mutating func content(
        _ start: YAMLValueStart, depth: Int
    ) throws(Diagnostic) -> (YAMLNode.Content, height: Int) {
        switch start.kind {
        case .scalar(let text, let isPlain):
            let isTagged = try checkTag(start, expected: "str")
            return (.scalar(text: text, isPlain: isPlain && !isTagged), height: 0)
        case .sequence:
            try checkTag(start, expected: "seq")
            try checkDepth(depth + 1, at: start.mark)
            return try sequence(depth: depth + 1)
        case .mapping:
            try checkTag(start, expected: "map")
            try checkDepth(depth + 1, at: start.mark)
            return try mapping(depth: depth + 1)
        }
    }

    private mutating func sequence(
        depth: Int
    ) throws(Diagnostic) -> (YAMLNode.Content, height: Int) {
        var elements: [YAMLNode] = []
        var height = 0
        while let element = try next(depth: depth) {
            elements.append(element.node)
            height = max(height, element.height)
        }
        return (.sequence(elements), height + 1)
    }

    private mutating func mapping(
        depth: Int
    ) throws(Diagnostic) -> (YAMLNode.Content, height: Int) {
        var entries: [YAMLEntry] = []
        var places = [String: Mark](minimumCapacity: 8)
        var height = 0
        while let key = try next(depth: depth)?.node {
            try checkKey(key, among: &places)
            // libyaml gives a value, if only an empty one, after every key.
            guard let value = try next(depth: depth) else { break }
            entries.append(YAMLEntry(key: key, value: value.node))
            height = max(height, value.height)
        }
        return (.mapping(entries), height + 1)
    }
}

// MARK: - Checks

extension YAMLComposer {
    private func checkKey(
        _ key: YAMLNode, among places: inout [String: Mark]
    ) throws(Diagnostic) {
        guard let text = key.text else {
            let kind = key.elements == nil ? "mapping" : "list"
            throw error("a \(kind) as a key, expected a text", at: key.mark)
        }
        if let first = places.updateValue(key.mark, forKey: text) {
            throw error(
                "key \(quoted(text)) stands here again, it was given in line \(first.line)",
                at: key.mark)
        }
    }

    /// Whether a value has a tag, which then says no more than that it is of its kind.
    @discardableResult
    private func checkTag(_ start: YAMLValueStart, expected: String) throws(Diagnostic) -> Bool {
        let standardTags = "tag:yaml.org,2002:"
        guard let tag = start.tag else { return false }
        guard tag == "!" || tag == standardTags + expected else {
            let name = tag.hasPrefix(standardTags) ? "!!\(tag.dropFirst(standardTags.count))" : tag
            throw error("tag '\(name)', expected none or '!!\(expected)' here", at: start.mark)
        }
        return true
    }

    private func checkDepth(_ depth: Int, at mark: Mark) throws(Diagnostic) {
        guard depth <= YAMLLimits.depth else {
            let limit = YAMLLimits.depth
            throw error("more than \(limit) lists and mappings inside each other", at: mark)
        }
    }

    private mutating func addNodes(_ count: Int, at mark: Mark) throws(Diagnostic) {
        nodeCount += count
        guard nodeCount <= YAMLLimits.nodeCount else {
            let limit = YAMLLimits.nodeCount
            throw error("more than \(limit) values in the document, aliases followed", at: mark)
        }
    }

    private func error(_ message: String, at mark: Mark) -> Diagnostic {
        Diagnostic(file: file, mark: mark, message: message)
    }
}
