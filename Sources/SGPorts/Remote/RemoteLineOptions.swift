/// What can be set in the URL of a remote line, in pySerial's words.
package struct RemoteLineOptions: Equatable {
    /// How long to wait for an answer of the server.
    var timeout = Duration.seconds(3)
    /// Whether the server's answers about flow control, RTS, DTR and breaks are not waited for.
    var ignoresControlAnswers = false
    /// Whether the server is asked for the modem lines each time.
    var asksForModemLines = false

    /// The options when there are none in the URL.
    init() {}

    /// Reads options.
    ///
    /// - Parameters:
    ///   - options: The options, each by itself.
    ///   - url: The whole URL, for messages.
    /// - Throws: `PortError.malformed` for an unknown option.
    init(_ options: [Substring], of url: String) throws(PortError) {
        for option in options {
            let parts = option.split(separator: "=", maxSplits: 1)
            switch (parts[0], parts.dropFirst().first.flatMap { Double($0) }) {
            case ("ign_set_control", nil): ignoresControlAnswers = true
            case ("poll_modem", nil): asksForModemLines = true
            case ("timeout", let seconds?) where seconds > 0 && seconds <= 3600:
                timeout = .seconds(seconds)
            default:
                throw .malformed(
                    url, found: "the option '\(option)'",
                    expected: "'timeout=SECONDS', 'ign_set_control' or 'poll_modem'")
            }
        }
    }
}
