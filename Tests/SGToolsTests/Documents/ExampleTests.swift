import Foundation
import SGTestSupport
import SGTools
import Testing

/// The examples of the manual and of the overview do what the text says.
@Suite(.timeLimit(.minutes(3))) struct ExampleTests {
    /// What the examples start besides what every Debian has.
    private static let programs = ["jq", "less", "ser2net"]

    @Test(
        .enabled(
            if: programs.allSatisfy { pathOfProgram($0) != nil }, "jq, less or ser2net is missing"),
        arguments: try Document.all())
    func `every command does what is shown`(document: Document) async throws {
        let complaints = try await onThread { try Stage(document).complaints(about: document) }
        for complaint in complaints { Issue.record("\(complaint)") }
    }

    @Test(arguments: [
        "date -s 12:00", "sudo ls", "ls | sudo tee /etc/x", "sed 's,a,b,' x | sh",
        "echo $(reboot)", "ls `reboot`", "ls; reboot", "ls && reboot",
        "cp x /etc/passwd",
    ])
    func `a command that could do harm is not tried`(command: String) {
        #expect(!ShownCommand(place: "", command: command).isHarmless)
    }

    @Test func `every command that is not tried is shown`() throws {
        let shown = Set(try Document.all().flatMap(\.examples).map(\.command))
        #expect(Set(UntriedCommands.reasons.keys).subtracting(shown) == [])
    }

    @Test(arguments: try Document.all())
    func `every literal block is of a known kind`(document: Document) {
        let others = document.blocks.filter { $0.kind == nil }.map(\.place)
        #expect(others == [])
    }

    @Test(arguments: try Document.all())
    func `every configuration has no mistakes`(document: Document) throws {
        let directory = try TemporaryDirectory()
        for text in document.configurations {
            let file = try directory.write(Array(text.utf8), to: "system.yml")
            let result = try runInProcess(RunTool.self, ["--check", file])
            #expect(result == InProcessResult(status: .done), "\(text)")
        }
    }

    @Test(arguments: try Document.all())
    func `every definition has no mistakes`(document: Document) throws {
        let directory = try TemporaryDirectory()
        for (name, text) in document.definitions {
            let file = try directory.write(Array(text.utf8), to: name)
            let result = try runInProcess(DevicesTool.self, ["check", file])
            #expect(result.status == .done && result.errors == "", "\(result)")
        }
    }

    @Test func `the overview begins with the six lines of the manual`() throws {
        let overview = try #require(try Document.all().last)
        let lines = try #require(try Manual.configurations.first)
        #expect(lines.split(separator: "\n").count == 6)
        #expect(overview.configurations.first == lines)
    }
}
