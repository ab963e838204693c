import SGBytes
import SGDiagnostics
import SGYAML

/// Reads the YAML of one definition and collects what is wrong with it.
struct DefinitionReader: YAMLReader {
    static let unknownKeySeverity = Diagnostic.Severity.error

    let file: String
    var diagnostics: [Diagnostic] = []
    var comparisonsLeft = mostComparisons
    /// Whether gaps are told of that do not keep the definition from being used.
    let isChecking: Bool

    init(file: String, isChecking: Bool) {
        self.file = file
        self.isChecking = isChecking
    }

    static func boolean(_ node: YAMLNode) -> Bool? {
        node.boolean
    }

    // MARK: - Values that only definitions have

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

    /// A text that people read and that may be there.
    mutating func optionalPlainText(_ key: String, of section: Section) -> String? {
        section[key].flatMap { plainText($0) }
    }

    /// A text that people read and that must be there.
    mutating func plainText(_ key: String, of section: Section) -> String {
        if let node = section[key] { return plainText(node) ?? "" }
        reportMissing(key, section)
        return ""
    }

    /// A text that people read: nothing in it commands a terminal or turns the order of letters.
    mutating func plainText(_ node: YAMLNode) -> String? {
        guard let text = text(node) else { return nil }
        if let scalar = text.unicodeScalars.first(where: isInvisible) {
            report(
                node,
                "found U+\(String(scalar.value, radix: 16, uppercase: true)), expected "
                    + "a text without control characters and marks of direction")
        }
        return text
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

    /// Bytes written as pairs of hex digits.
    mutating func bytes(_ node: YAMLNode) -> [UInt8] {
        guard let text = text(node) else { return [] }
        guard let bytes = SGBytes.bytes(hex: text), !bytes.isEmpty else {
            report(node, "found \(quoted(text)), expected pairs of hex digits")
            return []
        }
        return bytes
    }
}

/// Whether a character cannot be seen, but changes how others are shown.
private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control: scalar != "\n"
    // Some scripts need the joiners.
    case .format: scalar != "\u{200C}" && scalar != "\u{200D}"
    case .lineSeparator, .paragraphSeparator: true
    default: false
    }
}
