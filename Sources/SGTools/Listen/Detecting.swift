internal import SGBytes
internal import SGDevices
internal import SGPorts
internal import SGSystem

/// One run of `sg-listen --detect`: a port on which one group of device types after the other is
/// looked for, until something is found.
struct Detecting: ~Copyable {
    private let port: String
    /// The options of the command line that say how the port is set, to be said again.
    private let options: [String]
    private let addresses: [UInt8]
    private let isTalkative: Bool
    private let console: Console
    private var output: Output
    private var foundCount = 0
    private var noiseCount = 0

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - port: The port as the user gave it.
    ///   - options: The options that say how it is set.
    ///   - addresses: At which addresses to ask; empty for the usual ones.
    ///   - isTalkative: Whether to say what is tried.
    ///   - console: Where the findings go.
    init(
        _ port: String, options: [String], addresses: [UInt8], isTalkative: Bool, _ console: Console
    ) {
        self.port = port
        self.options = options
        self.addresses = addresses
        self.isTalkative = isTalkative
        self.console = console
        output = Output(console)
    }

    /// Says what is on the line.
    ///
    /// - Parameters:
    ///   - devices: What to look for.
    ///   - end: When to stop; `nil` for never.
    ///   - settings: How the port is set for a device type.
    /// - Returns: 75 when no known device is there.
    mutating func run(
        _ devices: [DeviceType], until end: ContinuousClock.Instant?,
        settings: (DeviceType) -> LineSettings
    ) throws(ToolFailure) -> ExitStatus {
        let limits = WaitLimits(stop: console.stop, output: console.output, deadline: end)
        var groups = LineGroup.groups(of: devices, settings: settings)
        guard let first = groups.first else { return .tryAgain }
        var opened = try open(first, limits)
        if opened?.hasLineSettings == false {
            groups = LineGroup.groups(of: devices) { _ in first.settings }
        }
        for (index, group) in groups.enumerated() {
            if index > 0 { opened = try open(group, limits) }
            guard let port = opened.take() else { continue }
            guard try search(port, for: group, limits), foundCount == 0 else { break }
        }
        return foundCount > 0 ? .done : report(devices)
    }

    /// Opens the port for a group; `nil` when its line cannot be set so, which is reported.
    private func open(_ group: LineGroup, _ limits: WaitLimits) throws(ToolFailure) -> Port? {
        do throws(PortError) {
            let port = try Port(
                opening: port, settings: group.settings, streams: console.streams, limits: limits)
            guard port.isWritable else { throw .readOnly(port.name) }
            return port
        } catch {
            guard error.isAboutSettings else { throw ToolFailure(error) }
            console.report(error.description)
            return nil
        }
    }

    /// Prints what is found of one group; `false` when the search is to end.
    private mutating func search(
        _ port: Port, for group: LineGroup, _ limits: WaitLimits
    ) throws(ToolFailure) -> Bool {
        let line = port.hasLineSettings ? " at \(group.settings)" : ""
        if isTalkative {
            let names = group.devices.map(\.name).joined(separator: ", ")
            console.report("looking for \(names)\(line)")
        }
        var detector = Detector(port, group, addresses: addresses)
        defer { noiseCount += detector.noiseCount }
        while true {
            switch try next(&detector, limits) {
            case .found(let finding): try print(finding, line)
            case .finished: return limits.deadline.map { $0 > .now } ?? true
            case .stopped: throw .stopped
            case .outputClosed: throw .outputClosed
            case .lost where foundCount > 0: return false
            case .lost: throw ToolFailure(.portUnavailable, "'\(self.port)' has gone")
            }
        }
    }

    private func next(
        _ detector: inout Detector, _ limits: WaitLimits
    ) throws(ToolFailure) -> Detector.Event {
        do throws(PortError) {
            return try detector.next(limits: limits)
        } catch {
            throw ToolFailure(error)
        }
    }

    /// Prints a device and the command line that reads it.
    private mutating func print(_ finding: Finding, _ line: String) throws(ToolFailure) {
        foundCount += 1
        var sentence = "\(finding.device.name): "
        if let query = finding.query {
            sentence += "answers \(query.name) with \(finding.page.name)"
        } else {
            sentence += "sends \(finding.page.name) by itself"
        }
        output.append(line: sentence + line)
        output.append(script: "  \(command(for: finding))\n")
        try output.flush()
    }

    private func command(for finding: Finding) -> String {
        var options = ["-d", finding.device.name]
        let address = finding.device.address
        let usual = address?.standard ?? address?.minimum
        if let address = finding.address, address != usual {
            options.append("--address=\(address)")
        }
        options += self.options
        let command =
            if let query = finding.query {
                ShellCommand(
                    tool: "sg-send", options: options + ["--wait=2"], operands: [port, query.name])
            } else {
                ShellCommand(tool: "sg-listen", options: options, operands: [port])
            }
        return "\(command.text) | sg-decode"
    }

    /// Says that nothing is there, and how to go on.
    private func report(_ devices: [DeviceType]) -> ExitStatus {
        var message = "found no known device at '\(port)'"
        if noiseCount > 0 {
            let type = devices.count == 1 ? ["-d", devices[0].name] : []
            let command = ShellCommand(
                tool: "sg-listen", options: ["--for=10", "--noise"] + type + options,
                operands: [port])
            message +=
                ", but \(counted(noiseCount, "byte")) that no known device sends so\n"
                + "  hint: this tells what they may be: \(command.text) | sg-decode --explain"
        } else {
            message +=
                ", and not a byte came\n"
                + "  hint: 'Nothing comes' in TROUBLESHOOTING of sg(7) says what to look at"
        }
        console.report(message)
        return .tryAgain
    }
}
