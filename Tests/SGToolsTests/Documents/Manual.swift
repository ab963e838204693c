import Foundation
import SGTestSupport

/// A page of the manual, read as far as the tests need it.
struct Manual {
    /// The folder of all pages.
    static let folder = packageFile("man")

    private let name: String
    private let lines: [Substring]

    init(_ name: String) throws {
        self.name = name
        let text = try String(contentsOf: Manual.folder.appending(path: name), encoding: .utf8)
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The names of all pages, such as `sg.7`.
    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    /// The configurations that sg-run.yml(5) shows.
    static var configurations: [String] {
        get throws {
            try Document(path: "man/sg-run.yml.5", blocks: Manual("sg-run.yml.5").blocks)
                .configurations
        }
    }

    // MARK: - Sections

    /// The titles of the sections, in order.
    var sections: [String] { titles(".Sh ") }

    /// The titles of the sections and of their parts.
    var headings: Set<String> { Set(sections + titles(".Ss ")) }

    /// The lines of a section; none when there is no such section.
    func section(_ title: String) -> ArraySlice<Substring> {
        lines.drop { $0 != ".Sh \(title)" }.dropFirst().prefix { !$0.hasPrefix(".Sh ") }
    }

    /// The items of the section on exit statuses.
    var exitStatuses: [Int32] {
        section("EXIT STATUS").compactMap { line in
            line.hasPrefix(".It ") ? Int32(line.dropFirst(4)) : nil
        }
    }

    /// The messages that the section on diagnostics explains.
    var diagnostics: [String] {
        section("DIAGNOSTICS").filter { $0.hasPrefix(".It ") }.map { line in
            line.dropFirst(".It ".count).filter { $0 != "\"" }
        }
    }

    // MARK: - Words

    /// The names of the options that have an item, with their dashes.
    var options: Set<String> { Set(optionItems.keys) }

    /// The options that have an item, by their names.
    var optionItems: [String: ManualOption] {
        var options: [String: ManualOption] = [:]
        for (index, line) in lines.enumerated() where line.hasPrefix(".It Fl ") {
            let text = lines[index...].dropFirst().prefix { !$0.hasPrefix(".It Fl ") }
            for option in ManualOption.options(item: line, text: text) {
                options[option.name] = option
            }
        }
        return options
    }

    /// The arguments of a macro, such as all environment variables, which are those of `Ev`.
    func arguments(of macro: String, in lines: ArraySlice<Substring>? = nil) -> [String] {
        (lines ?? self.lines[...]).filter { $0.hasPrefix(".") }.flatMap { line in
            line.dropFirst().split(separator: " ").split { $0.isMacro && $0 != macro }
                .filter { $0.contains { $0 == macro } }
                .flatMap { words in words.filter { $0 != macro && $0.count > 1 } }.map(String.init)
        }
    }

    /// The arguments of a macro in the heads of list items.
    func items(of macro: String) -> [String] {
        arguments(of: macro, in: lines.filter { $0.hasPrefix(".It \(macro) ") }[...])
    }

    /// The commands of this toolkit that are named in a line of text, without their values.
    var mentions: [String] {
        lines.filter { $0.hasPrefix(".Ql sg-") || $0.hasPrefix(".Dl $ sg-") }.map { line in
            line.split(separator: " ").drop { !$0.hasPrefix("sg-") }.joined(separator: " ")
        }
    }

    /// The pages of this toolkit that the page refers to.
    var references: [String] {
        lines.map { $0.split(separator: " ") }.compactMap { words in
            guard let index = words.firstIndex(where: { $0 == ".Xr" || $0 == "Xr" }) else {
                return nil
            }
            let (name, section) = (words[index + 1], words[index + 2])
            return name == "sg" || name.hasPrefix("sg-") ? "\(name).\(section)" : nil
        }
    }

    /// The sections of this page that the page refers to.
    var sectionReferences: [String] {
        lines.compactMap { line in
            guard let range = line.range(of: "Sx ") else { return nil }
            return line[range.upperBound...].prefix { !".,;:".contains($0) }
                .trimmingCharacters(in: .whitespaces)
        }
    }

    // MARK: - Literal lines

    /// The lines that are displayed as they are, one or a block of them.
    var blocks: [LiteralBlock] {
        lines.indices.compactMap { index in
            let line = lines[index]
            let text: ArraySlice<Substring>
            switch line {
            case _ where line.hasPrefix(".Dl "): text = [line.dropFirst(".Dl ".count)]
            case _ where line.hasPrefix(".Bd -literal"):
                text = lines[(index + 1)...].prefix { $0 != ".Ed" }
            default: return nil
            }
            return LiteralBlock(
                place: "man/\(name):\(index + 1)", lines: text.map(Self.unescaped))
        }
    }

    private func titles(_ macro: String) -> [String] {
        lines.filter { $0.hasPrefix(macro) }.map { String($0.dropFirst(macro.count)) }
    }

    /// A line as it is displayed.
    private static func unescaped(_ line: Substring) -> String {
        String(line).replacing("\\&", with: "").replacing("\\e", with: "\\")
    }
}

extension Substring {
    /// Whether it is the name of a macro, such as `Pa`.
    fileprivate var isMacro: Bool { contains(/^[A-Z][a-z]$/) }
}
