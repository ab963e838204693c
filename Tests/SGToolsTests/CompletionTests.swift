import Foundation
import SGTestSupport
import SGTools
import Testing

/// The completion scripts in the package are those that the tools generate.
@Suite struct CompletionTests {
    enum Shell: String, CaseIterable {
        case bash, zsh, fish

        /// What the shell wants the script of a tool to be called.
        func fileName(_ tool: String) -> String {
            switch self {
            case .bash: tool
            case .zsh: "_\(tool)"
            case .fish: "\(tool).fish"
            }
        }
    }

    @Test(arguments: toolkit.map { $0.name }, Shell.allCases)
    func `a completion script is fresh`(name: String, shell: Shell) throws {
        let tool = try #require(toolkit.first { $0.name == name })
        let result = try runInProcess(tool, ["--generate-completion-script", shell.rawValue])
        let file = packageFile("completions/\(shell.rawValue)/\(shell.fileName(name))")
        let script = try String(contentsOf: file, encoding: .utf8)
        #expect(result.output == script, "run 'make completions'")
    }
}
