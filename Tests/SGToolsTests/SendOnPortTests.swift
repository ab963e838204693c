import Glibc
import SGBytes
import SGTestSupport
import Testing

/// A status page of the SD4860 with nothing but zeros in it.
private func statusPage(address: UInt8 = 0xED, energy: UInt8 = 0) -> [UInt8] {
    [address, 3, 0, 0] + [UInt8](repeating: 0, count: 31) + [energy]
        + [UInt8](repeating: 0, count: 20)
        + checksum([address, 3, energy])
}

private func checksum(_ bytes: [UInt8]) -> [UInt8] {
    let sum = bytes.reduce(0) { $0 + Int($1) }
    return [0, 0, UInt8(sum >> 8), UInt8(sum & 0xFF)]
}

/// A page of the TC10/48.
private func allegroPage(level: String) -> [UInt8] {
    let lines = [
        "*0 ASP", "*1 Vbatt = 24.7 Vdc", "*2 Vout = 227 Vac", "*3 Pac = 930 W",
        "*4 Tint = 35 Cels", "*5 Sby Level=\(level)", "*6 Remote enabled", "", "",
    ]
    return Array(lines.joined(separator: "\r\n").utf8)
}

private let query: [UInt8] = [0xED, 3, 3, 0xF3]
private let controller = ["-d", "sungrow_charge_controller"]

