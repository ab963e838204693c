internal import Glibc

/// A stream of bytes from and to devices: a serial port, or what stands for one.
///
/// When it goes away, a terminal gets back the settings and modem lines that it had.
public final class Port {
    /// The port as the user gave it.
    public let name: String
    private let source: Source

    private enum Source: ~Copyable {
        case standardInput(Int32)
        case stream(Descriptor)
        case pseudoTerminal(PseudoTerminal)
        case terminal(SerialLine)
    }

    /// Opens a port.
    ///
    /// - Parameters:
    ///   - name: The path of a terminal, a fifo or a regular file; `-` for standard input;
    ///     `pty:` for a new pseudo-terminal, `pty:LINK` for one with a symbolic link to it.
    ///   - settings: How to set a terminal; everything else has no settings.
    ///   - standardInput: The descriptor that `-` means.
    /// - Throws: `PortError` when the port cannot be had.
    public init(
        opening name: String, settings: LineSettings = LineSettings(), standardInput: Int32 = 0
    ) throws(PortError) {
        self.name = name
        source =
            switch try PortName(name) {
            case .standardInput: .standardInput(standardInput)
            case .pseudoTerminal(let link): .pseudoTerminal(try PseudoTerminal(link: link))
            case .path(let path): try Port.open(path, settings)
            }
    }

    private static func open(
        _ path: String, _ settings: LineSettings
    ) throws(PortError) -> Source {
        var status = stat()
        try opening(path) { () throws(SystemError) in try check(stat(path, &status)) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: throw .unsuitable(path, found: "a directory")
        case S_IFSOCK: throw .unsuitable(path, found: "a socket")
        case S_IFCHR: return .terminal(try SerialLine.open(path, settings))
        default:
            return .stream(
                try opening(path) { () throws(SystemError) in
                    // Without O_NONBLOCK, opening a fifo would wait for its writer.
                    try Descriptor(opening: path, flags: O_RDONLY | O_NONBLOCK)
                })
        }
    }

    /// Where other programs open their end of a port that this one has made; `nil` for others.
    public var otherEnd: String? {
        switch source {
        case .pseudoTerminal(let pair): pair.path
        default: nil
        }
    }

    /// Whether the bytes come from a regular file: then how fast they come says nothing.
    public var isRecording: Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Waits for bytes and reads those that are there.
    ///
    /// - Parameters:
    ///   - buffer: Room for the bytes, which are put at its start.
    ///   - limits: What else may end the wait.
    /// - Throws: `PortError` when the port fails in another way than by going away.
    public func read(
        into buffer: inout [UInt8], limits: WaitLimits = WaitLimits()
    ) throws(PortError) -> PortReading {
        do throws(SystemError) {
            while true {
                switch try waitToRead(descriptor, limits: limits) {
                case .stopped: return .stopped
                case .outputClosed: return .outputClosed
                case .timedOut: return .timedOut
                case .ready: break
                }
                if let reading = try readNow(into: &buffer) { return reading }
            }
        } catch {
            throw .unreadable(name, error)
        }
    }

    /// Reads what is there; `nil` when that is nothing after all.
    private func readNow(into buffer: inout [UInt8]) throws(SystemError) -> PortReading? {
        let descriptor = descriptor
        do throws(SystemError) {
            var room = buffer.mutableSpan
            let count = try room.withUnsafeMutableBytes { bytes throws(SystemError) in
                try readOnce(descriptor, into: bytes)
            }
            return count > 0 ? .bytes(count) : isTerminal ? .lost : .ended
        } catch {
            switch error.code {
            case EAGAIN: return nil
            case EIO, ENXIO, ENODEV: return .lost
            default: throw error
            }
        }
    }

    /// Whether the port is a terminal of someone else's, which has settings and can be unplugged.
    public var isTerminal: Bool {
        switch source {
        case .terminal: true
        default: false
        }
    }

    /// The descriptor that is read from.
    private var descriptor: Int32 {
        switch source {
        case .standardInput(let number): number
        case .stream(let file): file.number
        case .pseudoTerminal(let pair): pair.controller.number
        case .terminal(let line): line.device.number
        }
    }
}
