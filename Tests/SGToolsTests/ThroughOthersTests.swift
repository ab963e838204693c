import Foundation
import SGBytes
import SGPorts
import SGTestSupport
import SGTools
import Testing

/// A status page of the SD4860 with nothing but zeros in it.
private let statusPage: [UInt8] =
    [0xED, 3, 0, 0] + [UInt8](repeating: 0, count: 52) + [0, 0, 0, 0xF0]

/// The frames of records, in hex.
private func frames(_ records: String) -> [Substring] {
    records.matches(of: /"frame":"(.*?)"/).map(\.1)
}

/// The built tools at ports that socat joins.
@Suite(
    .serialized, .timeLimit(.minutes(1)),
    .enabled(if: Socat.path != nil, "socat is not installed"))
struct ThroughSocatTests {
    @Test func `a recording that comes at full speed is all there`() throws {
        let socat = try Socat()
        let tool = try RunningTool("sg-listen", ["-v", "--count=5000", "--noise", socat.ends.0])
        try tool.waitForMessage("is open at")
        let sender = try Port(opening: socat.ends.1)
        let pages = [UInt8]([[UInt8]](repeating: statusPage, count: 100).joined())
        var heard: [Substring] = []
        for _ in 0..<50 {
            let limits = WaitLimits(deadline: .now + patience)
            #expect(try sender.write(pages, limits: limits) == .done)
            heard += frames(try tool.lines(100).joined(separator: "\n"))
        }
        let result = try tool.end()
        #expect(result.status == 0 && result.errors == "")
        heard += frames(result.text)
        #expect(heard == [Substring](repeating: Substring(hex(statusPage)), count: 5000))
    }

    @Test func `a capture that is played faster than the line takes it is all there`() throws {
        let directory = try TemporaryDirectory()
        let recording = try recording()
        let expected = try frames(
            runInProcess(
                ListenTool.self, [try directory.write(recording, to: "line.bin")]
            ).output)
        #expect(expected.count > 3000)
        let capture = try directory.write(capture(of: recording), to: "capture.jsonl")
        let socat = try Socat()
        let listener = try RunningTool(
            "sg-listen", ["-v", "--count=\(expected.count)", socat.ends.0])
        try listener.waitForMessage("is open at")
        let emulator = try RunningTool(
            "sg-emulate", ["--replay", capture, "--speed=100000", socat.ends.1])
        #expect(frames(try listener.end().text) == expected)
        let result = try emulator.end()
        #expect(result.status == 0 && result.errors == "")
    }

    /// What many frames without pauses between them are, more than any port keeps.
    private func recording() throws -> [UInt8] {
        let streams = try (0..<7).flatMap { index in
            try ["charge", "inverter"].flatMap { name in
                let file = packageFile("Tests/Vectors/streams/\(name)_00\(index).bin")
                return Array(try Data(contentsOf: file))
            }
        }
        return Array([[UInt8]](repeating: streams, count: 16).joined())
    }

    private func capture(of bytes: [UInt8]) -> [UInt8] {
        let records = stride(from: 0, to: bytes.count, by: 1000).map { start in
            #"{"time":"2026-01-02T03:04:05.000Z","direction":"rx","bytes":"#
                + #""\#(hex(Array(bytes[start...].prefix(1000))))"}"#
        }
        return Array((records.joined(separator: "\n") + "\n").utf8)
    }
}

/// The built tools at a pseudo-terminal that ser2net serves over RFC 2217.
@Suite(
    .serialized, .timeLimit(.minutes(1)),
    .enabled(if: Ser2net.path != nil, "ser2net is not installed"))
struct ThroughSer2netTests {
    private let terminal: PseudoTerminal
    private let server: Ser2net

    init() throws {
        terminal = try PseudoTerminal()
        server = try Ser2net(at: terminal.path)
    }

    @Test func `a listener's settings reach the line, and pages come back`() throws {
        let tool = try RunningTool(
            "sg-listen",
            [
                "-v", "-d", "outback_charge_controller", "--parity=O", "--count=1",
                server.url + "?ign_set_control",
            ])
        try tool.waitForMessage("is open at 19200 8O1")
        let line = try terminal.settings()
        #expect(line.hasPrefix("speed 19200 baud") && line.contains(" parodd"))
        let page = "\nA,00,08,06,034,031,00,05,000,02,262,0000,00,059\r"
        try terminal.send(Array(page.utf8))
        let result = try tool.end()
        #expect(result.status == 0)
        #expect(result.text.contains(#""device_type":"outback_charge_controller""#))
    }

    @Test func `a sender's settings reach the line, a query follows, and its page comes back`()
        throws
    {
        let tool = try RunningTool(
            "sg-send",
            [
                "-d", "sungrow_charge_controller", "--baudrate=4800", "--parity=O", "--stopbits=2",
                "--wait=15", server.url, "status_query",
            ])
        #expect(try terminal.receive(4) == [0xED, 3, 3, 0xF3])
        let line = try terminal.settings()
        #expect(line.hasPrefix("speed 4800 baud"))
        #expect(line.contains(" parodd") && line.contains(" cstopb"))
        try terminal.send(statusPage)
        let result = try tool.end()
        #expect(result.status == 0 && result.errors == "")
        #expect(frames(result.text) == [Substring(hex(statusPage))])
    }
}

/// The built tools at the loop that pySerial's own server serves over RFC 2217.
@Suite(
    .serialized, .timeLimit(.minutes(1)),
    .enabled(if: pythonWithSerial != nil, "python3-serial is not installed"))
struct ThroughPySerialTests {
    private let server: RunningTool
    private let url: String

    init() throws {
        (server, url) = try startPySerialServer()
    }

    @Test func `the RTS and DTR that a device needs reach the line`() throws {
        let tool = try RunningTool("sg-listen", ["-d", "outback_charge_controller", url])
        try server.waitForOutput("19200 8N1 xonxoff=0 rtscts=0 rts=0 dtr=1 break=0")
        tool.signal(SIGTERM)
        #expect(try tool.end().errors == "")
    }

    @Test func `flags reach the line, and bytes come back through the loop`() throws {
        let tool = try RunningTool(
            "sg-send",
            [
                "--yes", "-d", "victron_vedirect", "--set-flag=RTS=low", "--set-flag=DTR=low",
                "--wait=15", url, "set_register", "battery_capacity=200",
            ])
        try server.waitForOutput("19200 8N1 xonxoff=0 rtscts=0 rts=0 dtr=0 break=0")
        // What is set is confirmed in the very bytes that set it.
        let result = try tool.end()
        #expect(result.status == 0 && result.errors == "")
        #expect(try decoded(result.text).last?.contains(#""battery_capacity":200}"#) == true)
    }
}
