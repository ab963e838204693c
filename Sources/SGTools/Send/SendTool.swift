package import ArgumentParser
internal import SGBytes
internal import SGDevices
internal import SGRecords
internal import SGSystem

/// `sg-send`: sends a message to a device, and prints what comes back.
package struct SendTool: Tool {
    package static let configuration = CommandConfiguration(
        commandName: "sg-send",
        abstract: "Send a message to a device, and print what comes back.",
        discussion: """
            The port is one that sg-listen takes, but no file, fifo or '-'. Without a message, or \
            with '-' in its place, records of messages are read from standard input and sent one \
            after the other.
            """,
        version: toolkitVersion)

    @Option(
        name: [.customShort("d"), .customLong("device-type")],
        help: ArgumentHelp("The type of the device.", valueName: "type"), completion: .deviceTypes)
    var deviceType: String?

    @Option(
        help: ArgumentHelp(
            "The device's address on the bus, such as 0x02, when it is not the usual one.",
            valueName: "address"),
        transform: BusAddress.read)
    var address: BusAddress?

    @Option(
        help: ArgumentHelp(
            "Print what comes back as records, up to the reply or for so long.",
            valueName: "seconds"),
        transform: Seconds.read)
    var wait: Seconds?

    @Option(
        help: ArgumentHelp(
            "Send again, so many times at most, what is not answered.", valueName: "number"))
    var retries: Int?

    @Option(help: ArgumentHelp("Send bytes, in hex.", valueName: "bytes"))
    var hex: String?

    @Option(
        help: ArgumentHelp(
            "Send a text; \\r, \\n, \\t, \\0, \\\\ and \\xHH stand for bytes.", valueName: "text"))
    var text: String?

    @Option(
        help: ArgumentHelp(
            "Take fields that are not given from the last matching record of a file.",
            valueName: "file"),
        completion: .file())
    var from: String?

    @Option(
        help: ArgumentHelp("Set the RTS or DTR line, such as RTS=low.", valueName: "line=level"),
        completion: .list(["RTS=high", "RTS=low", "DTR=high", "DTR=low"]),
        transform: FlagSetting.read)
    var setFlag: [FlagSetting] = []

    @Flag(help: "Print the record of what would be sent, and send nothing.")
    var dryRun = false

    @Flag(help: "Send also what changes the device, or has never been tried.")
    var yes = false

    @Flag(help: "Read back what was set, and compare.")
    var verify = false

    @OptionGroup(title: "Port settings") var settings: PortOptions

    @OptionGroup(title: "Port settings") var reading: ReadingOptions

    @OptionGroup var common: CommonOptions

    @Argument(help: "The port to send on.", completion: .ports)
    var port: String

    @Argument(help: "The message, such as status_query.", completion: messageCompletion)
    var message: String?

    @Argument(
        help: ArgumentHelp("The message's fields.", valueName: "field=value"),
        completion: fieldCompletion)
    var fields: [String] = []

    package init() {}

    package mutating func validate() throws {
        guard 0...100 ~= retries ?? 0 else {
            throw ValidationError("found \(retries ?? 0) retries, expected 0 to 100")
        }
        let given = [hex, text, message].compactMap(\.self)
        guard given.count <= 1 else {
            throw ValidationError(
                "found more than one of a message, --hex and --text, expected one")
        }
        guard isNamed || !verify && from == nil else {
            throw ValidationError("found --from or --verify without a message, expected one")
        }
        guard address == nil || hex == nil && text == nil else {
            throw ValidationError(
                "found --address with --hex or --text, expected the address in the bytes")
        }
    }

    /// Whether the message is named on the command line.
    private var isNamed: Bool { message != nil && message != "-" }

    package mutating func run(on console: Console) throws(ToolFailure) -> ExitStatus {
        let devices = try KnownDevices(only: deviceType, console)
        let maker = OrderMaker(
            only: devices.only, address: address?.value, isConfirmed: yes || dryRun,
            knownDevices: { devices.all }, now: clockTime())
        if dryRun { return try run(maker, DryRun(port: port, console: console), console) }
        return try run(maker, Sender(plan(devices), console: console), console)
    }

    private func run(
        _ maker: OrderMaker, _ recipient: consuming some OrderRecipient & ~Copyable,
        _ console: Console
    ) throws(ToolFailure) -> ExitStatus {
        guard let order = try order(maker, console) else {
            var orders = OrderInput(maker, for: recipient, console: console)
            var input = LineInput(["-"], console: console, output: console.output)
            try input.feed(&orders)
            return orders.status == .done ? input.status : orders.status
        }
        try order.check()
        if verify { try order.checkVerifiable() }
        try recipient.carryOut(order)
        return recipient.status
    }

    /// The order of the command line; `nil` when records are to be read.
    private func order(_ maker: OrderMaker, _ console: Console) throws(ToolFailure) -> Order? {
        if let hex {
            guard let bytes = SGBytes.bytes(hex: hex) else {
                throw ToolFailure(.usage, "--hex: found '\(hex)', expected pairs of hex digits")
            }
            return try maker.order(bytes: bytes)
        }
        if let text {
            guard let bytes = bytes(escapedText: text) else {
                throw ToolFailure(
                    .usage,
                    "--text: found '\(text)', expected characters up to 'ÿ', and "
                        + "\\r, \\n, \\t, \\0, \\\\ or \\xHH")
            }
            return try maker.order(bytes: bytes)
        }
        guard let message, isNamed else { return nil }
        return try maker.order(message, fields: fields) { target throws(ToolFailure) in
            try from.map { file throws(ToolFailure) in try base(file, for: target, console) }
        }
    }

    /// The last record of a file that a message can be built on.
    private func base(
        _ file: String, for target: Order.Target, _ console: Console
    ) throws(ToolFailure) -> Frame {
        var records = BaseRecords(for: target)
        var input = LineInput([file], console: console)
        try input.feed(&records)
        guard input.status == .done else { throw .told(input.status) }
        if let found = records.found { return found }
        throw ToolFailure(.malformedInput, "'\(file)' has no record of \(records.wanted)")
    }

    private func plan(_ devices: KnownDevices) -> Sender.Plan {
        Sender.Plan(
            port: port, options: settings, reading: reading, flags: setFlag,
            audience: { devices.audience }, wait: wait?.duration, retries: retries,
            verifies: verify, verbosity: common.verbosity)
    }
}

/// What a clock here shows.
private func clockTime() -> CivilTime {
    var clock = LocalClock()
    return clock.show(Moment.now.time)
}
