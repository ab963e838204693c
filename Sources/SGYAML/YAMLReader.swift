package import SGDiagnostics

/// Reads the values of a document and collects what is wrong with them.
///
/// Reading goes on after a mistake with a plausible value in place of the faulty one, so that one
/// run reports every problem.
package protocol YAMLReader {
    /// The file's name as the user gave it.
    var file: String { get }
    /// What is wrong so far.
    var diagnostics: [Diagnostic] { get set }
    /// How many more words are compared to find what others may have meant.
    var comparisonsLeft: Int { get set }
    /// How bad a key is that does not belong in its mapping.
    static var unknownKeySeverity: Diagnostic.Severity { get }
    /// The Boolean that a scalar means where one is expected; `nil` for anything else.
    static func boolean(_ node: YAMLNode) -> Bool?
}

/// A mapping that is open for reading.
package struct Section {
    /// The mapping; another node where a mapping was expected.
    package let node: YAMLNode
    /// Its pairs.
    package let entries: [YAMLEntry]
    /// The keys of the pairs: apart, because to look for one then touches nothing else.
    fileprivate let keys: [String]

    /// Opens a node, which has no pairs unless it is a mapping.
    package init(_ node: YAMLNode) {
        self.node = node
        entries = node.entries ?? []
        keys = entries.map { $0.key.text ?? "" }
    }

    fileprivate var isMapping: Bool { node.entries != nil }

    /// The value under a key.
    package subscript(key: String) -> YAMLNode? {
        keys.firstIndex(of: key).map { entries[$0].value }
    }
}

extension YAMLReader {
    /// Whether something keeps the document from being used.
    package var hasErrors: Bool {
        diagnostics.contains { $0.severity == .error }
    }

    /// Reports a mistake at a node.
    package mutating func report(
        _ node: YAMLNode, severity: Diagnostic.Severity = .error, _ message: String,
        hint: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(
                file: file, mark: node.mark, severity: severity, message: message, hint: hint))
    }

    /// Reports a problem that was found elsewhere.
    package mutating func report(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
    }

    /// Reports a key that a section must have; nothing where there is no section.
    package mutating func reportMissing(_ key: String, _ section: Section) {
        guard section.isMapping else { return }
        report(section.node, "'\(key)' is missing")
    }

    /// Reports a word that is none of those that are known.
    ///
    /// - Parameters:
    ///   - what: What the word stands for, such as `field`.
    ///   - owner: What that should belong to; `nil` for nothing.
    ///   - known: The words that are known; not asked for once there have been many such mistakes.
    package mutating func reportUnknown(
        _ word: String, _ node: YAMLNode, what: String, of owner: String? = nil,
        known: @autoclosure () -> [String]
    ) {
        report(
            node, "unknown \(what) \(quoted(word))" + (owner.map { " of '\($0)'" } ?? ""),
            hint: hint(for: word, among: known(), otherwise: "known are"))
    }

    /// Opens a mapping and reports keys that do not belong in it.
    ///
    /// Where they are only warned of, those that begin with `x-` pass: they hold what aliases elsewhere
    /// stand for.
    ///
    /// - Parameters:
    ///   - node: The node that should be a mapping.
    ///   - what: What the mapping describes, for messages: `a field`.
    ///   - keys: The keys it may have.
    package mutating func section(
        _ node: YAMLNode, _ what: String, keys: [String]
    ) -> Section {
        let section = Section(node)
        guard section.isMapping else {
            report(node, "found \(node.kindName), expected \(what): a mapping")
            return section
        }
        for (index, key) in section.keys.enumerated() where !keys.contains(key) {
            if Self.unknownKeySeverity == .warning, key.hasPrefix("x-") { continue }
            report(
                section.entries[index].key, severity: Self.unknownKeySeverity,
                "unknown key \(quoted(key)) in \(what)",
                hint: hint(for: key, among: keys, otherwise: "the keys are"))
        }
        return section
    }

    /// What may have been meant by an unknown word, or else the first of those that are known;
    /// `nil` once there have been many such mistakes, so that all of them together cost no more
    /// than the reading.
    package mutating func hint(
        for word: String, among known: @autoclosure () -> [String], otherwise: String
    ) -> String? {
        guard comparisonsLeft > 0 else { return nil }
        let known = known()
        comparisonsLeft -= max(known.count, 1)
        guard comparisonsLeft >= 0 else { return nil }
        if let nearest = nearestWord(to: word, among: known) { return "did you mean '\(nearest)'?" }
        let shown = known.prefix(mostShown)
        return known.isEmpty
            ? nil
            : "\(otherwise) \(shown.joined(separator: ", "))"
                + (shown.count < known.count ? ", …" : "")
    }
}

/// How many words are compared in all to find what unknown ones may have meant.
package let mostComparisons = 100_000

/// How many known words a hint lists.
private let mostShown = 64
