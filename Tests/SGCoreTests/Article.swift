import Foundation
import SGTestSupport

/// An article of the library's documentation, as what a reader does with it.
struct Article {
    /// One thing that a reader does.
    enum Step: Equatable {
        /// Compile a program, all listings from one that begins with an import to the next, which
        /// the commands after it call by a name.
        case program(name: String, text: String)
        /// Run tests, which no commands are shown for.
        case tests(String)
        /// Save a listing under the name that the line before it ends with.
        case file(name: String, text: String)
        /// Run commands and compare what they print.
        case commands([String], output: [String])
    }

    /// The folder of all articles.
    static let folder = packageFile("Documentation/SGCore.docc")

    /// What is to be done, in order.
    private(set) var steps: [Step] = []
    /// The listings of the program that is being read.
    private var program = ""

    /// Reads an article by its file's name.
    init(_ name: String) throws {
        let text = try String(contentsOf: Article.folder.appending(path: name), encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var rest = lines[...]
        while let start = rest.firstIndex(where: { $0.hasPrefix("```") }) {
            let block = lines[(start + 1)...].prefix { $0 != "```" }
            try add(block, language: lines[start].dropFirst(3), after: lines[..<start])
            rest = lines[(block.endIndex + 1)...]
        }
        endProgram()
    }

    /// The names of all articles; the page of the module itself is none.
    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0 != "SGCore.md" }.sorted()
    }

    private mutating func add(
        _ block: ArraySlice<Substring>, language: Substring, after lines: ArraySlice<Substring>
    ) throws {
        let text = block.map { $0 + "\n" }.joined()
        switch language {
        case "swift":
            if text.hasPrefix("import ") { endProgram() }
            program += text
        case "console":
            let commands = block.filter { $0.hasPrefix("$ ") }.map { String($0.dropFirst(2)) }
            endProgram(calledBy: commands)
            steps.append(
                .commands(commands, output: block.filter { !$0.hasPrefix("$ ") }.map(String.init)))
        default:
            let words = lines.last { !$0.isEmpty }?.split(separator: "`") ?? []
            guard words.count > 1, words.last == ":" else {
                throw TestFailure("a listing without the name of its file: \(text)")
            }
            steps.append(.file(name: String(words[words.count - 2]), text: text))
        }
    }

    private mutating func endProgram(calledBy commands: [String] = []) {
        guard !program.isEmpty else { return }
        let words = commands.flatMap { $0.split(separator: " ") }
        if let call = words.first(where: { $0.hasPrefix("./") }) {
            steps.append(.program(name: String(call.dropFirst(2)), text: program))
        } else {
            steps.append(.tests(program))
        }
        program = ""
    }
}
