import SGTestSupport
import SGTools
import Testing

/// All tools are one executable; the name decides which.
@Suite struct ToolkitTests {
    @Test(arguments: toolkit.map { $0.name })
    func `a tool is what the executable is called`(name: String) {
        for path in [name, "/usr/bin/\(name)", "./\(name)"] {
            #expect(tool(calledBy: path).name == name)
        }
    }

    @Test func `sg-run goes by the name of its predecessor`() throws {
        #expect(tool(calledBy: "/usr/local/bin/sungrow").name == "sg-run")
    }

    @Test(arguments: ["sg", "/usr/lib/sg/sg", "", "/", "sg-", "sg-lis", "sg-listen.old"])
    func `any other name lists the tools`(path: String) {
        #expect(tool(calledBy: path).name == "sg")
    }

    @Test func `the list has each tool with what it does`() throws {
        let lines = try output(of: pathOfExecutable).split(separator: "\n")
        #expect(lines.first == "sg-listen   Read a port and print one record per frame.")
        #expect(lines.map { $0.split(separator: " ").first } == toolkit.map { $0.name[...] })
    }

    @Test func `the built executable goes by the name of its link`() throws {
        for name in toolkit.map({ $0.name }) {
            let help = try run(name, ["--help"])
            #expect(help.text.contains("\nUSAGE: \(name) "))
        }
    }

    @Test(arguments: toolkit.map { $0.name })
    func `each tool is also an executable of its own`(name: String) throws {
        let help = try RunningTool(path: pathOfOwnExecutable(name), ["--help"]).end()
        #expect(help.text.contains("\nUSAGE: \(name) "))
    }
}
