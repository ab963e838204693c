internal import SGDiagnostics

/// A port as a user writes it; URLs are spelt as pySerial spells them: since its version 3 options
/// come after `?`, before they came after `/`.
package enum PortName: Equatable {
    /// `-`
    case standardInput
    /// `pty:` or `pty:LINK`
    case pseudoTerminal(link: String?)
    /// A terminal, a fifo or a file.
    case path(String)
    /// `loop://`
    case loop
    /// `socket://HOST:PORT`
    case socket(NetworkAddress)
    /// `rfc2217://HOST:PORT[?OPTION[&OPTION]]`
    case remoteLine(NetworkAddress, RemoteLineOptions)
    /// `spy://PORT[?file=FILE]`
    case spied(port: String, file: String?)
    /// `hwgrep://REGEXP`
    case hardware(pattern: String)

    /// The terminal, fifo or file that it stands for; `nil` for all else.
    var path: String? {
        switch self {
        case .path(let path): path
        case .spied(let port, _): (try? PortName(port))?.path
        default: nil
        }
    }

    /// Whether it is, or leads to, a port of another machine; a socket that is served is one of this.
    func isRemote(isServed: Bool) -> Bool {
        switch self {
        case .remoteLine: true
        case .socket: !isServed
        case .spied(let port, _): (try? PortName(port))?.isRemote(isServed: isServed) ?? false
        case .standardInput, .pseudoTerminal, .path, .loop, .hardware: false
        }
    }

    private static let schemes = ["loop", "socket", "rfc2217", "spy", "hwgrep"]

    /// Tells the kinds of ports apart.
    ///
    /// - Throws: `PortError` for a URL of an unknown kind, or one that lacks something.
    package init(_ text: String) throws(PortError) {
        if text == "-" {
            self = .standardInput
        } else if text.hasPrefix("pty:") {
            let link = String(text.dropFirst(4))
            self = .pseudoTerminal(link: link.isEmpty ? nil : link)
        } else if let mark = text.firstRange(of: "://"), !text[..<mark.lowerBound].contains("/") {
            try self.init(
                url: text, scheme: text[..<mark.lowerBound].lowercased(),
                rest: String(text[mark.upperBound...]))
        } else {
            self = .path(text)
        }
    }

    private init(url: String, scheme: String, rest: String) throws(PortError) {
        switch scheme {
        case "loop":
            guard PortName.parts("/" + rest).options.isEmpty else {
                throw .malformed(url, found: "'\(rest)' at its end", expected: "'loop://'")
            }
            self = .loop
        case "socket":
            let (place, options) = PortName.parts(rest)
            guard options.isEmpty else {
                throw .malformed(
                    url, found: "the option '\(options[0])'", expected: "'socket://HOST:PORT'")
            }
            self = .socket(try NetworkAddress(place, of: url, scheme: scheme))
        case "rfc2217":
            let (place, options) = PortName.parts(rest)
            self = .remoteLine(
                try NetworkAddress(place, of: url, scheme: scheme),
                try RemoteLineOptions(options, of: url))
        case "spy":
            self = try PortName.spied(rest, of: url)
        case "hwgrep":
            guard !rest.isEmpty else {
                throw .malformed(url, found: "no pattern", expected: "'hwgrep://REGEXP'")
            }
            self = .hardware(pattern: rest)
        default:
            throw .unknownScheme(url, nearest: nearestWord(to: scheme, among: PortName.schemes))
        }
    }

    /// What a URL says after its scheme, and its options in either spelling of pySerial, without
    /// `logging=LEVEL`, which is about pySerial itself.
    private static func parts(_ text: String) -> (place: String, options: [Substring]) {
        let end = text.firstIndex { "?/".contains($0) } ?? text.endIndex
        let options = text[end...].split { "?/&".contains($0) }
        return (String(text[..<end]), options.filter { !$0.hasPrefix("logging=") })
    }

    /// Takes the option `file` from the end of a URL; what else is there belongs to the other port.
    private static func spied(_ text: String, of url: String) throws(PortError) -> PortName {
        let expected = "'spy://PORT' or 'spy://PORT?file=FILE'"
        var port = text[...]
        var file: Substring?
        for mark in ["?file=", "&file="] {
            guard let place = text.firstRange(of: mark) else { continue }
            port = text[..<place.lowerBound]
            file = text[place.upperBound...]
        }
        if port.isEmpty { throw .malformed(url, found: "no port", expected: expected) }
        if file?.isEmpty ?? false {
            throw .malformed(url, found: "no file name", expected: expected)
        }
        return .spied(port: String(port), file: file.map(String.init))
    }
}

extension PortName {
    /// Tells the kinds of ports apart, and finds everything that is wrong with a name itself: also
    /// in the port that is spied on, and in a pattern.
    ///
    /// - Throws: `PortError` for a URL of an unknown kind, or one that lacks something.
    package init(checking text: String) throws(PortError) {
        self = try PortName(text)
        var innermost = self
        while case .spied(let port, _) = innermost { innermost = try PortName(port) }
        if case .hardware(let pattern) = innermost { _ = try Pattern(pattern, of: text) }
    }

    /// Whether devices at the port can be connected to: it is a socket or a pseudo-terminal.
    package var canBeServed: Bool {
        switch self {
        case .socket, .pseudoTerminal: true
        case .standardInput, .path, .loop, .remoteLine, .spied, .hardware: false
        }
    }

    /// Whether the settings of a serial line may matter there.
    package var mayHaveSettings: Bool {
        switch self {
        case .path, .remoteLine, .hardware: true
        case .spied(let port, _): (try? PortName(port))?.mayHaveSettings ?? false
        case .standardInput, .pseudoTerminal, .loop, .socket: false
        }
    }
}