/// The built tool and a device that the test plays, on a pseudo-terminal.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SendOnPortTests {
    private let terminal: PseudoTerminal

    init() throws {
        terminal = try PseudoTerminal()
    }

    private func send(_ arguments: [String], _ more: [String] = ["status_query"]) throws
        -> RunningTool
    {
        let tool = try RunningTool("sg-send", controller + arguments + [terminal.path] + more)
        tool.closeInput()
        return tool
    }

    @Test func `a message is sent, and that is all`() throws {
        let tool = try send([])
        #expect(try terminal.receive(4) == query)
        let result = try tool.end()
        #expect(result.status == 0 && result.text == "" && result.errors == "")
    }

    @Test func `the reply is printed as a record and ends the waiting`() throws {
        let tool = try send(["--wait", "15"])
        #expect(try terminal.receive(4) == query)
        let start = ContinuousClock.now
        try terminal.send(statusPage())
        let result = try tool.end()
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(result.status == 0 && result.errors == "")
        #expect(
            result.text.hasSuffix(
                #"Z","port":"\#(terminal.path)","device_type":"sungrow_charge_controller","#
                    + #""message_type":"status_page","frame":"\#(hex(statusPage()))"}"# + "\n"))
    }

    @Test func `frames of others that come before are printed, noise and echoes are not`() throws {
        let tool = try send(["--wait", "15"])
        #expect(try terminal.receive(4) == query)
        try terminal.send(query + [0] + statusPage(address: 2) + [1, 2, 3] + statusPage())
        let result = try tool.end()
        let records = result.text.split(separator: "\n")
        #expect(records.count == 2 && result.status == 0)
        #expect(records.first?.contains(hex(statusPage(address: 2))) == true)
        #expect(records.last?.contains(hex(statusPage())) == true)
    }

    @Test func `what is old is not the reply`() throws {
        try terminal.send(statusPage(energy: 1))
        let tool = try send(["--wait", "15"])
        #expect(try terminal.receive(4) == query)
        try terminal.send(statusPage(energy: 2))
        let result = try tool.end()
        #expect(
            result.text.split(separator: "\n").last?.contains(hex(statusPage(energy: 2))) == true)
    }

    @Test func `silence is told after every attempt`() throws {
        let tool = try send(["--wait", "0.1", "--retries", "2"])
        #expect(try terminal.receive(12) == query + query + query)
        let result = try tool.end()
        #expect(result.status == 75 && result.text == "")
        #expect(
            result.errors
                == "sg-send: no reply from 'sungrow_charge_controller' within 0.1 s (3 attempts)\n")
    }

    @Test func `a damaged reply is told from silence`() throws {
        let tool = try send(["--wait", "1"])
        #expect(try terminal.receive(4) == query)
        try terminal.send(statusPage().dropLast() + [0xFF])
        let result = try tool.end()
        #expect(result.status == 76)
        #expect(result.errors.contains("from 'sungrow_charge_controller' is damaged"))
    }

    @Test func `a refusal is told`() throws {
        let tool = try RunningTool(
            "sg-send", ["-d", "victron_vedirect", "--wait", "9", terminal.path, "ping"])
        #expect(try terminal.receive(5) == Array(":154\n".utf8))
        try terminal.send(Array(":30151\n".utf8))
        let result = try tool.end()
        #expect(result.status == 76)
        #expect(
            result.text.hasSuffix(
                #""device_type":"victron_vedirect","event":"refused","message":"ping","#
                    + #""reason":"unknown command","answer":"3a33303135310a"}"# + "\n"))
        #expect(result.errors == "sg-send: 'victron_vedirect' refuses: unknown command\n")
    }

    @Test(arguments: [(":70002014B\n", "unknown register"), (":700020448\n", "parameter error")])
    func `flags that say no are a refusal, and not a value`(answer: String, reason: String) throws {
        let tool = try RunningTool(
            "sg-send",
            [
                "-d", "victron_vedirect", "--wait", "9", terminal.path, "get_register",
                "register=512",
            ])
        _ = try terminal.receive(11)
        try terminal.send(Array(answer.utf8))
        let result = try tool.end()
        #expect(result.status == 76, "\(result)")
        #expect(
            result.text.contains(
                #""event":"refused","message":"get_register","reason":"\#(reason)""#))
        #expect(!result.text.contains("message_type"))
        #expect(result.errors == "sg-send: 'victron_vedirect' refuses: \(reason)\n")
    }

    @Test func `what comes after a command is printed until the time is over`() throws {
        let tool = try RunningTool(
            "sg-send", ["--yes", "--wait", "0.5", terminal.path, "test_lcd_backlight"])
        #expect(try terminal.receive(13).first == 1)
        try terminal.send(statusPage())
        let result = try tool.end()
        #expect(result.status == 0 && result.text.split(separator: "\n").count == 1)
    }

    @Test func `all that comes after unknown bytes is printed`() throws {
        let tool = try RunningTool("sg-send", ["--hex", "0102", "--wait", "0.5", terminal.path])
        #expect(try terminal.receive(2) == [1, 2])
        try terminal.send([1, 2, 9, 8])
        let result = try tool.end()
        #expect(result.text.contains(#""noise":"09""#), "\(result.text)")
    }

    @Test func `records are sent one after the other, whatever becomes of each`() throws {
        let tool = try RunningTool("sg-send", ["--wait", "0.2", terminal.path])
        try tool.send(#"{"frame":"02030308"}"# + "\nnonsense\n" + #"{"frame":"ed0303f3"}"# + "\n")
        tool.closeInput()
        #expect(try terminal.receive(8) == [2, 3, 3, 8] + query)
        try terminal.send(statusPage())
        let result = try tool.end()
        #expect(result.status == 75)
        #expect(result.text.split(separator: "\n").count == 1)
        #expect(
            result.errors == """
                sg-send: no reply from 'sungrow_charge_controller' at address 2 within 0.2 s
                sg-send: stdin:2:1: error: expected a JSON object, found 'n'

                """)
    }

    @Test(arguments: [("07", 0, ""), ("98", 76, "found 98 in the device, expected 7")])
    func `what the device shows in the end is compared`(
        shown: String, status: Int32, error: String
    ) throws {
        let tool = try RunningTool(
            "sg-send",
            [
                "--yes", "--verify", "--wait", "1.5", terminal.path, "set_standby_level",
                "standby_level=7",
            ])
        #expect(try terminal.receive(4) == Array("07\r\n".utf8))
        try terminal.send(allegroPage(level: "99"))
        try terminal.send(allegroPage(level: shown))
        let result = try tool.end()
        #expect(result.status == status)
        #expect(result.errors == (error.isEmpty ? "" : "sg-send: standby_level: \(error)\n"))
        #expect(result.text == "")
    }

    @Test func `a page that does not come by itself is told`() throws {
        let tool = try RunningTool(
            "sg-send",
            [
                "--yes", "--verify", "--wait", "0.2", terminal.path, "set_standby_level",
                "standby_level=7",
            ])
        let result = try tool.end()
        #expect(result.status == 75)
        #expect(
            result.errors == "sg-send: no 'status_page' from 'allegro_inverter' within 0.2 s\n")
    }

    @Test func `a port that goes away is told`() throws {
        let tool = try send(["--wait", "15"])
        #expect(try terminal.receive(4) == query)
        terminal.hangUp()
        let result = try tool.end()
        #expect(result.status == 69)
        #expect(result.errors == "sg-send: '\(terminal.path)' is gone\n")
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a signal ends the waiting, and the port is as it was`(number: Int32) throws {
        let before = try terminal.settings()
        let tool = try send(["--wait", "15", "--baudrate", "1200"])
        #expect(try terminal.receive(4) == query)
        #expect(try terminal.settings() != before)
        tool.signal(number)
        let result = try tool.end()
        #expect(result.isSignal && result.status == number && result.errors == "")
        #expect(try terminal.settings() == before)
    }
}
