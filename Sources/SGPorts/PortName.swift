/// A port as a user writes it.
enum PortName: Equatable {
    /// `-`
    case standardInput
    /// `pty:` or `pty:LINK`
    case pseudoTerminal(link: String?)
    /// A terminal, a fifo or a file.
    case path(String)

    /// Tells the kinds of ports apart.
    ///
    /// - Throws: `PortError.unknownScheme` for a URL.
    init(_ text: String) throws(PortError) {
        if text == "-" {
            self = .standardInput
        } else if text.hasPrefix("pty:") {
            let link = String(text.dropFirst(4))
            self = .pseudoTerminal(link: link.isEmpty ? nil : link)
        } else if text.firstRange(of: "://") != nil {
            throw .unknownScheme(text)
        } else {
            self = .path(text)
        }
    }
}
