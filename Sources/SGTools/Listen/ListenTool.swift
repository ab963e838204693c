package import ArgumentParser
internal import SGBytes
internal import SGDevices
internal import SGPorts
internal import SGRecords
internal import SGSystem

/// `sg-listen`: reads a port and prints one record per frame.
package struct ListenTool: Tool {
    package static let configuration = CommandConfiguration(
        commandName: "sg-listen",
        abstract: "Read a port and print one record per frame.",
        discussion: """
            The port is a terminal such as /dev/ttyUSB0, a fifo, a regular file, '-' for standard \
            input, 'pty:[LINK]' for a new pseudo-terminal, or a URL: socket://HOST:PORT, \
            rfc2217://HOST:PORT, hwgrep://REGEXP, spy://PORT or loop://. With one -d, the port is \
            set as that type of device needs it; options go before that; otherwise it is 9600 8N1.
            """,
        version: toolkitVersion)

    @OptionGroup var devices: DeviceOptions

    @Option(
        help: ArgumentHelp(
            "Which end of the line this is: host, device or both.", valueName: "side"))
    var side = Side.host

    @Option(help: ArgumentHelp("End after so many records.", valueName: "number"))
    var count: Int?

    @Option(
        name: .customLong("for"), help: ArgumentHelp("End after so long.", valueName: "seconds"),
        transform: Seconds.read)
    var duration: Seconds?

    @Option(
        help: ArgumentHelp("Also append the bytes as they are read to a file.", valueName: "file"),
        completion: .file())
    var capture: String?

    @Flag(help: "Print the bytes as they are read, and find no frames.")
    var bytes = false

    @Flag(help: "Also print the bytes that belong to no valid frame.")
    var noise = false

    @Flag(help: "Join what a device sends in turn into one record.")
    var join = false

    @Flag(help: "Find out which known device is there, and say how to read it.")
    var detect = false

    @Option(help: ArgumentHelp("The device's name in the records.", valueName: "name"))
    var deviceName: String?

    @OptionGroup(title: "Port settings") var settings: PortOptions

    @OptionGroup(title: "Port settings") var reading: ReadingOptions

    @OptionGroup var common: CommonOptions

    @Argument(help: "The port to read.", completion: .ports)
    var port: String

    package init() {}

    package mutating func validate() throws {
        if let count, count < 1 {
            throw ValidationError("found a count of \(count), expected at least 1")
        }
        guard !detect || !bytes && !noise && !join && capture == nil && count == nil else {
            throw ValidationError(
                "found --detect with --bytes, --capture, --count, --join or --noise, "
                    + "expected it without, as it prints no records")
        }
    }

    package mutating func run(on console: Console) throws(ToolFailure) -> ExitStatus {
        let types = try devices.devices(console)
        if detect { return try detect(types, console) }
        let settings = lineSettings(types)
        let lasting = try open(settings, console)
        let origin = RecordOrigin(port: port, device: deviceName)
        let listener = Listener(
            bytes
                ? .pieces
                : .frames(of: devices.audience(types), side: side, noise: noise, joined: join),
            origin: origin, isRecording: lasting.port?.isRecording ?? false,
            longestPause: settings.longestPause, limit: count ?? .max)
        let capture = try capture.map { path throws(ToolFailure) in
            try Capture(path, origin: origin, console)
        }
        var listening = Listening(
            listener, capture: capture, console: console, end: duration.map { .now + $0.duration })
        try listening.run(lasting)
        if let errors = lasting.port?.lineErrors { report(errors, console) }
        return .done
    }

    /// Says what was wrong with the line, which shows wrong settings and bad cables.
    private func report(_ errors: LineErrors, _ console: Console) {
        guard common.verbosity > 0, errors != LineErrors() else { return }
        console.report("'\(port)' had \(errors)")
    }

    private func detect(
        _ types: [DeviceType], _ console: Console
    ) throws(ToolFailure) -> ExitStatus {
        var detecting = Detecting(
            port, options: settings.arguments + reading.arguments,
            addresses: devices.addresses.map(\.value),
            isTalkative: common.verbosity > 0, console)
        return try detecting.run(types, until: duration.map { .now + $0.duration }) {
            reading.settings(over: settings.settings(over: LineSettings($0.line)))
        }
    }

    /// How the port is set: as one device type needs it when only one is asked for.
    private func lineSettings(_ types: [DeviceType]) -> LineSettings {
        let only = devices.names.count == 1 ? types.first : nil
        let defaults = only.map { LineSettings($0.line) } ?? LineSettings()
        return reading.settings(over: settings.settings(over: defaults))
    }

    private func open(
        _ settings: LineSettings, _ console: Console
    ) throws(ToolFailure) -> LastingPort {
        do throws(PortError) {
            let lasting = try LastingPort(
                opening: port, settings: settings, streams: console.streams,
                limits: WaitLimits(stop: console.stop))
            if let port = lasting.port { announce(port, settings, console) }
            return lasting
        } catch {
            throw ToolFailure(error)
        }
    }

    private func announce(_ port: Port, _ settings: LineSettings, _ console: Console) {
        if let otherEnd = port.otherEnd {
            console.report("the other end of '\(port.name)' is '\(otherEnd)'")
        } else if port.hasLineSettings, common.verbosity > 0 {
            console.report("'\(port.name)' is open at \(settings)")
        }
    }
}
