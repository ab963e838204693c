import Glibc
import SGBytes
import SGPorts
import SGTestSupport
import Testing

/// A remote line, served by pySerial's own server over its `loop://`.
@Suite(
    .serialized, .timeLimit(.minutes(1)),
    .enabled(if: pythonWithSerial != nil, "python3-serial is not installed"))
struct PySerialServerTests {
    private let server: RunningTool
    private let url: String

    init() throws {
        (server, url) = try startPySerialServer()
    }

    @Test func `settings and levels arrive at the line`() throws {
        var settings = LineSettings()
        settings.baudrate = 19200
        settings.bytesize = .seven
        settings.parity = .even
        settings.stopbits = .two
        settings.xonxoff = true
        settings.rts = false
        let port = try Port(opening: url, settings: settings)
        #expect(port.hasLineSettings)
        try waitFor("19200 7E2 xonxoff=1 rtscts=0 rts=0 dtr=1 break=0")
        try port.set(dtr: false)
        try waitFor("19200 7E2 xonxoff=1 rtscts=0 rts=0 dtr=0 break=0")
        try port.set(rts: true)
        try waitFor("19200 7E2 xonxoff=1 rtscts=0 rts=1 dtr=0 break=0")
    }

    @Test(arguments: [
        (Parity.odd, StopBits.onePointFive, "9600 5O1.5"), (.mark, .one, "9600 5M1"),
        (.space, .one, "9600 5S1"), (.none, .one, "9600 5N1"),
    ])
    func `every parity and stop size arrives`(
        parity: Parity, stopbits: StopBits, expected: String
    ) throws {
        var settings = LineSettings()
        settings.bytesize = .five
        settings.parity = parity
        settings.stopbits = stopbits
        settings.rtscts = true
        let port = try Port(opening: url, settings: settings)
        try waitFor("\(expected) xonxoff=0 rtscts=1 ")
        withExtendedLifetime(port) {}
    }

    @Test(arguments: ["", "?poll_modem", "?timeout=2.5&ign_set_control"])
    func `levels are read back through the loop`(options: String) throws {
        let port = try Port(opening: url + options)
        for level in [false, true, false] {
            try port.set(rts: level)
            try port.set(dtr: !level)
            try wait(for: "the levels") {
                let lines = try port.modemLines()
                return lines?.cts == level && lines?.dsr == !level
            }
        }
    }

    @Test func `all bytes go through the loop unchanged`() throws {
        let port = try Port(opening: url)
        let piece = Array(UInt8(0)...255) + [255, 255, 255]
        let sent = piece + piece + piece
        #expect(try port.write(sent, limits: soon) == .done)
        #expect(try port.drain(limits: soon) == .done)
        #expect(try received(port, sent.count) == sent)
    }

    @Test func `bytes that come while an answer is awaited are not lost`() throws {
        let port = try Port(opening: url)
        #expect(try port.write([1, 2, 255]) == .done)
        for level in [false, true] { try port.set(rts: level) }
        #expect(try received(port, 3) == [1, 2, 255])
    }

    @Test func `old input is purged here and there`() throws {
        let port = try Port(opening: url)
        #expect(try port.write([1, 2, 3]) == .done)
        try port.discardInput()
        #expect(try port.write([4]) == .done)
        var last: [UInt8] = []
        while last.last != 4 { last = try received(port, 1) }
    }

    @Test func `a break is set and ended`() throws {
        let port = try Port(opening: url)
        try port.sendBreak(for: .milliseconds(1))
        #expect(try port.write([1]) == .done)
        #expect(try received(port, 1) == [1])
    }

    @Test func `a server that ends is a port that is lost`() throws {
        let port = try Port(opening: url)
        server.signal(SIGKILL)
        var buffer = [UInt8](repeating: 0, count: 16)
        #expect(try port.read(into: &buffer, limits: soon) == .lost)
        #expect(throws: PortError.self) { try port.set(rts: true) }
    }

