internal import ArgumentParser
internal import SGPorts
internal import SGSystem

/// The options that say how a port is read.
struct ReadingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Give up a message that pauses for longer; 3 unless given.", valueName: "seconds"),
        transform: Seconds.read)
    var longestPause: Seconds?

    @Flag(help: "Also read what came before the terminal was opened.")
    var keepInput = false

    /// Creates options to be filled by the parser.
    init() {}

    /// The settings of a port: what the options say goes before what `others` say.
    func settings(over others: LineSettings) -> LineSettings {
        var settings = others
        settings.longestPause = longestPause?.duration ?? others.longestPause
        settings.keepsInput = keepInput || others.keepsInput
        return settings
    }

    /// The options that were given, as they stand on a command line.
    var arguments: [String] {
        (longestPause.map { ["--longest-pause=\($0.duration.secondsText)"] } ?? [])
            + (keepInput ? ["--keep-input"] : [])
    }
}
