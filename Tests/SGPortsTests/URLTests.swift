import Glibc
import SGPorts
import SGTestSupport
import Testing

@Suite struct URLTests {
    @Test(arguments: [
        ("http://x", "found an unknown kind of URL, expected loop, socket, rfc2217, spy or hwgrep"),
        (
            "sockets://x:1",
            "found an unknown kind of URL, expected loop, socket, rfc2217, spy or hwgrep\n"
                + "  hint: did you mean 'socket://'?"
        ),
        ("loop://x", "found 'x' at its end, expected 'loop://'"),
        ("socket://", "found no port number, expected 'socket://HOST:PORT'"),
        ("socket://host", "found no port number, expected 'socket://HOST:PORT'"),
        ("socket://[::1]", "found no port number, expected 'socket://HOST:PORT'"),
        ("socket://::1:7", "found colons in the host, expected 'socket://[::1]:7'"),
        ("socket://h:x", "found the port number 'x', expected a number from 0 to 65535"),
        ("socket://h:65536", "found the port number '65536', expected a number from 0 to 65535"),
        ("socket://h:+1", "found the port number '+1', expected a number from 0 to 65535"),
        ("socket://h:1?poll_modem", "found the option 'poll_modem', expected 'socket://HOST:PORT'"),
        ("rfc2217://h", "found no port number, expected 'rfc2217://HOST:PORT'"),
        (
            "rfc2217://h:1?speed=9",
            "found the option 'speed=9', "
                + "expected 'timeout=SECONDS', 'ign_set_control' or 'poll_modem'"
        ),
        (
            "rfc2217://h:1?poll_modem&timeout=0",
            "found the option 'timeout=0', "
                + "expected 'timeout=SECONDS', 'ign_set_control' or 'poll_modem'"
        ),
        ("spy://", "found no port, expected 'spy://PORT' or 'spy://PORT?file=FILE'"),
        ("spy://?file=x", "found no port, expected 'spy://PORT' or 'spy://PORT?file=FILE'"),
        ("spy://-?file=", "found no file name, expected 'spy://PORT' or 'spy://PORT?file=FILE'"),
        ("hwgrep://", "found no pattern, expected 'hwgrep://REGEXP'"),
        (
            "hwgrep://a(",
            "found 'a(' (Unmatched ( or \\(), expected a regular expression"
        ),
    ])
    func `a wrong URL is refused with what would be right`(url: String, reason: String) {
        let error = #expect(throws: PortError.self) { try Port(opening: url) }
        #expect(error?.description == "cannot open '\(url)': \(reason)")
    }

    @Test(arguments: [
        ("rfc2217://h:1/timeout=5/ign_set_control", "rfc2217://h:1?timeout=5&ign_set_control"),
        ("rfc2217://[::1]:1/poll_modem/logging=debug", "rfc2217://[::1]:1?poll_modem"),
        ("RFC2217://h:1/?timeout=5", "rfc2217://h:1?timeout=5"),
        ("socket://h:7000/logging=debug", "socket://h:7000"),
        ("Socket://h:7000/", "socket://h:7000"),
        ("socket://h:7000?logging=info", "socket://h:7000"),
        ("loop://logging=debug", "loop://"),
        ("loop://?logging=debug", "loop://"),
        ("LOOP://", "loop://"),
        ("Spy://LOOP://?file=x", "spy://LOOP://?file=x"),
        ("HWGREP://A", "hwgrep://A"),
    ])
    func `every spelling of pySerial means the same`(old: String, new: String) throws {
        #expect(try PortName(old) == PortName(new))
    }

    @Test func `a path that looks like a URL further on is a path`() {
        let error = #expect(throws: PortError.self) { try Port(opening: "/dev/a://b") }
        #expect(error == .missing("/dev/a://b", SystemError(code: ENOENT)))
    }
}

@Suite struct LoopTests {
    @Test func `what is written is read, and RTS and DTR come back as CTS and DSR`() throws {
        let port = try Port(opening: "loop://")
        var buffer = [UInt8](repeating: 0, count: 16)
        #expect(try port.read(into: &buffer, limits: WaitLimits(deadline: .now)) == .timedOut)
        #expect(try port.write([1, 2, 3]) == .done)
        #expect(try port.drain() == .done)
        #expect(try port.read(into: &buffer) == .bytes(3))
        #expect(buffer[..<3] == [1, 2, 3])
        for level in [false, true] {
            try port.set(rts: level)
            try port.set(dtr: !level)
            #expect(
                try port.modemLines() == ModemLines(cts: level, dsr: !level, ri: false, cd: true))
        }
    }

    @Test func `a full loop takes no more`() throws {
        let port = try Port(opening: "loop://")
        let much = [UInt8](repeating: 0, count: 1_000_000)
        #expect(try port.write(much, limits: WaitLimits(deadline: .now)) == .timedOut)
        try port.discardInput()
        #expect(try port.write([1]) == .done)
    }

    @Test func `two loops are two lines`() throws {
        let (one, other) = (try Port(opening: "loop://"), try Port(opening: "loop://"))
        var buffer = [UInt8](repeating: 0, count: 16)
        #expect(try one.write([1]) == .done)
        #expect(try other.read(into: &buffer, limits: WaitLimits(deadline: .now)) == .timedOut)
    }
}

