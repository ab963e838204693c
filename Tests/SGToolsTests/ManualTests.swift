import Foundation
import SGTestSupport
import SGTools
import Testing

/// The pages of the manual say what the tools do, no more and no less.
@Suite struct ManualTests {
    @Test(arguments: toolkit.map { $0.name })
    func `a page has the options of its tool`(name: String) throws {
        let tool = try #require(toolkit.first { $0.name == name })
        #expect(try Manual("\(name).1").options == options(of: tool))
    }

    @Test(arguments: toolkit.map { $0.name })
    func `a page has exit statuses that tools end with`(name: String) throws {
        let statuses = try Manual("\(name).1").exitStatuses
        #expect(statuses.starts(with: [0, 64]))
        #expect(statuses.allSatisfy { ExitStatus(rawValue: $0) != nil })
    }

    @Test func `the overview has every exit status`() throws {
        let statuses = (0...Int32(UInt8.max)).filter { ExitStatus(rawValue: $0) != nil }
        #expect(try Manual("sg.7").exitStatuses == statuses)
    }

    @Test(arguments: try Manual.names())
    func `a page refers to pages that exist`(name: String) throws {
        let missing = Set(try Manual(name).references).subtracting(try Manual.names())
        #expect(missing.isEmpty)
    }

    @Test func `the configurations of the manual have no mistakes`() throws {
        let directory = try TemporaryDirectory()
        let configurations = try configurations()
        #expect(configurations.count == 5)
        for text in configurations {
            let file = try directory.write(Array(text.utf8), to: "system.yml")
            let result = try runInProcess(RunTool.self, ["--check", file])
            #expect(result == InProcessResult(status: .done), "\(text)")
        }
    }

    @Test func `the overview begins with the six lines of the manual`() throws {
        let overview = try String(contentsOf: packageFile("README.md"), encoding: .utf8)
        let lines = try #require(try configurations().first).split(separator: "\n")
        #expect(lines.count == 6)
        #expect(overview.contains(lines.map { "    \($0)\n" }.joined()))
    }

    @Test(
        .enabled(if: mandoc != nil, "mandoc is not installed"), arguments: try Manual.names())
    func `mandoc has nothing to say against a page`(name: String) throws {
        let output = Pipe()
        let process = Process()
        process.executableURL = Self.mandoc
        process.arguments = [
            "-T", "lint", "-W", "warning", Manual.folder.appending(path: name).path,
        ]
        process.standardOutput = output
        try process.run()
        let complaints = try output.fileHandleForReading.readToEnd() ?? Data()
        #expect(String(decoding: complaints, as: UTF8.self) == "")
    }

    /// The whole configurations among the examples.
    private func configurations() throws -> [String] {
        try Manual("sg-run.yml.5").literals.filter { $0.hasPrefix("period:") }
    }

    private static var mandoc: URL? {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        return folders.map { URL(filePath: "\($0)/mandoc") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// The options of a tool and its subcommands, with their dashes, as its parser tells them.
    private func options(of tool: any Tool.Type) throws -> Set<String> {
        let help = try runInProcess(tool, ["--experimental-dump-help"]).output
        let description = try JSONDecoder().decode(ToolDescription.self, from: Data(help.utf8))
        return description.command.options
    }
}

/// The part of the parser's description of a tool that names options.
private struct ToolDescription: Decodable {
    struct Command: Decodable {
        var commandName: String
        var arguments: [Argument]?
        var subcommands: [Command]?

        var options: Set<String> {
            let own = (arguments ?? []).flatMap { $0.names ?? [] }.map(\.option)
            let others = (subcommands ?? []).filter { $0.commandName != "help" }.flatMap(\.options)
            return Set(own + others)
        }
    }

    struct Argument: Decodable {
        var names: [Name]?
    }

    struct Name: Decodable {
        var kind: String
        var name: String

        var option: String { kind == "long" ? "--\(name)" : "-\(name)" }
    }

    var command: Command
}