    @Test func `a remote line can be spied on`() throws {
        let directory = try TemporaryDirectory()
        let file = directory.file("transcript")
        let port = try Port(opening: "spy://\(url)?timeout=3&file=\(file)")
        #expect(port.hasLineSettings)
        #expect(try port.write([0x41]) == .done)
        #expect(try received(port, 1) == [0x41])
        let text = String(decoding: try directory.read("transcript"), as: UTF8.self)
        #expect(text.contains("TX   0000  41 ") && text.contains("RX   0000  41 "))
    }

    private var soon: WaitLimits { WaitLimits(deadline: .now + patience) }

    private func waitFor(_ settings: String) throws {
        try server.waitForOutput(settings)
    }

    private func received(_ port: Port, _ count: Int) throws -> [UInt8] {
        try receivedBytes(port, count)
    }
}

/// A remote line, served by ser2net over a pseudo-terminal.
@Suite(
    .serialized, .timeLimit(.minutes(1)),
    .enabled(if: Ser2net.path != nil, "ser2net is not installed"))
struct Ser2netTests {
    private let server: Ser2net
    private let terminal: PseudoTerminal

    init() throws {
        terminal = try PseudoTerminal()
        server = try Ser2net(at: terminal.path)
    }

    @Test func `settings arrive at the line, and bytes go both ways`() throws {
        var settings = LineSettings()
        settings.baudrate = 19200
        settings.stopbits = .two
        settings.parity = .odd
        let port = try Port(opening: server.url, settings: settings, limits: soon)
        let line = try terminal.settings()
        #expect(line.hasPrefix("speed 19200 baud"))
        #expect(line.contains(" cstopb") && line.contains(" parodd"))
        let bytes = Array(UInt8(0)...255)
        #expect(try port.write(bytes, limits: soon) == .done)
        #expect(try read(from: terminal.controller) { $0.count >= 256 } == bytes)
        try terminal.send(bytes)
        #expect(try receivedBytes(port, 256) == bytes)
    }

    @Test func `a level that the server does not answer to is an error that says so`() throws {
        let port = try Port(opening: server.url + "?timeout=0.2")
        let error = #expect(throws: PortError.self) { try port.set(rts: false) }
        #expect(
            error?.description
                == "cannot set '\(port.name)': the server does not answer to RTS low\n"
                + "  hint: with '?ign_set_control' nobody waits for answers about RTS, DTR and breaks"
        )
    }

    @Test func `answers that never come can be done without`() throws {
        var settings = LineSettings()
        settings.rts = false
        settings.dtr = true
        let port = try Port(opening: server.url + "?ign_set_control", settings: settings)
        try port.set(rts: true)
        #expect(try port.write([1]) == .done)
        #expect(try read(from: terminal.controller) { !$0.isEmpty } == [1])
    }

    private var soon: WaitLimits { WaitLimits(deadline: .now + patience) }
}