@Suite(.timeLimit(.minutes(1))) struct SocketTests {
    @Test(arguments: [(AF_INET, "127.0.0.1"), (AF_INET, "localhost"), (AF_INET6, "[::1]")])
    func `bytes go both ways, and the end of the connection is the loss of the port`(
        family: Int32, host: String
    ) throws {
        let server = try LocalServer(family: family)
        let port = try Port(opening: "socket://\(host):\(server.port)", limits: soon)
        let peer = try server.accept()
        var buffer = [UInt8](repeating: 0, count: 300)
        #expect(try port.read(into: &buffer, limits: WaitLimits(deadline: .now)) == .timedOut)
        #expect(try port.write(Array(0...255)) == .done)
        #expect(try port.drain(limits: soon) == .done)
        #expect(try read(from: peer) { $0.count >= 256 } == Array(0...255))
        try write(Array(0...255), to: peer)
        #expect(try port.read(into: &buffer, limits: soon) == .bytes(256))
        #expect(buffer.starts(with: 0...255))
        #expect(try port.modemLines() == nil)
        try port.set(rts: false)
        server.hangUp()
        #expect(try port.read(into: &buffer, limits: soon) == .lost)
    }

    @Test func `a broken connection is lost for writing, too`() throws {
        let server = try LocalServer()
        let port = try Port(opening: "socket://127.0.0.1:\(server.port)/")
        try server.accept()
        server.hangUp()
        // The first bytes may still be taken: the answer to them is that nobody is there.
        try wait(for: "the loss") { try port.write([1]) == .lost }
    }

    @Test func `a peer that reads nothing is given up at the deadline`() throws {
        let server = try LocalServer()
        let port = try Port(opening: "socket://127.0.0.1:\(server.port)")
        try server.accept()
        let much = [UInt8](repeating: 0, count: 10_000_000)
        let limits = WaitLimits(deadline: .now + .milliseconds(50))
        #expect(try port.write(much, limits: limits) == .timedOut)
        #expect(try port.drain(limits: WaitLimits(deadline: .now)) == .timedOut)
    }

    @Test func `a connection with unread bytes is closed in order, so that the peer loses nothing`()
        throws
    {
        let server = try LocalServer()
        let port = try Port(opening: "socket://127.0.0.1:\(server.port)")
        let peer = try server.accept()
        try write([1, 2, 3], to: peer)
        shutdown(peer, Int32(SHUT_WR))
        var watch = Watch()
        watch.add(port)
        #expect(try watch.wait(limits: soon) == .ready)
        #expect(try port.write([4]) == .done)
        withExtendedLifetime(consume port) {}
        var byte: UInt8 = 0
        #expect(Glibc.read(peer, &byte, 1) == 1 && byte == 4)
        #expect(Glibc.read(peer, &byte, 1) == 0)
    }

    @Test func `a refused connection and an unknown host are errors`() throws {
        let number = try freePort()
        #expect(
            throws: PortError.failed(
                "socket://127.0.0.1:\(number)", SystemError(code: ECONNREFUSED))
        ) { try Port(opening: "socket://127.0.0.1:\(number)") }
        let error = #expect(throws: PortError.self) { try Port(opening: "socket://no host:1") }
        #expect(
            error?.description.hasPrefix("cannot open 'socket://no host:1': host 'no host': ")
                == true)
    }

    private var soon: WaitLimits { WaitLimits(deadline: .now + patience) }
}

@Suite struct SpyTests {
    @Test func `everything that happens is written down with its time`() throws {
        let directory = try TemporaryDirectory()
        let file = directory.file("transcript")
        do {
            let port = try Port(opening: "spy://loop://?file=\(file)")
            var buffer = [UInt8](repeating: 0, count: 64)
            #expect(try port.write(Array(0x2E...0x3F)) == .done)
            #expect(try port.read(into: &buffer) == .bytes(18))
            try port.set(rts: false)
            try port.set(dtr: true)
            try port.sendBreak(for: .milliseconds(1))
            #expect(try port.modemLines()?.cts == false)
        }
        let lines = String(decoding: try directory.read("transcript"), as: UTF8.self)
            .split(separator: "\n")
        let row = "2E 2F 30 31 32 33 34 35 36 37 38 39 3A 3B 3C 3D   ./0123456789:;<="
        #expect(
            lines.map { String($0.dropFirst(11)) } == [
                "TX   0000  \(row)",
                "TX   0010  3E 3F" + String(repeating: " ", count: 45) + ">?",
                "RX   0000  \(row)",
                "RX   0010  3E 3F" + String(repeating: " ", count: 45) + ">?",
                "RTS  low", "DTR  high", "BRK  on", "BRK  off",
            ])
        #expect(
            lines.allSatisfy { line in
                line.prefix(11).map { $0.isNumber ? "0" : $0 } == Array("000000.000 ")
            })
    }

    @Test func `without a file it writes to standard error`() throws {
        let (reader, writer) = try makePipe()
        let streams = StandardStreams(errors: writer)
        let port = try Port(opening: "spy://loop://", streams: streams)
        #expect(try port.write([7]) == .done)
        close(writer)
        #expect(String(decoding: try read(from: reader), as: UTF8.self).hasSuffix(".\n"))
        #expect(!port.hasLineSettings && port.otherEnd == nil)
    }

    @Test func `the other port keeps what belongs to it`() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write([1], to: "a?b")
        let port = try Port(opening: "spy://\(path)?file=\(directory.file("transcript"))")
        #expect(port.isRecording)
        let error = #expect(throws: PortError.self) { try Port(opening: "spy://socket://x") }
        #expect(
            error?.description
                == "cannot open 'socket://x': found no port number, expected 'socket://HOST:PORT'")
    }

    @Test func `a transcript does not follow a planted link`() throws {
        let directory = try TemporaryDirectory()
        let link = directory.file("link")
        #expect(symlink(directory.file("target"), link) == 0)
        #expect(throws: PortError.noTranscript(link, SystemError(code: ELOOP))) {
            try Port(opening: "spy://loop://?file=\(link)")
        }
    }
}
