import Glibc
import SGBytes
import SGTestSupport
import SGTools
import Testing

/// A status page of the SD4860 with nothing but zeros in it.
private let statusPage: [UInt8] =
    [0xED, 3, 0, 0] + [UInt8](repeating: 0, count: 52) + [0, 0, 0, 0xF0]
private let recognised =
    #""device_type":"sungrow_charge_controller","message_type":"status_page","#
    + #""frame":"\#(hex(statusPage))"}"#

/// How often a whole record of the status page is among lines.
private func recordCount(_ text: String) -> Int {
    text.split(separator: "\n").count { $0.hasPrefix("{\"time\":\"2") && $0.hasSuffix(recognised) }
}

@Suite struct ListenArgumentTests {
    @Test func `a file is read to its end and each frame is printed once`() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write([1] + statusPage + [2] + statusPage, to: "bytes")
        let result = try runInProcess(ListenTool.self, ["--device-name", "roof", path])
        #expect(result.status == .done && result.errors == "")
        #expect(recordCount(result.output) == 2)
        #expect(result.output.contains(#"Z","port":"\#(path)","device":"roof","device_type""#))
    }

    @Test func `a minus is standard input`() throws {
        let result = try runInProcess(ListenTool.self, ["-"], input: statusPage)
        #expect(recordCount(result.output) == 1)
        #expect(result.output.contains(#""port":"-""#))
    }

    @Test func `side, address and noise decide what is printed`() throws {
        let query: [UInt8] = [0xED, 3, 3, 0xF3]
        let other: [UInt8] = [0x02, 3, 3, 0x08]
        let run = { (arguments: [String]) in
            try runInProcess(ListenTool.self, arguments + ["-"], input: query + other).output
        }
        #expect(try run([]) == "")
        #expect(try run(["--side", "device"]).contains(#""frame":"ed0303f3"}"#))
        let addressed = try run([
            "--side=device", "-d", "sungrow_charge_controller", "--address=0x02",
        ])
        #expect(!addressed.contains("ed0303f3") && addressed.contains("02030308"))
        #expect(try run(["--noise"]).contains(#""noise":"ed0303f302030308","reason":"garbage""#))
    }

    @Test func `a count ends the work`() throws {
        let result = try runInProcess(
            ListenTool.self, ["--count", "1", "-"], input: statusPage + statusPage)
        #expect(result.status == .done)
        #expect(recordCount(result.output) == 1)
    }

    @Test func `a time ends the work even when there is always more to read`() throws {
        let input = [UInt8](repeating: 0, count: 1_000_000)
        let result = try runInProcess(
            ListenTool.self, ["--for", "0", "--bytes", "-"], input: input)
        #expect(result.status == .done)
        #expect(result.output.split(separator: "\n").count == 1)
    }

    @Test func `a capture keeps all bytes and is appended to`() throws {
        let directory = try TemporaryDirectory()
        let capture = try directory.write(Array("torn".utf8), to: "capture")
        for _ in 0..<2 {
            let result = try runInProcess(
                ListenTool.self, ["--capture", capture, "-"], input: [1, 2] + statusPage)
            #expect(recordCount(result.output) == 1)
        }
        let lines = String(decoding: try directory.read("capture"), as: UTF8.self)
            .split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0] == "torn")
        #expect(
            lines[1...].allSatisfy {
                $0.hasSuffix(
                    #""port":"-","direction":"rx","bytes":"0102\#(hex(statusPage))"}"#)
            })
    }

    @Test func `a capture does not follow a planted link`() throws {
        let directory = try TemporaryDirectory()
        let link = directory.file("link")
        #expect(symlink(directory.file("target"), link) == 0)
        let result = try runInProcess(ListenTool.self, ["--capture", link, "-"])
        #expect(result.status == .cannotCreate)
        #expect(
            result.errors
                == "sg-listen: cannot create '\(link)': Too many levels of symbolic links\n")
    }

    @Test func `pieces are printed as they are read`() throws {
        let result = try runInProcess(ListenTool.self, ["--bytes", "-"], input: [1, 2])
        #expect(result.output.hasSuffix(#""port":"-","direction":"rx","bytes":"0102"}"# + "\n"))
    }

    @Test func `what is wrong has its status and its words`() throws {
        let run = { (arguments: [String]) in try runInProcess(ListenTool.self, arguments) }
        let missing = try run(["/dev/nowhere"])
        #expect(missing.status == .portUnavailable)
        #expect(
            missing.errors
                == "sg-listen: cannot open '/dev/nowhere': No such file or directory\n")
        let unknown = try run(["-d", "sungrow_charge_controler", "-"])
        #expect(unknown.status == .usage)
        #expect(
            unknown.errors
                == "sg-listen: unknown device type 'sungrow_charge_controler'\n"
                + "  hint: did you mean 'sungrow_charge_controller'?\n")
        for wrong in [
            ["--baudrate", "0"], ["--count", "0"], ["--for", "1e3"], ["--parity", "X"],
        ] {
            #expect(try run(wrong + ["-"]).status == .usage)
        }
        #expect(try run([]).status == .usage)
    }
}

