import Foundation
import SGTestSupport

/// A page of the manual, read as far as the tests need it.
struct Manual {
    /// The folder of all pages.
    static let folder = packageFile("man")

    private let lines: [Substring]

    init(_ name: String) throws {
        let text = try String(contentsOf: Manual.folder.appending(path: name), encoding: .utf8)
        lines = text.split(separator: "\n")
    }

    /// The names of all pages, such as `sg.7`.
    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    /// The options that have an item, with their dashes.
    var options: Set<String> {
        let words = lines.filter { $0.hasPrefix(".It Fl ") }.map { $0.split(separator: " ") }
        return Set(
            words.flatMap { words in
                zip(words, words.dropFirst()).filter { $0.0 == "Fl" }.map { "-\($0.1)" }
            })
    }

    /// The items of the section on exit statuses.
    var exitStatuses: [Int32] {
        section("EXIT STATUS").compactMap { line in
            line.hasPrefix(".It ") ? Int32(line.dropFirst(4)) : nil
        }
    }

    /// The literal blocks.
    var literals: [String] {
        var blocks: [String] = []
        var rest = lines[...]
        while let start = rest.firstIndex(where: { $0.hasPrefix(".Bd -literal") }) {
            let block = rest[(start + 1)...].prefix { $0 != ".Ed" }
            blocks.append(block.map { $0 + "\n" }.joined())
            rest = rest[block.endIndex...]
        }
        return blocks
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

    private func section(_ title: String) -> ArraySlice<Substring> {
        lines.drop { $0 != ".Sh \(title)" }.dropFirst().prefix { !$0.hasPrefix(".Sh ") }
    }
}