/// A server that says things no good server says.
@Suite(.timeLimit(.minutes(1))) struct StrangeServerTests {
    /// What the server agrees to: `DO COM-PORT-OPTION`.
    private let agreement: [UInt8] = [255, 253, 44]
    /// The answers to 9600 7E1 without flow control.
    private let answers: [[UInt8]] = [
        [101, 0, 0, 0x25, 0x80], [102, 7], [103, 3], [104, 1], [105, 1],
    ]

    @Test func `data may come between and behind the answers`() throws {
        let port = try open(
            saying: agreement + Array("data".utf8), answering: wire(answers) + [255, 255])
        #expect(try receivedBytes(port, 5) == Array("data".utf8) + [255])
    }

    @Test func `a server that refuses, or says nothing to the point, is no server of a line`()
        throws
    {
        let endless = [255, 250, 44] + [UInt8](repeating: 7, count: 100_000)
        let unknown: [UInt8] = [255, 251, 99, 255, 253, 98, 255, 241, 255, 250, 99, 1, 255, 240]
        for (said, reason) in [
            ([255, 254, 44], "refuses control of its line"), ([], "does not answer"),
            (Array("login: ".utf8), "does not answer"), (endless, "does not answer"),
            (unknown, "does not answer"),
        ] {
            let error = #expect(throws: PortError.self) { try open(saying: said) }
            #expect(
                error?.description.contains(
                    "the server \(reason), expected one that speaks RFC 2217")
                    == true)
        }
    }

    @Test(arguments: [
        (0, [101, 0, 0, 0x12, 0xC0] as [UInt8], "9600 baud"), (1, [102, 8], "7 data bits"),
        (2, [103, 1], "parity E"), (3, [104, 2], "1 stop bits"),
        (4, [105, 3], "no flow control"), (2, [103], "parity E"),
    ])
    func `a setting that the server changes to another is refused`(
        index: Int, answer: [UInt8], meaning: String
    ) throws {
        var answers = answers
        answers[index] = answer
        let error = #expect(throws: PortError.self) {
            try open(saying: agreement, answering: wire(answers))
        }
        #expect(error?.description.hasSuffix("the server refuses \(meaning)") == true)
    }

    @Test func `a speed that is a little off will do`() throws {
        var answers = answers
        answers[0] = [101, 0, 0, 0x25, 0xFF, 0xFF]
        // A data byte of 255 is doubled in a value, too: this is 9727 baud.
        _ = try open(saying: agreement, answering: wire(answers))
    }

    @Test func `notices tell errors and modem lines, and may suspend writing`() throws {
        let notices = wire([[107, 0x90], [106, 0x08], [106, 0x1F], [108]])
        let port = try open(saying: agreement, answering: wire(answers) + notices)
        #expect(try port.modemLines() == ModemLines(cts: true, dsr: false, ri: false, cd: true))
        #expect(
            port.lineErrors?.description == "2 framing errors, 1 parity error, 1 overrun, 1 break")
        let limits = WaitLimits(deadline: .now + .milliseconds(10))
        #expect(try port.write([1], limits: limits) == .timedOut)
    }

    @Test(arguments: UInt64(0)..<10)
    func `a server may say anything whatever`(seed: UInt64) throws {
        var random = SplitMix64(seed)
        let frequent: [UInt8] = [255, 250, 240, 44, 251, 252, 253, 254, 101, 107, 106]
        let bytes = (0..<5000).map { _ in
            UInt8.random(in: 0...2, using: &random) == 0
                ? UInt8.random(in: 0...255, using: &random)
                : frequent[Int.random(in: frequent.indices, using: &random)]
        }
        do {
            let port = try open(saying: bytes, answering: bytes)
            var buffer = [UInt8](repeating: 0, count: 100)
            let limits = WaitLimits(deadline: .now + .milliseconds(50))
            while case .bytes = try port.read(into: &buffer, limits: limits) {}
            _ = try port.modemLines()
        } catch is PortError {}
    }

    private func open(saying bytes: [UInt8], answering answers: [UInt8] = []) throws -> Port {
        let server = try LocalServer()
        // The first setting that the port asks for is the speed.
        server.say(bytes, then: answers, after: [255, 250, 44, 1])
        var settings = LineSettings()
        settings.bytesize = .seven
        settings.parity = .even
        return try Port(
            opening: "rfc2217://127.0.0.1:\(server.port)?timeout=0.3", settings: settings)
    }

    private func wire(_ values: [[UInt8]]) -> [UInt8] {
        Array(values.map { [255, 250, 44] + $0 + [255, 240] }.joined())
    }
}

/// Reads so many bytes from a port.
private func receivedBytes(_ port: Port, _ count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1024)
    while bytes.count < count {
        let limits = WaitLimits(deadline: .now + patience)
        guard case .bytes(let length) = try port.read(into: &buffer, limits: limits) else {
            throw TestFailure("only \(bytes) came")
        }
        bytes += buffer[..<length]
    }
    return bytes
}