/// The built tool on real terminals.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ListenOnPortTests {
    /// Starts the tool, which has the terminal open when this returns: what came before is dropped.
    private func startListening(_ arguments: [String] = [], at path: String) throws -> RunningTool {
        let tool = try RunningTool("sg-listen", arguments + ["-v", path])
        try tool.waitForMessage("is open at")
        return tool
    }

    @Test func `a frame leaves within milliseconds of its last byte`() throws {
        let terminal = try PseudoTerminal()
        let tool = try startListening(at: terminal.path)
        for _ in 0..<3 {
            for byte in statusPage.dropLast() { try terminal.send([byte]) }
            let start = ContinuousClock.now
            try terminal.send([statusPage[59]])
            let lines = try tool.lines(1)
            let latency = ContinuousClock.now - start
            #expect(recordCount(lines.joined()) == 1)
            #expect(lines[0].contains(#""port":"\#(terminal.path)""#))
            #expect(latency < .seconds(1), "\(latency)")
        }
    }

    @Test func `a query is printed once the line has been silent`() throws {
        let terminal = try PseudoTerminal()
        let tool = try startListening(["--side", "both"], at: terminal.path)
        try terminal.send([0xED, 5, 9, 0xFB])
        #expect(try tool.lines(1)[0].contains(#""message_type":"history_query""#))
    }

    @Test func `a port that goes away is waited for, and listening goes on`() throws {
        let directory = try TemporaryDirectory()
        let link = directory.file("port")
        var terminal = try PseudoTerminal()
        #expect(symlink(terminal.path, link) == 0)
        let tool = try startListening(["--baudrate=1200", "--count=2"], at: link)
        try terminal.send(statusPage + [0xED, 3, 0])
        #expect(recordCount(try tool.lines(1).joined()) == 1)
        terminal.hangUp()
        #expect(try tool.lines(1)[0].hasSuffix(#""port":"\#(link)","event":"port_lost"}"#))
        #expect(unlink(link) == 0)
        terminal = try PseudoTerminal()
        #expect(symlink(terminal.path, link) == 0)
        #expect(try tool.lines(1)[0].hasSuffix(#""port":"\#(link)","event":"port_found"}"#))
        #expect(try terminal.settings().hasPrefix("speed 1200 baud"))
        try terminal.send(statusPage)
        let result = try tool.end()
        #expect(result.status == 0 && result.errors == "")
        #expect(recordCount(result.text) == 1)
    }

    @Test func `a server that ends and starts again is listened to again`() throws {
        var server = try LocalServer()
        let tool = try RunningTool("sg-listen", ["socket://127.0.0.1:\(server.port)"])
        try write(statusPage, to: try server.accept())
        #expect(recordCount(try tool.lines(1).joined()) == 1)
        server.hangUp()
        // The server may be gone for a while, or only the connection.
        #expect(try tool.lines(1)[0].hasSuffix(#""event":"port_lost"}"#))
        let port = server.port
        try server.accept()
        #expect(try tool.lines(1)[0].hasSuffix(#""event":"port_found"}"#))
        server.hangUp()
        server.stop()
        #expect(try tool.lines(1)[0].hasSuffix(#""event":"port_lost"}"#))
        server = try LocalServer(port: port)
        try write(statusPage, to: try server.accept())
        let lines = try tool.lines(2)
        #expect(lines[0].hasSuffix(#""event":"port_found"}"#) && recordCount(lines[1]) == 1)
        tool.signal(SIGTERM)
        #expect(try tool.end().isSignal)
    }

    @Test func `a pseudo-terminal's own name is not waited for, as it may be another's next`()
        throws
    {
        let terminal = try PseudoTerminal()
        let tool = try startListening(at: terminal.path)
        try terminal.send(statusPage)
        #expect(recordCount(try tool.lines(1).joined()) == 1)
        terminal.hangUp()
        let result = try tool.end()
        #expect(result.status == 0 && result.text.hasSuffix("\"event\":\"port_lost\"}\n"))
    }

    @Test func `a tool that waits for its port ends in time, by signal or with its reader`() throws
    {
        let directory = try TemporaryDirectory()
        let link = directory.file("port")
        let waitingTool = { (arguments: [String]) in
            let terminal = try PseudoTerminal()
            unlink(link)
            #expect(symlink(terminal.path, link) == 0)
            let tool = try RunningTool("sg-listen", arguments + ["-v", link])
            try tool.waitForMessage("is open at 9600 8N1")
            terminal.hangUp()
            try tool.waitForOutput(#""event":"port_lost"}"#)
            return tool
        }
        #expect(try waitingTool(["--for", "0.5"]).end().status == 0)
        let stopped = try waitingTool([])
        stopped.signal(SIGINT)
        #expect(try stopped.end().isSignal)
        let unread = try waitingTool([])
        unread.closeOutput()
        let result = try unread.end()
        #expect(result.status == 0 && !result.isSignal)
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `a signal ends the tool, and the port is as it was`(number: Int32) throws {
        let terminal = try PseudoTerminal()
        let before = try terminal.settings()
        let tool = try startListening(["--baudrate", "1200"], at: terminal.path)
        try terminal.send(statusPage)
        _ = try tool.lines(1)
        #expect(try terminal.settings() != before)
        tool.signal(number)
        let result = try tool.end()
        #expect(result.isSignal && result.status == number && result.errors == "")
        #expect(try terminal.settings() == before)
    }

    @Test func `a reader that goes away ends the tool quietly, even on a silent line`() throws {
        let terminal = try PseudoTerminal()
        let before = try terminal.settings()
        let tool = try RunningTool("sg-listen", ["--baudrate", "1200", terminal.path])
        try wait(for: "the port to be open") { try terminal.settings() != before }
        tool.closeOutput()
        let result = try tool.end()
        #expect(result.status == 0 && !result.isSignal && result.errors == "")
        #expect(try terminal.settings() == before)
    }

    @Test func `a reader that takes nothing does not keep a stopped tool alive`() throws {
        let directory = try TemporaryDirectory()
        let pages = [[UInt8]](repeating: statusPage, count: 5000)
        let path = try directory.write(Array(pages.joined()), to: "bytes")
        let tool = try RunningTool("sg-listen", [path])
        try tool.waitForOutput()
        tool.signal(SIGTERM)
        try wait(for: "the tool to end") { !tool.isRunning }
        #expect(try tool.end().isSignal)
    }

    @Test func `a time ends the tool on a silent line`() throws {
        let terminal = try PseudoTerminal()
        let result = try run("sg-listen", ["--for", "0.1", terminal.path])
        #expect(result.status == 0 && result.text == "" && result.errors == "")
    }

    @Test func `the port is set as its device needs it, and as options say`() throws {
        let terminal = try PseudoTerminal()
        let tool = try RunningTool(
            "sg-listen", ["-v", "-d", "outback_charge_controller", "--stopbits=2", terminal.path])
        try tool.waitForMessage("'\(terminal.path)' is open at 19200 8N2")
        // A tool that is not mentioned again may be gone already.
        let settings = try withExtendedLifetime(tool) { try terminal.settings() }
        #expect(settings.hasPrefix("speed 19200 baud"))
    }

    @Test func `a second tool on the port is refused and told who has it`() throws {
        let terminal = try PseudoTerminal()
        let first = try RunningTool("sg-listen", ["-v", terminal.path])
        try first.waitForMessage("is open at 9600 8N1")
        let second = try run("sg-listen", [terminal.path])
        #expect(second.status == 69)
        #expect(
            second.errors
                == "sg-listen: cannot open '\(terminal.path)': it is in use by 'sg-listen' "
                + "(process \(first.processIdentifier))\n")
    }

    @Test func `a pseudo-terminal of the tool's own can be written to by its link`() throws {
        let directory = try TemporaryDirectory()
        let link = directory.file("port")
        let tool = try RunningTool("sg-listen", ["--count", "1", "pty:\(link)"])
        try tool.waitForMessage("the other end of 'pty:\(link)' is '/dev/pts/")
        let terminal = open(link, O_RDWR | O_NOCTTY)
        try write(statusPage, to: terminal)
        let result = try tool.end()
        close(terminal)
        #expect(recordCount(result.text) == 1)
        #expect(access(link, F_OK) != 0)
    }

    @Test func `a fifo is read until its writer has gone`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("fifo")
        #expect(mkfifo(path, 0o600) == 0)
        let tool = try RunningTool("sg-listen", [path])
        let writer = open(path, O_WRONLY)
        for piece in [statusPage.prefix(7), statusPage.dropFirst(7)] {
            try write(Array(piece), to: writer)
        }
        close(writer)
        let result = try tool.end()
        #expect(result.status == 0 && recordCount(result.text) == 1)
    }
}

