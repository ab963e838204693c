internal import Glibc

/// A pair of terminals: a test holds one end, a program opens the other as if it were a port.
package final class PseudoTerminal {
    /// The test's end.
    package private(set) var controller: Int32
    /// The path that the program opens.
    package let path: String
    /// Keeps the pair and its settings alive while no program has it open.
    private var keeper: Int32

    /// Makes a pair in raw mode.
    package init() throws {
        var (controller, program): (Int32, Int32) = (-1, -1)
        var name = [CChar](repeating: 0, count: 128)
        var settings = termios()
        cfmakeraw(&settings)
        cfsetspeed(&settings, speed_t(B9600))
        guard openpty(&controller, &program, &name, &settings, nil) == 0 else {
            throw TestFailure("openpty: errno \(errno)")
        }
        for end in [controller, program] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        self.controller = controller
        keeper = program
        path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        hangUp()
        close(keeper)
    }

    /// What stty(1) says about the program's end.
    package func settings() throws -> String {
        try SGTestSupport.output(of: "stty", "-a", input: controller)
    }

    /// Sends bytes to the program.
    package func send(_ bytes: [UInt8]) throws {
        try write(bytes, to: controller)
    }

    /// Reads so many bytes that the program sends.
    package func receive(_ count: Int) throws -> [UInt8] {
        try read(from: controller) { $0.count >= count }
    }

    /// Takes the cable out: the program's end reads as hung up.
    package func hangUp() {
        guard controller >= 0 else { return }
        close(controller)
        controller = -1
    }
}
