import Glibc
import SGPorts
import SGTestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct PortWritingTests {
    @Test func `what is written arrives unchanged, and is on the line after draining`() throws {
        let terminal = try PseudoTerminal()
        let port = try Port(opening: terminal.path)
        #expect(try port.write(Array(0...255)) == .done)
        #expect(try port.drain(limits: soon) == .done)
        #expect(try read(from: terminal.controller) { $0.count >= 256 } == Array(0...255))
    }

    @Test func `both ends of a pseudo-terminal of our own can be written to`() throws {
        let own = try Port(opening: "pty:")
        let other = try Port(opening: try #require(own.otherEnd))
        var buffer = [UInt8](repeating: 0, count: 16)
        #expect(try own.write([1, 2]) == .done)
        #expect(try other.read(into: &buffer, limits: soon) == .bytes(2))
        #expect(try other.write([3]) == .done)
        #expect(try own.read(into: &buffer, limits: soon) == .bytes(1))
        #expect(buffer[0] == 3)
    }

    @Test func `a port that takes nothing is given up at the deadline or when asked to`() throws {
        let port = try Port(opening: "pty:")
        let much = [UInt8](repeating: 0, count: 1_000_000)
        #expect(try port.write(much, limits: WaitLimits(deadline: .now)) == .timedOut)
        let (reader, writer) = try makePipe()
        try write([15], to: writer)
        #expect(try port.write(much, limits: WaitLimits(stop: reader)) == .stopped)
    }

    @Test func `writing to a port that has gone says so`() throws {
        let terminal = try PseudoTerminal()
        let port = try Port(opening: terminal.path)
        terminal.hangUp()
        #expect(try port.write([1]) == .lost)
        #expect(try port.drain() == .lost)
        try port.discardInput()
    }

    @Test func `old input can be discarded`() throws {
        let own = try Port(opening: "pty:")
        let other = try Port(opening: try #require(own.otherEnd))
        var buffer = [UInt8](repeating: 0, count: 16)
        for (sender, receiver) in [(own, other), (other, own)] {
            #expect(try sender.write([1, 2, 3]) == .done)
            #expect(try receiver.read(into: &buffer, limits: soon) == .bytes(3))
            #expect(try sender.write([1, 2, 3]) == .done)
            try receiver.discardInput()
            #expect(try receiver.read(into: &buffer, limits: now) == .timedOut)
        }
    }

    @Test func `signals to a port without signal lines are ignored`() throws {
        let terminal = try PseudoTerminal()
        let port = try Port(opening: terminal.path)
        #expect(try port.modemLines() == nil)
        try port.set(rts: true)
        try port.set(dtr: false)
        try port.sendBreak(for: .milliseconds(1))
    }

    @Test func `a file, a fifo and standard input are for reading only`() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write([1], to: "capture")
        for name in [path, "-"] {
            let port = try Port(opening: name)
            let error = #expect(throws: PortError.self) { try port.write([1]) }
            #expect(
                error?.description
                    == "cannot write to '\(name)': found a fifo, a file or standard input, "
                    + "expected a serial port or a URL")
        }
    }

    private var now: WaitLimits { WaitLimits(deadline: .now) }
    private var soon: WaitLimits { WaitLimits(deadline: .now + patience) }
}
