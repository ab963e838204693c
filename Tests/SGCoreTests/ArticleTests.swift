import Foundation
import SGTestSupport
import Testing

/// What an article says to do works, and prints what the article shows.
@Suite(.timeLimit(.minutes(2))) struct ArticleTests {
    @Test(arguments: try Article.names())
    func `the programs of an article compile, and do what it says`(name: String) throws {
        let reader = try Reader()
        let steps = try Article(name).steps
        #expect(!steps.isEmpty)
        for step in steps {
            switch step {
            case .file(let name, let text):
                _ = try reader.folder.write(Array(text.utf8), to: name)
            case .program(let name, let text):
                let complaints = try reader.compile(text, called: name)
                #expect(complaints == "")
            case .tests(let text):
                try reader.runTests(text)
            case .commands(let commands, let output):
                let printed = try reader.run(commands)
                #expect(printed == output)
            }
        }
    }

    @Test func `what is not public is not there for a program`() throws {
        let reader = try Reader()
        let complaints = try reader.compile("import SGCore\nprint(md5([]))\n", called: "other")
        #expect(complaints.contains("cannot find 'md5' in scope"))
    }
}

/// Somebody who reads an article in the folder of the package, with the tools installed.
private struct Reader {
    let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("Tests"), withDestinationPath: packageFile("Tests").path)
    }

    /// Compiles a program and gives what the compiler says against it.
    func compile(_ text: String, called name: String) throws -> String {
        let source = try folder.write(Array(text.utf8), to: "main.swift")
        return try Library.compile([source], to: folder.file(name))
    }

    /// Compiles and runs tests, which all must pass.
    func runTests(_ text: String) throws {
        let start = """
            import Testing
            @main struct Start {
                static func main() async { await Testing.__swiftPMEntryPoint() as Never }
            }
            """
        let sources = [
            try folder.write(Array(text.utf8), to: "Tests.swift"),
            try folder.write(Array(start.utf8), to: "Start.swift"),
        ]
        let complaints = try Library.compile(sources, to: folder.file("tests"))
        #expect(complaints == "")
        let tests = try RunningTool(path: folder.file("tests"), [])
        tests.closeInput()
        let result = try tests.end()
        let count = text.matches(of: /@Test/).count
        #expect(result.status == 0)
        #expect(result.errors.contains("Test run with \(count) tests"), "\(result)")
    }

    /// Runs commands in a shell and gives the lines that they print.
    ///
    /// What is started in the background ends with the shell. Who types commands by hand gives an
    /// emulator the time that its pseudo-terminal takes to be there; here it is waited for.
    func run(_ commands: [String]) throws -> [String] {
        let script = commands.map { command in
            guard command.hasSuffix("&") else { return command }
            let link = command.matches(of: /pty:(\w+)/).map(\.1).first ?? "."
            return "\(command)\nstarted=\"$started $!\"\nuntil [ -e \(link) ]; do sleep 0.01; done"
        }
        let tools = URL(filePath: pathOfTool("sg-send")).deletingLastPathComponent().path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let shell = try RunningTool(
            path: "/bin/sh",
            ["-c", (["trap 'kill $started' EXIT"] + script).joined(separator: "\n")],
            environment: ["PATH": "\(tools):\(path)", "HOME": folder.path], in: folder.path)
        shell.closeInput()
        let result = try shell.end()
        return result.text.split(separator: "\n").map(String.init)
    }
}
