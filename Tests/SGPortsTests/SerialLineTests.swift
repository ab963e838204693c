import CSGPorts
import Glibc
import SGPorts
import SGTestSupport
import Testing

@Suite struct SerialLineTests {
    @Test func `a port is raw, with the settings asked for`() throws {
        let terminal = try PseudoTerminal()
        var settings = LineSettings()
        settings.baudrate = 19200
        settings.stopbits = .two
        settings.xonxoff = true
        settings.rtscts = true
        let port = try Port(opening: terminal.path, settings: settings)
        let line = try terminal.settings()
        #expect(line.contains("speed 19200 baud"))
        for flag in ["cstopb", "crtscts", "ixon", "ixoff", "clocal", "cread", "-icanon", "-echo"] {
            #expect(line.contains(flag), "\(flag)")
        }
        #expect(line.contains("-opost") && line.contains("-icrnl") && line.contains("-isig"))
        withExtendedLifetime(port) {}
    }

    @Test(arguments: [300, 4800, 115_200, 250_000, 1_234_567])
    func `any number is a baud rate`(baudrate: Int) throws {
        let terminal = try PseudoTerminal()
        var settings = LineSettings()
        settings.baudrate = baudrate
        let port = try Port(opening: terminal.path, settings: settings)
        var actual: UInt32 = 0
        #expect(sg_get_baudrate(terminal.controller, &actual) == 0)
        #expect(actual == baudrate)
        withExtendedLifetime(port) {}
    }

    // A pseudo-terminal keeps eight bits without parity, but it keeps the kind of parity.
    @Test(arguments: [
        (Parity.none, ["-parodd", "-cmspar"]), (.even, ["-parodd", "-cmspar"]),
        (.odd, ["parodd", "-cmspar"]), (.mark, ["parodd", "cmspar"]),
        (.space, ["-parodd", "cmspar"]),
    ])
    func `every kind of parity reaches the line`(parity: Parity, flags: [String]) throws {
        let terminal = try PseudoTerminal()
        var settings = LineSettings()
        settings.parity = parity
        let port = try Port(opening: terminal.path, settings: settings)
        let words = try terminal.settings().split { " ;\n".contains($0) }
        #expect(flags.allSatisfy { words.contains(Substring($0)) })
        withExtendedLifetime(port) {}
    }

    @Test func `a driver that cannot switch a transmitter is an error that says so`() throws {
        let terminal = try PseudoTerminal()
        let before = try terminal.settings()
        var settings = LineSettings()
        settings.baudrate = 1200
        settings.rs485 = true
        let error = #expect(throws: PortError.self) {
            try Port(opening: terminal.path, settings: settings)
        }
        #expect(
            error?.description
                == "cannot set '\(terminal.path)' to RS-485 mode: Inappropriate ioctl for device\n"
                + "  hint: most adapters switch their transmitter by themselves")
        #expect(try terminal.settings() == before)
    }

    @Test func `errors of a line are counted in words`() {
        var errors = LineErrors()
        #expect(errors.description == "")
        errors.framing = 3
        errors.breaks = 1
        #expect(errors.description == "3 framing errors, 1 break")
    }

    @Test func `settings are short to read`() {
        var settings = LineSettings()
        settings.parity = .even
        settings.stopbits = .onePointFive
        #expect("\(LineSettings()) \(settings)" == "9600 8N1 9600 8E1.5")
    }

    @Test func `a port gets its settings back`() throws {
        let terminal = try PseudoTerminal()
        let before = try terminal.settings()
        var settings = LineSettings()
        settings.baudrate = 76_543
        settings.rts = false
        settings.dtr = true
        do {
            let port = try Port(opening: terminal.path, settings: settings)
            #expect(try terminal.settings() != before)
            withExtendedLifetime(port) {}
        }
        #expect(try terminal.settings() == before)
    }

    @Test func `a second opening is refused and names the holder`() throws {
        let terminal = try PseudoTerminal()
        let port = try Port(opening: terminal.path)
        let error = #expect(throws: PortError.self) { try Port(opening: terminal.path) }
        guard case .inUse(let path, let holder?) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(path == terminal.path)
        #expect(holder.process == Int(getpid()))
        #expect(
            "\(PortError.inUse("/dev/x", by: holder))"
                == "cannot open '/dev/x': it is in use by '\(holder.program)' "
                + "(process \(getpid()))")
        withExtendedLifetime(port) {}
    }

    @Test(.enabled(if: pathOfProgram("setsid") != nil, "setsid is not installed"))
    func `a terminal at which somebody works is refused, whatever the path was made for`() throws {
        let terminal = try PseudoTerminal()
        // It works until the test closes its input.
        let command = "exec setsid --ctty --wait cat /dev/fd/3 3<&0 <\(terminal.path)"
        let shell = try RunningTool(path: "/bin/sh", ["-c", command])
        try wait(for: "the refusal") {
            do throws(PortError) {
                _ = try Port(opening: terminal.path)
                return false
            } catch {
                return error.description.contains("it is in use by 'cat' (process ")
            }
        }
        withExtendedLifetime(shell) {}
    }

    @Test func `a port that is shared by wish can be opened twice`() throws {
        let terminal = try PseudoTerminal()
        var settings = LineSettings()
        settings.exclusive = false
        let ports = try [0, 1].map { _ in try Port(opening: terminal.path, settings: settings) }
        #expect(ports.count == 2)
    }

    @Test func `a port that was closed can be opened again`() throws {
        let terminal = try PseudoTerminal()
        for _ in 0..<2 { _ = try Port(opening: terminal.path) }
    }

    @Test func `bytes come as they are, and a hangup as the loss of the port`() throws {
        let terminal = try PseudoTerminal()
        let port = try Port(opening: terminal.path)
        var buffer = [UInt8](repeating: 0, count: 300)
        try terminal.send(Array(0...255))
        var received: [UInt8] = []
        while received.count < 256, case .bytes(let count) = try port.read(into: &buffer) {
            received += buffer[..<count]
        }
        #expect(received == Array(0...255))
        #expect(try port.read(into: &buffer, limits: WaitLimits(deadline: .now)) == .timedOut)
        terminal.hangUp()
        #expect(try port.read(into: &buffer) == .lost)
    }
}
