import Glibc
import SGPorts
import SGTestSupport
import Testing

@Suite struct PortTests {
    @Test(.timeLimit(.minutes(1))) func `a fifo is read until its writers have gone`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("fifo")
        #expect(mkfifo(path, 0o600) == 0)
        let port = try Port(opening: path)
        #expect(!port.isRecording)
        var buffer = [UInt8](repeating: 0, count: 16)
        // Nobody has opened it for writing yet, which is not its end.
        #expect(try port.read(into: &buffer, limits: WaitLimits(deadline: .now)) == .timedOut)
        let writer = open(path, O_WRONLY)
        try write([1, 2, 3], to: writer)
        #expect(try port.read(into: &buffer) == .bytes(3))
        #expect(buffer[..<3] == [1, 2, 3])
        close(writer)
        #expect(try port.read(into: &buffer) == .ended)
    }

    @Test func `a regular file is a recording`() throws {
        let directory = try TemporaryDirectory()
        let port = try Port(opening: try directory.write([1, 2], to: "capture"))
        #expect(port.isRecording)
        var buffer = [UInt8](repeating: 0, count: 16)
        #expect(try port.read(into: &buffer) == .bytes(2))
        #expect(try port.read(into: &buffer) == .ended)
    }

    @Test func `a minus is standard input`() throws {
        let (reader, writer) = try makePipe()
        defer { close(reader) }
        let port = try Port(opening: "-", streams: StandardStreams(input: reader))
        #expect(port.name == "-" && !port.isRecording)
        try write([7], to: writer)
        close(writer)
        var buffer = [UInt8](repeating: 0, count: 16)
        #expect(try port.read(into: &buffer) == .bytes(1))
        #expect(try port.read(into: &buffer) == .ended)
    }

    @Test func `a wait ends when the process is asked to stop or the output's reader goes`() throws
    {
        let terminal = try PseudoTerminal()
        let port = try Port(opening: terminal.path)
        let (reader, writer) = try makePipe()
        defer { close(writer) }
        var buffer = [UInt8](repeating: 0, count: 16)
        try write([2], to: writer)
        #expect(try port.read(into: &buffer, limits: WaitLimits(stop: reader)) == .stopped)
        close(reader)
        #expect(try port.read(into: &buffer, limits: WaitLimits(output: writer)) == .outputClosed)
    }

    @Test func `what is no port is refused with a reason`() throws {
        let directory = try TemporaryDirectory()
        let message = { (path: String) in
            let error = #expect(throws: PortError.self) { try Port(opening: path) }
            return error?.description ?? ""
        }
        #expect(
            message("/dev/nowhere") == "cannot open '/dev/nowhere': No such file or directory")
        #expect(
            message(directory.path)
                == "cannot open '\(directory.path)': found a directory, "
                + "expected a serial port, a fifo or a file")
        #expect(
            message("/dev/null")
                == "cannot open '/dev/null': found a device that is no terminal, "
                + "expected a serial port, a fifo or a file")
        #expect(
            PortError.notPermitted("/dev/ttyUSB0", group: "dialout").description
                == "cannot open '/dev/ttyUSB0': Permission denied\n"
                + "  hint: members of the group 'dialout' may use it")
    }
}

@Suite struct PseudoTerminalPortTests {
    @Test func `another program's bytes arrive unchanged, and programs come and go`() throws {
        let port = try Port(opening: "pty:")
        let path = try #require(port.otherEnd)
        var buffer = [UInt8](repeating: 0, count: 16)
        for byte: UInt8 in [0x0D, 0x03] {
            let other = open(path, O_RDWR | O_NOCTTY)
            try write([byte], to: other)
            close(other)
            #expect(try port.read(into: &buffer) == .bytes(1))
            #expect(buffer[0] == byte)
        }
        #expect(try port.read(into: &buffer, limits: WaitLimits(deadline: .now)) == .timedOut)
    }

    @Test func `other programs find a raw line with a speed`() throws {
        let port = try Port(opening: "spy://pty:")
        let other = open(try #require(port.otherEnd), O_RDWR | O_NOCTTY)
        defer { close(other) }
        var settings = termios()
        #expect(tcgetattr(other, &settings) == 0)
        // A speed of 0 would mean to hang up.
        #expect(cfgetospeed(&settings) != speed_t(B0))
        #expect(settings.c_lflag & tcflag_t(ECHO | ICANON | ISIG) == 0)
    }

    @Test func `a link lives as long as the port`() throws {
        let directory = try TemporaryDirectory()
        let link = directory.file("link")
        do {
            let port = try Port(opening: "pty:\(link)")
            #expect(port.name == "pty:\(link)")
            let terminal = open(link, O_RDWR | O_NOCTTY)
            #expect(isatty(terminal) == 1)
            close(terminal)
        }
        #expect(access(link, F_OK) != 0)
    }

    @Test func `a link that leads nowhere is replaced`() throws {
        let directory = try TemporaryDirectory()
        let link = directory.file("link")
        #expect(symlink("/dev/pts/999999", link) == 0)
        let port = try Port(opening: "pty:\(link)")
        #expect(access(link, F_OK) == 0)
        withExtendedLifetime(port) {}
    }

    @Test func `anything else in the link's place stays`() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write([1], to: "file")
        let link = directory.file("link")
        #expect(symlink(file, link) == 0)
        for path in [file, link, directory.path] {
            #expect(
                throws: PortError.noLink(
                    path, reason: "it exists, and is no leftover of a pseudo-terminal")
            ) { try Port(opening: "pty:\(path)") }
        }
        #expect(try directory.read("file") == [1])
    }

    @Test func `a link that someone else has put in place of ours is not removed`() throws {
        let directory = try TemporaryDirectory()
        let link = directory.file("link")
        do {
            let port = try Port(opening: "pty:\(link)")
            #expect(unlink(link) == 0)
            #expect(symlink("/dev/null", link) == 0)
            withExtendedLifetime(port) {}
        }
        #expect(access(link, F_OK) == 0)
    }
}