/// The built tool with an emulator at the other end that ends and is started again.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ListenToEmulatorTests {
    @Test func `listening goes on at a pseudo-terminal`() throws {
        let directory = try TemporaryDirectory()
        let port = directory.file("port")
        // The link of a killed one would lead to the next pseudo-terminal that anybody makes.
        try listen(to: port, served: "pty:\(port)", endedBy: SIGTERM)
    }

    @Test func `listening goes on at a socket`() throws {
        let url = "socket://127.0.0.1:\(try freePort())"
        try listen(to: url, served: url, endedBy: SIGKILL)
    }

    private func listen(to port: String, served name: String, endedBy signal: Int32) throws {
        var emulator = try startEmulator(name)
        let tool = try RunningTool("sg-listen", ["-d", "outback_charge_controller", port])
        _ = try tool.waitForOutput(page)
        for _ in 0..<2 {
            emulator.signal(signal)
            #expect(try emulator.end().isSignal)
            #expect(!(try tool.waitForOutput(#""event":"port_lost"}"#)).contains("port_found"))
            emulator = try startEmulator(name)
            #expect(try tool.waitForOutput(page).contains(#""event":"port_found"}"#))
        }
        tool.signal(SIGTERM)
        #expect(try tool.end().errors == "")
    }

    private let page = #""message_type":"status_page""#

    private func startEmulator(_ name: String) throws -> RunningTool {
        let emulator = try RunningTool("sg-emulate", ["-d", "outback_charge_controller", name])
        try emulator.waitForMessage("the other end of '\(name)'")
        return emulator
    }
}
