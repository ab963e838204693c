import Foundation

/// What a document says that a command prints.
///
/// A line that is an ellipsis stands for any lines, an ellipsis in a line for any text; dates, times
/// of day and the numbers of pseudo-terminals are those of another day.
struct ShownOutput {
    /// The lines in the document.
    let lines: [String]

    /// Whether a command has printed this.
    ///
    /// - Parameters:
    ///   - text: What it has printed.
    ///   - isEndless: Whether the command goes on, so that more may follow than is shown.
    func matches(_ text: String, isEndless: Bool) throws -> Bool {
        let pattern = lines.map(pattern(of:)).joined() + (isEndless ? ".*" : "")
        let expression = try NSRegularExpression(
            pattern: "^(?:\(pattern))$", options: .dotMatchesLineSeparators)
        let printed = Self.timeless(text.hasSuffix("\n") || text.isEmpty ? text : text + "\n")
        let whole = NSRange(printed.startIndex..., in: printed)
        return expression.firstMatch(in: printed, range: whole) != nil
    }

    private func pattern(of line: String) -> String {
        let text = line.replacing("...", with: "…")
        if text.allSatisfy({ $0 == " " || $0 == "…" }), !text.isEmpty { return "(?:[^\\n]*\\n)*?" }
        let parts = Self.timeless(text).split(separator: "…", omittingEmptySubsequences: false)
        return parts.map { NSRegularExpression.escapedPattern(for: String($0)) }
            .joined(separator: "[^\\n]*") + "\\n"
    }

    /// A text in which every date is the same, and so on.
    private static func timeless(_ text: String) -> String {
        text.replacing(/\d{4}-\d\d-\d\d/, with: "DATE")
            .replacing(/\d\d:\d\d:\d\d(\.\d+)?/, with: "TIME")
            .replacing(/\/dev\/pts\/\d+/, with: "/dev/pts/N")
    }
}
