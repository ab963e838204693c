import SGBytes
import SGDiagnostics
import SGYAML

/// Reads the YAML of one definition and collects what is wrong with it.
struct DefinitionReader: YAMLReader {
    static let unknownKeySeverity = Diagnostic.Severity.error

    let file: String
    var diagnostics: [Diagnostic] = []

    init(file: String) {
        self.file = file
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
