internal import Glibc
internal import SGBytes
internal import SGSystem

/// How a piece of text for people looks on a terminal that shows colours.
enum TextStyle: String {
    case plain = ""
    case heading = "1"
    case faint = "2"
    case warning = "33"
}

extension Console {
    /// Whether standard output is a terminal whose user has not asked for text without colours.
    var showsColours: Bool {
        environment["NO_COLOR", default: ""].isEmpty && isatty(output) == 1
    }
}

/// Prints text for people, a line at a time.
///
/// No text that it is given can command the terminal.
struct TextPage: ~Copyable {
    private var output: Output
    private let showsColours: Bool
    private var failure: ToolFailure?
    /// How many columns a line should have at most.
    static let width = 100

    init(_ console: Console) {
        output = Output(console)
        showsColours = console.showsColours
    }

    var isFull: Bool { output.isFull }

    /// Writes what waits.
    ///
    /// - Throws: Why that, or an earlier writing of a full page, was not possible.
    mutating func flush() throws(ToolFailure) {
        if let failure { throw failure }
        try output.flush()
    }

    /// Writes a page that is full, so that no input fills the memory.
    private mutating func turn() {
        guard failure == nil else { return output.bytes.removeAll() }
        do throws(ToolFailure) {
            try output.flush()
        } catch {
            failure = error
        }
    }

    /// Prints a line of pieces of text, without the spaces at its end.
    mutating func line(_ pieces: (String, TextStyle)...) {
        let last = pieces.lastIndex { $0.0.contains { $0 != " " } } ?? -1
        for (index, (text, style)) in pieces.prefix(last + 1).enumerated() {
            append(index == last ? text.withoutTrailingSpaces : text, style)
        }
        output.bytes.append("\n")
        if isFull { turn() }
    }

    /// Prints a plain line.
    mutating func line(_ text: String = "") {
        line((text, .plain))
    }

    /// Prints a text in as many lines as it needs, the first after `mark`, the others below it.
    mutating func paragraph(_ text: String, mark: String, _ style: TextStyle = .plain) {
        var line = mark
        for word in text.split(separator: " ") {
            if line.count > mark.count, line.count + word.count > TextPage.width {
                self.line((line, style))
                line = String(repeating: " ", count: mark.count)
            }
            if line.count > mark.count { line += " " }
            line += word
        }
        self.line((line, style))
    }

    private mutating func append(_ text: String, _ style: TextStyle) {
        let isColoured = showsColours && style != .plain
        if isColoured { output.bytes.append(utf8: "\u{1B}[\(style.rawValue)m") }
        output.bytes.append(utf8: harmless(text))
        if isColoured { output.bytes.append("\u{1B}[0m") }
    }
}

extension String {
    /// The text with spaces behind it up to a width.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - count))
    }

    fileprivate var withoutTrailingSpaces: String {
        String(dropLast(reversed().prefix { $0 == " " }.count))
    }

    /// The text with spaces before it up to a width.
    func aligned(to width: Int) -> String {
        String(repeating: " ", count: Swift.max(0, width - count)) + self
    }
}
