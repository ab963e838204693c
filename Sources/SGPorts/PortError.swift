internal import Glibc

/// Why a port cannot be used; the texts are the port's name as the user gave it.
public enum PortError: Error, Sendable, Equatable {
    /// There is no such port, or nothing is plugged in there.
    case missing(String, SystemError)
    /// Another program has the port.
    case inUse(String, by: PortHolder?)
    /// The user may not open the port; members of a group may.
    case notPermitted(String, group: String?)
    /// What is there cannot be a port.
    case unsuitable(String, found: String)
    /// A URL of a kind that is not known; the nearest kind there is.
    case unknownScheme(String, nearest: String?)
    /// A URL that lacks something or has something wrong.
    case malformed(String, found: String, expected: String)
    /// The host in a URL has no address.
    case unknownHost(String, host: String, reason: String)
    /// None of the serial ports is what a pattern describes.
    case noMatch(String, ports: [String])
    /// The file of a transcript cannot be opened.
    case noTranscript(String, SystemError)
    /// The hardware cannot do this speed.
    case wrongSpeed(String, wanted: Int, actual: Int)
    /// The driver cannot switch the transmitter of an RS-485 line.
    case noRS485(String, SystemError)
    /// The symbolic link to a pseudo-terminal cannot be made.
    case noLink(String, reason: String)
    /// The port cannot be opened for another reason.
    case failed(String, SystemError)
    /// The server of a remote line does not control one.
    case noRemoteLine(String, isRefused: Bool)
    /// The server of a remote line refuses a setting or a level.
    case refused(String, String)
    /// The server of a remote line does not answer to a setting or a level.
    case noAnswer(String, to: String)
    /// Nobody can connect to the port, which is to be listened at.
    case notListening(String, SystemError)
    /// The port was open and cannot be read on.
    case unreadable(String, SystemError)
    /// The port was open and cannot be written on.
    case unwritable(String, SystemError)
    /// Bytes only come from the port.
    case readOnly(String)
    /// A modem line or a break cannot be set, or the lines cannot be read.
    case noSignals(String, SystemError)

    /// Explains why a TCP port could not be listened at.
    init(listeningAt port: UInt16, of name: String, _ error: SystemError) {
        if error.code == EADDRINUSE, let holder = PortHolder(listeningAt: port) {
            self = .inUse(name, by: holder)
        } else {
            self = .notListening(name, error)
        }
    }

    /// Explains why a path could not be opened.
    init(opening path: String, _ error: SystemError) {
        switch error.code {
        case ENOENT, ENXIO, ENODEV, ENOTDIR: self = .missing(path, error)
        case EBUSY, EWOULDBLOCK: self = .inUse(path, by: PortHolder(of: path))
        case ENOTTY: self = .unsuitable(path, found: "a device that is no terminal")
        case EACCES, EPERM: self = .notPermitted(path, group: openingGroup(of: path))
        default: self = .failed(path, error)
        }
    }
}

extension PortError {
    /// Whether the port is there, but cannot be set as wished.
    public var isAboutSettings: Bool {
        switch self {
        case .wrongSpeed, .noRS485, .refused, .noAnswer: true
        default: false
        }
    }
}

extension PortError: CustomStringConvertible {
    /// What was found, then what would help.
    public var description: String {
        switch self {
        case .missing(let port, let error), .failed(let port, let error):
            "cannot open '\(port)': \(error.message)"
        case .inUse(let port, let holder?):
            "cannot open '\(port)': it is in use by '\(holder.program)' (process \(holder.process))"
        case .inUse(let port, nil):
            "cannot open '\(port)': it is in use by another program"
        case .notPermitted(let port, let group?):
            "cannot open '\(port)': Permission denied\n"
                + "  hint: members of the group '\(group)' may use it"
        case .notPermitted(let port, nil):
            "cannot open '\(port)': Permission denied"
        case .unsuitable(let port, let found):
            "cannot open '\(port)': found \(found), expected a serial port, a fifo or a file"
        case .unknownScheme(let port, let nearest):
            "cannot open '\(port)': found an unknown kind of URL, expected loop, socket, "
                + "rfc2217, spy or hwgrep"
                + (nearest.map { "\n  hint: did you mean '\($0)://'?" } ?? "")
        case .malformed(let port, let found, let expected):
            "cannot open '\(port)': found \(found), expected \(expected)"
        case .unknownHost(let port, let host, let reason):
            "cannot open '\(port)': host '\(host)': \(reason)"
        case .noMatch(let port, let ports):
            "cannot open '\(port)': found "
                + (ports.isEmpty ? "no serial port" : "only " + ports.joined(separator: ", "))
                + ", expected one that matches"
        case .noTranscript(let file, let error):
            "cannot create '\(file)': \(error.message)"
        case .wrongSpeed(let port, let wanted, let actual):
            "cannot set '\(port)' to \(wanted) baud: the nearest it can do is \(actual)"
        case .noRS485(let port, let error):
            "cannot set '\(port)' to RS-485 mode: \(error.message)\n"
                + "  hint: most adapters switch their transmitter by themselves"
        case .noLink(let link, let reason):
            "cannot make the link '\(link)': \(reason)"
        case .noRemoteLine(let port, let isRefused):
            "cannot open '\(port)': the server "
                + (isRefused ? "refuses control of its line" : "does not answer")
                + ", expected one that speaks RFC 2217\n"
                + "  hint: 'socket://HOST:PORT' is a plain connection"
        case .refused(let port, let meaning):
            "cannot set '\(port)': the server refuses \(meaning)"
        case .noAnswer(let port, let meaning):
            "cannot set '\(port)': the server does not answer to \(meaning)\n"
                + "  hint: with '?ign_set_control' nobody waits for answers about RTS, DTR and breaks"
        case .notListening(let port, let error):
            "cannot listen at '\(port)': \(error.message)"
        case .unreadable(let port, let error):
            "cannot read '\(port)': \(error.message)"
        case .unwritable(let port, let error):
            "cannot write to '\(port)': \(error.message)"
        case .readOnly(let port):
            "cannot write to '\(port)': found a fifo, a file or standard input, "
                + "expected a serial port or a URL"
        case .noSignals(let port, let error):
            "cannot use the signal lines of '\(port)': \(error.message)"
        }
    }
}

/// Does something that opens a path, and explains why it could not be done.
func opening<Result: ~Copyable>(
    _ path: String, _ body: () throws(SystemError) -> Result
) throws(PortError) -> Result {
    do throws(SystemError) {
        return try body()
    } catch {
        throw PortError(opening: path, error)
    }
}

/// Does something with signal lines, and explains why it could not be done.
func signalling<Result>(
    _ name: String, _ body: () throws(SystemError) -> Result
) throws(PortError) -> Result {
    do throws(SystemError) {
        return try body()
    } catch {
        throw .noSignals(name, error)
    }
}

/// The group whose members may open a file that this user may not open.
private func openingGroup(of path: String) -> String? {
    var status = stat()
    let both = S_IRGRP | S_IWGRP
    guard stat(path, &status) == 0, status.st_mode & both == both,
        let entry = getgrgid(status.st_gid)
    else { return nil }
    // SAFETY: the entry is the C library's and stays until the next call.
    return String(cString: entry.pointee.gr_name)
}
