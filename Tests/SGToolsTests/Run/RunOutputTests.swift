import Glibc
import SGTestSupport
import Testing

/// Records that go to standard output.
@Suite(.timeLimit(.minutes(2))) struct RunOutputTests {
    private let site: Site

    init() throws {
        site = try Site(
            """
            period: 0.01 s
            devices:
              controller:
                device_type: sungrow_charge_controller
                port: loop://
                data_streams: {status_page: "-", history_page: history.csv}
              inverter:
                device_type: sungrow_inverter
                port: loop://
                data_streams: {status_page: inverter.csv}
              played_inverter: {device_type: sungrow_inverter_emulator, port: "loop://"}
              played: {device_type: sungrow_charge_controller_emulator, port: "loop://"}
            """)
    }

    @Test(arguments: [[], ["--loop"]])
    func `a reader that goes away is no mistake`(options: [String]) throws {
        let tool = try site.start(options + ["system.yml"])
        tool.closeOutput()
        let result = try tool.end()
        #expect(result.status == 0)
        #expect(result.errors == "")
        // The rest of the cycle is done.
        #expect(site.lines("history.csv").count == 31)
    }

    @Test func `a reader that takes nothing holds up no file`() throws {
        let tool = try site.start("--loop", "system.yml")
        // A pipe takes some hundred records.
        try wait(for: "many cycles") { site.lines("inverter.csv").count >= 200 }
        tool.signal(SIGTERM)
        let result = try tool.end()
        #expect(result.status == 0 && result.errors == "")
        #expect(result.text.split(separator: "\n").count { $0.hasSuffix("}}") } >= 199)
    }

    @Test(arguments: [true, false])
    func `a reader that takes nothing holds up neither files nor the end`(isTerminal: Bool) throws {
        let terminal = try PseudoTerminal()
        let redirection = isTerminal ? "> \(terminal.path)" : ""
        let tool = try RunningTool(
            path: "/bin/sh",
            ["-c", "exec \(pathOfTool("sg-run")) --loop system.yml \(redirection)"],
            environment: site.environment, in: site.folder.path)
        // Far more than a pipe or a terminal takes.
        try wait(for: "many cycles") { site.lines("inverter.csv").count >= 200 }
        tool.signal(SIGTERM)
        try wait(for: "the end") { !tool.isRunning }
        let result = try tool.end()
        #expect(result.status == 74)
        #expect(result.errors.hasSuffix("ERROR cannot write '-': its reader takes nothing\n"))
    }
}
