import Foundation
import SGTestSupport
import SGTools
import Testing

/// The pages of the manual are complete and well formed.
@Suite struct ManualTests {
    /// The sections of a page, in their order; a section of which there is nothing to say is left out.
    private static let sections = [
        "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "ENVIRONMENT", "FILES", "EXIT STATUS",
        "EXAMPLES", "DIAGNOSTICS", "SEE ALSO", "STANDARDS", "HISTORY",
    ]
    /// Those about which something is to be said of every tool.
    private static let needed: Set = [
        "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "EXAMPLES", "DIAGNOSTICS",
        "SEE ALSO",
    ]

    @Test(arguments: toolkit.map { $0.name })
    func `a page of a tool has its sections`(name: String) throws {
        let sections = try Manual("\(name).1").sections
        #expect(Self.needed.subtracting(sections) == [])
        #expect(sections == Self.sections.filter(sections.contains))
    }

    @Test(arguments: toolkit.map { $0.name })
    func `a page of a tool says where definitions come from`(name: String) throws {
        let page = try Manual("\(name).1")
        let variables = page.arguments(of: "Ev", in: page.section("ENVIRONMENT"))
        #expect(Set(variables).isSuperset(of: ["HOME", "SG_DEVICE_PATH"]))
        let files = page.arguments(of: "Pa", in: page.section("FILES"))
        #expect(Set(files).isSuperset(of: ["~/.config/sg/devices", "/etc/sg/devices"]))
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

    @Test(
        .enabled(if: pathOfProgram("mandoc") != nil, "mandoc is not installed"),
        arguments: try Manual.names())
    func `mandoc has nothing to say against a page`(name: String) throws {
        let mandoc = try #require(pathOfProgram("mandoc"))
        let page = Manual.folder.appending(path: name).path
        let result = try RunningTool(path: mandoc, ["-T", "lint", page]).end()
        // Not all pages that it refers to need be installed where it is tested.
        let complaints = (result.text + result.errors).split(separator: "\n").filter { line in
            !line.contains("referenced manual not found") && !line.contains("mandoc.db")
        }
        #expect(complaints == [])
    }
}
