internal import Glibc

/// Opens what a port's name stands for.
struct PortOpening {
    /// How to set a serial line.
    var settings: LineSettings
    /// The descriptors that `-` and `spy://` use.
    let streams: StandardStreams
    /// What may end the wait for a connection.
    var limits: WaitLimits

    /// Opens a port.
    ///
    /// - Throws: `PortError` when it cannot be had.
    func open(_ name: String) throws(PortError) -> any Channel {
        switch try PortName(name) {
        case .standardInput:
            return InputStream(borrowing: streams.input)
        case .pseudoTerminal(let link):
            return try PseudoTerminal(link: link)
        case .path(let path):
            return try open(path: path)
        case .loop:
            return try opening(name) { () throws(SystemError) in try Loop(settings) }
        case .socket(let address):
            return try Socket.connect(to: address, of: name, limits: limits)
        case .remoteLine(let address, let options):
            return try RemoteLine(at: address, options, settings, of: name, limits: limits)
        case .spied(let port, let file):
            return Spy(try open(port), transcript: try transcript(file))
        case .hardware(let pattern):
            return try open(path: try SerialPort.path(matching: pattern, of: name))
        }
    }

    private func open(path: String) throws(PortError) -> any Channel {
        var status = stat()
        try opening(path) { () throws(SystemError) in try check(stat(path, &status)) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: throw .unsuitable(path, found: "a directory")
        case S_IFSOCK: throw .unsuitable(path, found: "a socket")
        case S_IFCHR: return try SerialLine.open(path, settings)
        default:
            return try opening(path) { () throws(SystemError) in try InputStream(opening: path) }
        }
    }

    /// Opens what a port is spied on with: a file, or else standard error.
    ///
    /// - Throws: `PortError.noTranscript` when the file cannot be opened or made.
    func transcript(_ file: String?) throws(PortError) -> Transcript {
        guard let file else { return Transcript(borrowing: streams.errors) }
        do throws(SystemError) {
            return try Transcript(appendingTo: file)
        } catch {
            throw .noTranscript(file, error)
        }
    }
}
