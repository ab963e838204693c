import Glibc
import SGPorts
import SGTestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct PortServerTests {
    @Test(arguments: ["socket://:0", "socket://localhost:0", "socket://127.0.0.1:0"])
    func `a listening socket is on the loopback unless told otherwise`(name: String) throws {
        let server = try PortServer(opening: name)
        let hosts = server.otherEnds.map { String($0.dropLast($0.reversed().firstIndex(of: ":")!)) }
        #expect(!hosts.isEmpty)
        #expect(Set(hosts).isSubset(of: ["socket://127.0.0.1:", "socket://[::1]:"]))
        let numbers = Set(server.otherEnds.map { $0.split(separator: ":").last })
        #expect(numbers.count == 1)
    }

    @Test func `clients are served at once and one after another`() throws {
        let server = try PortServer(opening: "socket://127.0.0.1:0")
        let url = try #require(server.otherEnds.first)
        #expect(server.clients == [])
        var (one, other): (Port?, Port?) = (try Port(opening: url), try Port(opening: url))
        let first = try opened(server)
        let second = try opened(server)
        #expect(server.clients == [first, second])
        #expect(try one?.write([1]) == .done)
        #expect(try server.next(limits: soon) == .received(first, [1]))
        #expect(try other?.write([2]) == .done)
        #expect(try server.next(limits: soon) == .received(second, [2]))
        #expect(server.write([3], to: first) && server.write([4], to: second))
        #expect(try received(one) == [3])
        #expect(try received(other) == [4])
        one = nil
        #expect(try server.next(limits: soon) == .closed(first))
        #expect(!server.write([5], to: first))
        one = try Port(opening: url)
        let third = try opened(server)
        #expect(third != first && server.clients == [second, third])
        #expect(server.modemLines(of: third) == nil)
        other = nil
        #expect(try server.next(limits: soon) == .closed(second))
        #expect(try server.next(limits: WaitLimits(deadline: .now)) == .timedOut)
    }

    @Test func `clients of a port that is spied on are served and written about`() throws {
        let directory = try TemporaryDirectory()
        let file = directory.file("transcript")
        for name in ["socket://127.0.0.1:0", "pty:"] {
            let server = try PortServer(opening: "spy://\(name)?file=\(file)")
            #expect(server.isWritable)
            let port = try Port(opening: try #require(server.otherEnds.first))
            let client = try opened(server)
            #expect(try port.write([1]) == .done)
            #expect(try server.next(limits: soon) == .received(client, [1]))
            #expect(server.write([2], to: client))
            #expect(try received(port) == [2])
        }
        let lines = String(decoding: try directory.read("transcript"), as: UTF8.self)
            .split(separator: "\n").map { $0.split(separator: " ").dropFirst().prefix(3) }
        #expect(lines == [["RX", "0000", "01"], ["TX", "0000", "02"]] + lines.prefix(2))
    }

    @Test func `for one client too many, the one that did nothing for the longest time goes`()
        throws
    {
        let server = try PortServer(opening: "socket://127.0.0.1:0")
        server.mostClients = 3
        let url = try #require(server.otherEnds.first)
        let ports = try (0..<3).map { _ in try Port(opening: url) }
        let clients = try ports.map { _ in try opened(server) }
        for (index, port) in ports.enumerated() where index != 1 {
            #expect(try port.write([7]) == .done)
            #expect(try server.next(limits: soon) == .received(clients[index], [7]))
        }
        let last = try Port(opening: url)
        #expect(try server.next(limits: soon) == .closed(clients[1]))
        let newest = try opened(server)
        #expect(server.clients == [clients[0], clients[2], newest])
        var buffer = [UInt8](repeating: 0, count: 9)
        #expect(try ports[1].read(into: &buffer, limits: soon) == .lost)
        for (port, client) in [(ports[0], clients[0]), (ports[2], clients[2]), (last, newest)] {
            #expect(server.write([9], to: client))
            #expect(try port.read(into: &buffer, limits: soon) == .bytes(1))
        }
    }

    @Test func `two hundred clients are all answered`() throws {
        let server = try PortServer(opening: "socket://127.0.0.1:0")
        let url = try #require(server.otherEnds.first)
        let ports = try (0..<200).map { _ in try Port(opening: url) }
        for _ in ports { _ = try opened(server) }
        for (index, port) in ports.enumerated() { #expect(try port.write([UInt8(index)]) == .done) }
        var answered = 0
        while answered < ports.count {
            guard case .received(let client, let bytes) = try server.next(limits: soon) else {
                continue
            }
            #expect(server.write(bytes + bytes, to: client))
            answered += 1
        }
        for (index, port) in ports.enumerated() {
            #expect(try received(port, 2) == [UInt8(index), UInt8(index)])
        }
        // The server is not there to hang up: all clients wait for it together.
        for port in ports { port.finishWriting() }
    }

    @Test func `a client that reads nothing is not listened to and loses what is too much`() throws
    {
        let server = try PortServer(opening: "socket://127.0.0.1:0")
        let port = try Port(opening: try #require(server.otherEnds.first))
        let client = try opened(server)
        let piece = [UInt8](repeating: 7, count: 1000)
        var count = 0
        while server.write(piece, to: client) { count += 1000 }
        #expect(count > 100_000 && count < 100_000_000)
        #expect(server.isSending(to: client))
        #expect(try port.write([1]) == .done)
        #expect(try server.next(limits: WaitLimits(deadline: .now)) == .timedOut)
        // Once it reads, it gets everything that was accepted, and is heard.
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while count > 0 {
            _ = try server.next(limits: WaitLimits(deadline: .now))
            if case .bytes(let read) = try port.read(into: &buffer, limits: soon) { count -= read }
        }
        #expect(count == 0 && !server.isSending(to: client))
    }

    @Test func `a pseudo-terminal has a client while other programs have it open`() throws {
        let server = try PortServer(opening: "pty:")
        let path = try #require(server.otherEnds.first)
        for byte: UInt8 in [1, 2] {
            #expect(try server.next(limits: WaitLimits(deadline: .now)) == .timedOut)
            let port = try Port(opening: path)
            let client = try opened(server)
            #expect(try port.write([byte]) == .done)
            #expect(try server.next(limits: soon) == .received(client, [byte]))
            #expect(server.write([0x0D, byte], to: client))
            #expect(try received(port, 2) == [0x0D, byte])
            withExtendedLifetime(consume port) {}
            #expect(try server.next(limits: soon) == .closed(client))
        }
    }

    @Test func `who opens a pseudo-terminal finds it raw and without what others left`() throws {
        let server = try PortServer(opening: "pty:")
        let path = try #require(server.otherEnds.first)
        let first = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        let client = try opened(server)
        #expect(server.write([1, 2, 3], to: client))
        // A terminal that is not raw would echo what is still on its way.
        #expect(try waitToRead(first, limits: soon) == .ready)
        _ = try SGTestSupport.output(of: "stty", "sane", input: first)
        close(first)
        #expect(try server.next(limits: soon) == .closed(client))
        let second = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        defer { close(second) }
        let next = try opened(server)
        #expect(server.write([4, 13], to: next))
        let bytes = try read(from: second) { $0.count >= 2 }
        #expect(bytes == [4, 13])
    }

    @Test func `bytes of a program that comes and goes at once arrive`() throws {
        let server = try PortServer(opening: "pty:")
        let descriptor = open(try #require(server.otherEnds.first), O_RDWR | O_NOCTTY | O_CLOEXEC)
        try write([1, 2, 3], to: descriptor)
        close(descriptor)
        let client = try opened(server)
        #expect(try server.next(limits: soon) == .received(client, [1, 2, 3]))
        #expect(try server.next(limits: soon) == .closed(client))
    }

    @Test func `a terminal is one client, which comes again after it has gone`() throws {
        let directory = try TemporaryDirectory()
        let link = directory.file("port")
        var terminal = try PseudoTerminal()
        #expect(symlink(terminal.path, link) == 0)
        let server = try PortServer(opening: link)
        #expect(server.otherEnds == [])
        let first = try opened(server)
        try terminal.send([1])
        #expect(try server.next(limits: soon) == .received(first, [1]))
        #expect(server.write([2], to: first))
        #expect(try read(from: terminal.controller) { !$0.isEmpty } == [2])
        terminal.hangUp()
        #expect(try server.next(limits: soon) == .closed(first))
        #expect(unlink(link) == 0)
        terminal = try PseudoTerminal()
        #expect(symlink(terminal.path, link) == 0)
        let second = try opened(server)
        #expect(second != first)
        try terminal.send([3])
        #expect(try server.next(limits: soon) == .received(second, [3]))
    }

    @Test func `a file ends`() throws {
        let directory = try TemporaryDirectory()
        let server = try PortServer(opening: try directory.write([1, 2], to: "capture"))
        let client = try opened(server)
        #expect(try server.next(limits: soon) == .received(client, [1, 2]))
        #expect(!server.write([1], to: client))
        #expect(try server.next(limits: soon) == .closed(client))
        #expect(try server.next(limits: soon) == .ended)
        #expect(try server.next(limits: soon) == .ended)
    }

    @Test func `a loop hears itself`() throws {
        let server = try PortServer(opening: "loop://")
        let client = try opened(server)
        #expect(server.write([1], to: client))
        #expect(try server.next(limits: soon) == .received(client, [1]))
        #expect(server.modemLines(of: client)?.cd == true)
    }

    @Test func `a wait ends when the process is asked to stop`() throws {
        let server = try PortServer(opening: "socket://127.0.0.1:0")
        let (reader, writer) = try makePipe()
        try write([15], to: writer)
        #expect(try server.next(limits: WaitLimits(stop: reader)) == .stopped)
    }

    @Test func `an address that is taken, or not ours, is refused`() throws {
        let taken = try LocalServer()
        let url = "socket://127.0.0.1:\(taken.port)"
        let error = #expect(throws: PortError.self) { try PortServer(opening: url) }
        guard case .inUse(url, let holder?) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(holder.process == Int(getpid()))
        #expect(
            throws: PortError.notListening("socket://192.0.2.1:0", SystemError(code: EADDRNOTAVAIL))
        ) { try PortServer(opening: "socket://192.0.2.1:0") }
    }

    private var soon: WaitLimits { WaitLimits(deadline: .now + patience) }

    private func opened(_ server: PortServer) throws -> PortClient {
        let event = try server.next(limits: soon)
        guard case .opened(let client) = event else {
            throw TestFailure("expected a client, found \(event)")
        }
        return client
    }

    private func received(_ port: Port?, _ count: Int = 1) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64)
        while bytes.count < count,
            case .bytes(let length)? = try port?.read(into: &buffer, limits: soon)
        {
            bytes += buffer[..<length]
        }
        return bytes
    }
}
