import SGDiagnostics
import SGYAML

/// The root of a text.
func parse(_ text: String) throws -> YAMLNode {
    try parseYAML(Array(text.utf8), file: "test.yaml")
}

/// What is wrong with a text; `nil` when nothing is.
func mistake(in text: some Sequence<UInt8>) -> Diagnostic? {
    do throws(Diagnostic) {
        _ = try parseYAML(Array(text), file: "test.yaml")
        return nil
    } catch {
        return error
    }
}

/// A text without its marker `⟦`, and the place where the marker stood; a byte order mark takes no
/// place.
func splitMarker(_ text: String) -> (text: String, mark: Mark)? {
    guard let marker = text.unicodeScalars.firstIndex(of: "⟦") else { return nil }
    let before = text.unicodeScalars[..<marker].drop { $0 == "\u{FEFF}" }
    let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
    let mark = Mark(line: lines.count, column: (lines.last?.count ?? 0) + 1)
    return (text.replacing("⟦", with: ""), mark)
}

extension YAMLNode {
    /// The tree in a short notation: quotes around texts, `[…]`, `{key: value}`.
    var outline: String {
        switch content {
        case .scalar(let text, _): "'\(text)'"
        case .sequence(let elements): "[\(elements.map(\.outline).joined(separator: ", "))]"
        case .mapping(let entries):
            "{\(entries.map { "\($0.key.outline): \($0.value.outline)" }.joined(separator: ", "))}"
        }
    }
}
