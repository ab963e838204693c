package import ArgumentParser
internal import SGDevices
internal import SGPorts
internal import SGSystem

/// `sg-emulate`: is a device, or several, at the other end of a port.
package struct EmulateTool: Tool {
    package static let configuration = CommandConfiguration(
        commandName: "sg-emulate",
        abstract: "Be a device at the other end of a port.",
        discussion: """
            Answers every query, obeys every command and sends by itself what the device sends by \
            itself. The port may be a serial line, 'pty:[LINK]' for a new pseudo-terminal, \
            'socket://:PORT' to be connected to, or '-' for records in and records out.
            """,
        version: toolkitVersion)

    @OptionGroup var devices: EmulationOptions

    @Option(
        help: ArgumentHelp(
            "Play back the received bytes of a capture, with their timing.", valueName: "file"),
        completion: .file())
    var replay: String?

    @OptionGroup(title: "Faults") var faults: FaultOptions

    @OptionGroup(title: "Port settings") var settings: PortOptions

    @OptionGroup var common: CommonOptions

    @Argument(help: "The port to be at.", completion: .ports)
    var port: String

    package init() {}

    package mutating func validate() throws {
        guard replay != nil || !devices.names.isEmpty else {
            throw ValidationError("found no device type, expected '-d <type>'")
        }
        guard replay == nil || port != "-" else {
            throw ValidationError(
                "found --replay with '-', expected a port to play to\n"
                    + "  hint: sg-decode finds the frames of a capture")
        }
    }

    package mutating func run(on console: Console) throws(ToolFailure) -> ExitStatus {
        let types = try devices.types(console)
        if port == "-" { return try emulateRecords(types, console) }
        let emulating = Emulating(
            try emulator(types, console), try open(types, console),
            isTalkative: common.verbosity > 0, console)
        if let replay { return try play(replay, to: emulating, console) }
        return try serve(emulating)
    }

    /// Puts the devices on a line; none when a capture is played in their place.
    private func emulator<Client>(
        _ types: [DeviceType], _ console: Console
    ) throws(ToolFailure) -> Emulator<Client> {
        let start = Moment.now
        let emulated = replay == nil ? try devices.devices(types, at: start, console) : []
        return Emulator(
            emulated, sunSeed: devices.sun ? devices.seed : nil,
            faults: faults.faults(seed: devices.seed), start: start, speed: devices.speed.factor)
    }

    private func serve(_ emulating: consuming Emulating) throws(ToolFailure) -> ExitStatus {
        _ = try emulating.run(until: nil)
        return .done
    }

    private func emulateRecords(
        _ types: [DeviceType], _ console: Console
    ) throws(ToolFailure) -> ExitStatus {
        var records = RecordEmulator(try emulator(types, console), types, console)
        var input = LineInput([], console: console, output: console.output)
        try input.feed(&records)
        try records.finish()
        return input.status
    }

    private func play(
        _ file: String, to emulating: consuming Emulating, _ console: Console
    ) throws(ToolFailure) -> ExitStatus {
        var player = ReplayPlayer(emulating, speed: devices.speed.factor)
        var input = LineInput([file], console: console)
        try input.feed(&player)
        try player.finish()
        return input.status
    }

    /// Opens the port; a serial line is set as the first device needs it.
    private func open(
        _ types: [DeviceType], _ console: Console
    ) throws(ToolFailure) -> PortServer {
        var defaults = types.first.map { LineSettings($0.line) } ?? LineSettings()
        // Those are for the host's end: there, the device's signals come from.
        (defaults.rts, defaults.dtr) = (nil, nil)
        do throws(PortError) {
            let server = try PortServer(
                opening: port, settings: settings.settings(over: defaults),
                streams: StandardStreams(input: console.input, errors: console.errors),
                limits: WaitLimits(stop: console.stop))
            guard server.isWritable else { throw .readOnly(port) }
            for end in server.otherEnds {
                console.report("the other end of '\(port)' is '\(end)'")
            }
            return server
        } catch {
            throw ToolFailure(error)
        }
    }
}
