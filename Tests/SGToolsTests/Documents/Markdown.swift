import Foundation
import SGTestSupport

/// A text in Markdown, read as far as the tests need it.
struct Markdown {
    private let path: String
    private let lines: [Substring]

    /// Reads a file of the package.
    init(_ path: String) throws {
        self.path = path
        let text = try String(contentsOf: packageFile(path), encoding: .utf8)
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The blocks of code: those that are indented by four spaces, and those in fences.
    var blocks: [LiteralBlock] {
        var blocks: [LiteralBlock] = []
        var index = 0
        while index < lines.count {
            let block = fence(at: index) ?? indented(at: index)
            if let block { blocks.append(block.block) }
            index = block?.end ?? index + 1
        }
        return blocks
    }

    /// The targets of its links and pictures.
    var links: [String] {
        prose.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) }
    }

    /// The anchors of its headings, as a renderer makes them.
    var anchors: Set<String> {
        let headings = prose.split(separator: "\n").filter { $0.hasPrefix("#") }
        return Set(
            headings.map { heading in
                heading.drop { $0 == "#" || $0 == " " }.lowercased()
                    .filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
                    .replacing(" ", with: "-")
            })
    }

    /// All that is no code.
    var prose: String {
        var isCode = false
        return lines.filter { line in
            if line.hasPrefix("```") { isCode.toggle() }
            return !isCode && !line.hasPrefix("    ")
        }.joined(separator: "\n")
    }

    private func fence(at start: Int) -> (block: LiteralBlock, end: Int)? {
        guard lines[start].hasPrefix("```") else { return nil }
        let code = lines[(start + 1)...].prefix { !$0.hasPrefix("```") }
        return (block(code, indent: 0), code.endIndex + 1)
    }

    private func indented(at start: Int) -> (block: LiteralBlock, end: Int)? {
        guard lines[start].hasPrefix("    "), start > 0, lines[start - 1].isEmpty else {
            return nil
        }
        // An empty line does not end it when more of it follows.
        let rest = lines[start...].prefix { $0.hasPrefix("    ") || $0.isEmpty }
        let end = (rest.lastIndex { !$0.isEmpty } ?? start) + 1
        return (block(lines[start..<end], indent: 4), end)
    }

    private func block(_ code: ArraySlice<Substring>, indent: Int) -> LiteralBlock {
        LiteralBlock(
            place: "\(path):\(code.startIndex + 1)",
            lines: code.map { String($0.dropFirst(indent)) })
    }
}
