internal import SGBytes
internal import SGDevices
internal import SGPorts
internal import SGSystem

/// What `sg-run --explain` prints: pipelines of the other tools that do what one cycle does.
struct ShellScript {
    private let configuration: Configuration
    private var lines: [String] = []
    /// The modem lines that were set, as options, by the place of the port.
    private var flags: [Int: [String]] = [:]
    /// How long the latest sleeps were; what listens next listens for as long.
    private var pause = Duration.zero

    /// Writes the script of a configuration.
    init(_ configuration: Configuration) {
        self.configuration = configuration
        let file = harmless(configuration.file)
        lines.append("# \(file): every \(configuration.period.secondsText) s")
        if configuration.lines.contains(where: { $0.port.hasPrefix("loop:") }) {
            lines.append("# a loop is inside of one program: put other ports in place of 'loop://'")
        }
        for device in configuration.devices where device.isEmulated { emulate(device) }
        for index in configuration.actions.indices { add(index) }
    }

    /// The script.
    var text: String { lines.map { $0 + "\n" }.joined() }

    private mutating func add(_ index: Int) {
        let action = configuration.actions[index]
        let count = lines.count
        switch action.kind {
        case .handleIncomingMessages: listen()
        case .sleep(let duration): pause += duration
        case .send(let message, let values):
            let pause = max(pauseAfter(index), .milliseconds(100))
            send(message, values, ["--wait=\(pause.secondsText)"], action)
        case .query(let message, let values, let timeout, let retries):
            let options = ["--wait=\(timeout.secondsText)", "--retries=\(retries)"]
            if message.sender == .host {
                send(message, values, options, action)
            } else {
                awaitPage(message, timeout, action)
            }
        case .setPortFlag(let line, let level):
            guard let device = action.device else { return }
            flags[configuration.devices[device].line, default: []]
                .append("--\(line == .rts ? "rts" : "dtr")=\(level ? "high" : "low")")
        }
        if let condition = action.condition, lines.count > count {
            lines.insert("# only on \(condition.rawValue):", at: count)
        }
    }

    /// How long an action is followed by sleep.
    private func pauseAfter(_ index: Int) -> Duration {
        var pause = Duration.zero
        for action in configuration.actions[(index + 1)...] {
            guard case .sleep(let duration) = action.kind else { break }
            pause += duration
        }
        return pause
    }

    // MARK: - Commands

    private mutating func emulate(_ device: ConfiguredDevice) {
        let port = configuration.lines[device.line].port
        let command = ShellCommand(
            tool: "sg-emulate", options: options(of: device), operands: [port])
        lines.append("\(command.text) &")
    }

    private mutating func send(
        _ message: Message, _ values: [FieldAssignment], _ options: [String], _ action: Action
    ) {
        guard let device = action.device.map({ configuration.devices[$0] }) else { return }
        let reply = message.reply
        let needsConsent = message.writes || message.isUntested
        let command = ShellCommand(
            tool: "sg-send",
            options: self.options(of: device) + (reply == nil ? [] : options)
                + (needsConsent ? ["--yes"] : []),
            operands: [configuration.lines[device.line].port, message.name]
                + values.map { "\($0.name)=\($0.value)" })
        lines.append(command.text + (reply.map { keep($0, from: device) } ?? ""))
        pause = .zero
    }

    private mutating func awaitPage(_ page: Message, _ timeout: Duration, _ action: Action) {
        guard let device = action.device.map({ configuration.devices[$0] }) else { return }
        listen(to: device, ["--count=1", "--for=\(timeout.secondsText)"], for: page)
    }

    /// Listens to the devices that send by themselves.
    private mutating func listen() {
        for device in configuration.devices where !device.isEmulated {
            for stream in device.streams where device.type.queries(of: stream.message).isEmpty {
                listen(
                    to: device, ["--for=\(max(pause, .seconds(1)).secondsText)"],
                    for: stream.message)
            }
        }
        pause = .zero
    }

    private mutating func listen(
        to device: ConfiguredDevice, _ limits: [String], for page: Message
    ) {
        let joining = page.turn == nil ? [] : ["--join"]
        let command = ShellCommand(
            tool: "sg-listen", options: options(of: device) + joining + limits,
            operands: [configuration.lines[device.line].port])
        lines.append(command.text + keep(page, from: device))
    }

    // MARK: - Parts of commands

    private func options(of device: ConfiguredDevice) -> [String] {
        let settings = configuration.lines[device.line].settings
        return ["-d", device.type.name]
            + (device.address.map { ["--address=\($0)"] } ?? [])
            + settings.options(beyond: LineSettings(device.type.line))
            + (device.isEmulated ? [] : settings.readingOptions) + (flags[device.line] ?? [])
    }

    /// The rest of a pipeline, which keeps a message where the configuration says.
    private func keep(_ message: Message, from device: ConfiguredDevice) -> String {
        let stream = device.streams.first { $0.message.name == message.name }
        switch stream?.destination {
        case .table(let path):
            let table = ShellCommand(
                tool: "sg-csv", options: ["--message=\(message.name)", "--output=\(path)"],
                operands: [])
            return " | sg-decode | \(table.text)"
        case .records(let path):
            return " | sg-decode >> " + shellWord(path)
        case .standardOutput:
            return " | sg-decode"
        case nil:
            return " > /dev/null"
        }
    }
}

extension LineSettings {
    /// The options that say how the port is read, where that is unusual.
    fileprivate var readingOptions: [String] {
        let usual = LineSettings()
        let pause = longestPause == usual.longestPause ? nil : longestPause.secondsText
        return (pause.map { ["--longest-pause=\($0)"] } ?? [])
            + (keepsInput ? ["--keep-input"] : [])
    }

    /// The options that make these settings of others.
    fileprivate func options(beyond others: LineSettings) -> [String] {
        var options: [String] = []
        if baudrate != others.baudrate { options.append("--baudrate=\(baudrate)") }
        if bytesize != others.bytesize { options.append("--bytesize=\(bytesize.rawValue)") }
        if parity != others.parity { options.append("--parity=\(parity.rawValue)") }
        if stopbits != others.stopbits { options.append("--stopbits=\(stopbits.rawValue)") }
        func add(_ name: String, _ value: Bool, _ other: Bool) {
            if value != other { options.append("--\(value ? "" : "no-")\(name)") }
        }
        add("xonxoff", xonxoff, others.xonxoff)
        add("rtscts", rtscts, others.rtscts)
        add("dsrdtr", dsrdtr, others.dsrdtr)
        add("rs485", rs485, others.rs485)
        add("exclusive", exclusive, others.exclusive)
        if let rts, rts != others.rts { options.append("--rts=\(rts ? "high" : "low")") }
        if let dtr, dtr != others.dtr { options.append("--dtr=\(dtr ? "high" : "low")") }
        return options
    }
}
