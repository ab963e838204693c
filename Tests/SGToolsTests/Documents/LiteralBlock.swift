import Foundation
import SGTestSupport

/// Lines that a document shows as they are: a block of them, or one that is set apart.
struct LiteralBlock: Sendable {
    /// Where it begins: the document and the number of the line, from 1.
    let place: String
    /// The lines, without what indents all of them.
    let lines: [String]

    /// What a block is.
    enum Kind {
        /// The definition of a device type.
        case definition
        /// A configuration of `sg-run`, or the section `actions` of one.
        case configuration
        /// Commands behind a prompt, each followed by what it prints.
        case transcript
        /// A line of a crontab.
        case crontab
        /// Something drawn.
        case picture
        /// Commands without prompts and what they print.
        case commands
    }

    /// What the block is; `nil` when it is none of these.
    var kind: Kind? {
        let first = lines.first ?? ""
        if first.hasPrefix("$ ") { return .transcript }
        if lines.contains(where: { $0.hasPrefix("device_type:") }) { return .definition }
        if lines.contains(where: { $0.hasPrefix("period:") || $0.hasPrefix("actions:") }) {
            return .configuration
        }
        if first.hasPrefix("# ") { return .transcript }
        if first.hasPrefix("* * * * * ") { return .crontab }
        if isDrawn { return .picture }
        let program = String(first.prefix { $0 != " " })
        let isProgram = !program.isEmpty && pathOfProgram(program) != nil
        return program.hasPrefix("sg-") || isProgram ? .commands : nil
    }

    /// The text, each line with its end.
    var text: String { lines.map { $0 + "\n" }.joined() }

    private var isDrawn: Bool {
        text.contains { "─│┌└├▶▼→←".contains($0) } || lines.contains { $0.contains(/^ +\||---/) }
    }
}
