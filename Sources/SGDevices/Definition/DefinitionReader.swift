import SGBytes
import SGDiagnostics
import SGYAML

/// Reads the YAML of one definition and collects what is wrong with it.
///
/// Reading goes on after a mistake with a plausible value in place of the faulty one, so that one
/// run reports every problem.
struct DefinitionReader {
    /// The file's name as the user gave it.
    let file: String
    private(set) var diagnostics: [Diagnostic] = []

    init(file: String) {
        self.file = file
    }

    var hasErrors: Bool {
        diagnostics.contains { $0.severity == .error }
    }

    /// Reports a mistake at a node.
    mutating func report(_ node: YAMLNode, _ message: String, hint: String? = nil) {
        diagnostics.append(
            Diagnostic(file: file, mark: node.mark, message: message, hint: hint))
    }

    /// Reports a problem that was found elsewhere.
    mutating func report(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
    }

    /// Opens a mapping and reports keys that do not belong into it.
    ///
    /// - Parameters:
    ///   - node: The node that should be a mapping.
    ///   - what: What the mapping describes, for messages: `a field`.
    ///   - keys: The keys it may have.
    mutating func section(_ node: YAMLNode, _ what: String, keys: [String]) -> Section {
        guard let entries = node.entries else {
            report(node, "found \(node.kindName), expected \(what): a mapping")
            return Section(node: node, entries: [])
        }
        for entry in entries {
            guard let key = entry.key.text, !keys.contains(key) else { continue }
            let nearest = nearestWord(to: key, among: keys)
            report(
                entry.key, "unknown key \(quoted(key)) in \(what)",
                hint: nearest.map { "did you mean '\($0)'?" }
                    ?? "the keys are \(keys.joined(separator: ", "))")
        }
        return Section(node: node, entries: entries)
    }

    // MARK: - Values of a section

    /// A text that must be there.
    mutating func text(_ key: String, of section: Section) -> String {
        if let node = section[key] { return text(node) ?? "" }
        reportMissing(key, section)
        return ""
    }

    mutating func optionalText(_ key: String, of section: Section) -> String? {
        section[key].flatMap { text($0) }
    }

    mutating func text(_ node: YAMLNode) -> String? {
        guard let text = node.text, !node.isNull else {
            report(node, "found \(node.kindName), expected a text")
            return nil
        }
        return text
    }

    mutating func integer(_ key: String, of section: Section, in range: ClosedRange<Int>) -> Int {
        if let node = section[key] { return integer(node, in: range) ?? range.lowerBound }
        reportMissing(key, section)
        return range.lowerBound
    }

    mutating func integer(
        _ key: String, of section: Section, in range: ClosedRange<Int>, default value: Int
    ) -> Int {
        section[key].map { integer($0, in: range) ?? value } ?? value
    }

    mutating func integer(_ node: YAMLNode, in range: ClosedRange<Int>) -> Int? {
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

    mutating func boolean(_ key: String, of section: Section) -> Bool? {
        guard let node = section[key] else { return nil }
        if node.boolean == nil { report(node, "found \(node.kindName), expected true or false") }
        return node.boolean
    }

    mutating func decimal(_ key: String, of section: Section) -> ExactDecimal? {
        section[key].flatMap { decimal($0) }
    }

    mutating func decimal(_ node: YAMLNode) -> ExactDecimal? {
        guard let value = node.text.flatMap({ ExactDecimal($0) }) else {
            report(node, "found \(node.kindName), expected a decimal number")
            return nil
        }
        return value
    }

    /// A time in seconds.
    mutating func seconds(_ key: String, of section: Section, default value: Duration) -> Duration {
        section[key].flatMap { seconds($0) } ?? value
    }

    mutating func seconds(_ node: YAMLNode) -> Duration? {
        guard let seconds = decimal(node) else { return nil }
        guard let milliseconds = seconds.rescaled(to: 3)?.mantissa, 0...3_600_000 ~= milliseconds
        else {
            report(node, "found \(seconds), expected 0 to 3600 seconds in steps of 0.001")
            return nil
        }
        return .milliseconds(milliseconds)
    }

    /// A word out of a closed set.
    mutating func word<Word: RawRepresentable & CaseIterable>(
        _ key: String, of section: Section, default value: Word
    ) -> Word where Word.RawValue == String {
        guard let node = section[key], let text = text(node) else { return value }
        if let word = Word(rawValue: text) { return word }
        reportUnknown(text, node, what: key, known: Word.allCases.map(\.rawValue))
        return value
    }

    /// Bytes written as pairs of hex digits.
    mutating func bytes(_ node: YAMLNode) -> [UInt8] {
        guard let text = text(node) else { return [] }
        guard let bytes = SGBytes.bytes(hex: text), !bytes.isEmpty else {
            report(node, "found \(quoted(text)), expected pairs of hex digits")
            return []
        }
        return bytes
    }

    mutating func elements(_ node: YAMLNode) -> [YAMLNode] {
        guard let elements = node.elements else {
            report(node, "found \(node.kindName), expected a list")
            return []
        }
        return elements
    }

    mutating func reportMissing(_ key: String, _ section: Section) {
        guard section.isMapping else { return }
        report(section.node, "'\(key)' is missing")
    }

    mutating func reportUnknown(_ word: String, _ node: YAMLNode, what: String, known: [String]) {
        let nearest = nearestWord(to: word, among: known)
        report(
            node, "unknown \(what) \(quoted(word))",
            hint: nearest.map { "did you mean '\($0)'?" }
                ?? "known are \(known.joined(separator: ", "))")
    }
}

/// A mapping of the definition, opened for reading.
struct Section {
    let node: YAMLNode
    fileprivate let entries: [YAMLEntry]

    fileprivate var isMapping: Bool { node.entries != nil }

    /// The value under a key.
    subscript(key: String) -> YAMLNode? {
        entries.first { $0.key.text == key }?.value
    }
}

extension YAMLNode {
    /// What the node is, for messages: `'abc'`, `a list`.
    var kindName: String {
        switch content {
        case .scalar where isNull: "nothing"
        case .scalar(let text, _): quoted(text)
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
