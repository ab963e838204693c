internal import SGDiagnostics

/// The kinds of values; of a wrong one, what was found and expected is reported.
extension YAMLReader {
    /// A text that must be there.
    package mutating func text(_ key: String, of section: Section) -> String {
        if let node = section[key] { return text(node) ?? "" }
        reportMissing(key, section)
        return ""
    }

    /// A text that may be there.
    package mutating func optionalText(_ key: String, of section: Section) -> String? {
        section[key].flatMap { text($0) }
    }

    /// A text.
    package mutating func text(_ node: YAMLNode) -> String? {
        guard let text = node.text, !node.isNull else {
            report(node, "found \(node.kindName), expected a text")
            return nil
        }
        return text
    }

    /// A whole number that must be there.
    package mutating func integer(
        _ key: String, of section: Section, in range: ClosedRange<Int>
    ) -> Int {
        if let node = section[key] { return integer(node, in: range) ?? range.lowerBound }
        reportMissing(key, section)
        return range.lowerBound
    }

    /// A whole number that may be there.
    package mutating func integer(
        _ key: String, of section: Section, in range: ClosedRange<Int>, default value: Int
    ) -> Int {
        section[key].map { integer($0, in: range) ?? value } ?? value
    }

    /// A whole number.
    package mutating func integer(_ node: YAMLNode, in range: ClosedRange<Int>) -> Int? {
        guard let value = node.integer else {
            report(node, "found \(node.kindName), expected a whole number")
            return nil
        }
        guard range.contains(value) else {
            report(
                node,
                "found \(value), expected a number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return value
    }

    /// A Boolean that may be there.
    package mutating func boolean(_ key: String, of section: Section) -> Bool? {
        guard let node = section[key] else { return nil }
        let value = Self.boolean(node)
        if value == nil { report(node, "found \(node.kindName), expected true or false") }
        return value
    }

    /// A word out of a closed set, which may be there.
    package mutating func word<Word: RawRepresentable & CaseIterable>(
        _ key: String, of section: Section, default value: Word
    ) -> Word where Word.RawValue == String {
        section[key].flatMap { word($0, what: key) } ?? value
    }

    /// A word out of a closed set.
    ///
    /// - Parameter what: What the words are, for messages.
    package mutating func word<Word: RawRepresentable & CaseIterable>(
        _ node: YAMLNode, what: String
    ) -> Word? where Word.RawValue == String {
        guard let text = text(node) else { return nil }
        if let word = Word(rawValue: text) { return word }
        reportUnknown(text, node, what: what, known: Word.allCases.map(\.rawValue))
        return nil
    }

    /// The members of a list.
    package mutating func elements(_ node: YAMLNode) -> [YAMLNode] {
        guard let elements = node.elements else {
            report(node, "found \(node.kindName), expected a list")
            return []
        }
        return elements
    }
}

extension YAMLNode {
    /// What the node is, for messages: `'abc'`, `a list`.
    package var kindName: String {
        switch content {
        case .scalar where isNull: "nothing"
        case .scalar(let text, _): quoted(text)
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
