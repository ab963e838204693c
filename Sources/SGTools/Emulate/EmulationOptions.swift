internal import ArgumentParser
internal import SGDevices
internal import SGRecords
internal import SGSystem

/// The options that say which devices are emulated, and what they show.
struct EmulationOptions: ParsableArguments {
    @Option(
        name: [.customShort("d"), .customLong("device-type")],
        help: ArgumentHelp(
            "The type of the device; may be repeated for several on one line.", valueName: "type"),
        completion: .deviceTypes)
    var names: [String] = []

    @Option(
        name: .customLong("address"),
        help: ArgumentHelp(
            "The address of a device, such as 0x02, when it is not the usual one; repeated in the "
                + "order of the devices, or for several of one type.", valueName: "address"),
        transform: BusAddress.read)
    var addresses: [BusAddress] = []

    @Option(
        help: ArgumentHelp(
            "What a field shows, as FIELD=VALUE, or a file of decoded records; may be repeated.",
            valueName: "values"),
        completion: EmulateTool.valueCompletion)
    var values: [String] = []

    @Flag(help: "Show a plausible day: the current follows the sun, and all else the current.")
    var sun = false

    @Option(
        help: ArgumentHelp(
            "How many seconds of the day, or of a capture, go by in one second; 1 unless given.",
            valueName: "factor"),
        transform: Speed.read)
    var speed = Speed.normal

    @Option(help: ArgumentHelp("What the day and the faults depend on.", valueName: "number"))
    var seed: UInt64 = 0

    /// Creates options to be filled by the parser.
    init() {}

    mutating func validate() throws {
        guard addresses.count <= names.count || names.count == 1 else {
            throw ValidationError(
                "found \(addresses.count) addresses, expected no more than the "
                    + "\(names.count) devices")
        }
    }

    /// The types of the devices, in the order of the command line.
    ///
    /// - Throws: 64 for an unknown name, 78 for a faulty definition.
    func types(_ console: Console) throws(ToolFailure) -> [DeviceType] {
        let catalog = DeviceCatalog(environment: console.environment)
        var types: [DeviceType] = []
        for name in names {
            types.append(try catalog.device(name, wantedFor: .emulation, for: console))
        }
        return types
    }

    /// The devices, with the values that they are given.
    ///
    /// - Throws: 64 for an address or a value that does not fit, 78 for a device type that cannot
    ///   be emulated.
    func devices(
        _ types: [DeviceType], at start: Moment, _ console: Console
    ) throws(ToolFailure) -> [EmulatedDevice] {
        let count = types.count == 1 ? max(1, addresses.count) : types.count
        var local = LocalClock()
        let clock = local.show(start.time).shown
        var devices: [EmulatedDevice] = []
        for index in 0..<count {
            let type = types[min(index, types.count - 1)]
            let address = index < addresses.count ? addresses[index].value : nil
            if let address { try check(address, of: type) }
            guard
                let device = EmulatedDevice(
                    type, address: address, seed: seed &+ UInt64(index), clock: clock,
                    start: start.instant)
            else {
                throw ToolFailure(
                    .wrongConfiguration,
                    "the definition of '\(type.name)' does not say how to emulate it")
            }
            devices.append(device)
        }
        for text in values { try EmulatedValues(text).set(on: &devices, console) }
        return devices
    }

    private func check(_ address: UInt8, of type: DeviceType) throws(ToolFailure) {
        if type.accepts(address) { return }
        guard let range = type.address else {
            throw ToolFailure(.usage, "found an address, but '\(type.name)' has none")
        }
        throw ToolFailure(
            .usage,
            "found address \(address), expected one from \(range.minimum) to \(range.maximum)")
    }
}

/// How much faster than ours time goes by.
struct Speed: OptionValue, Sendable {
    static let expected = "a number above 0 and up to 100000"

    /// How many seconds go by in one of ours.
    let factor: Double

    /// As fast as ours.
    static let normal = Speed(factor: 1)

    private init(factor: Double) {
        self.factor = factor
    }

    /// Reads a number such as `60` or `0.5`; `nil` when time could not go by so fast.
    init?(argument: String) {
        guard let factor = Double(argument), factor > 0, factor <= 100_000 else { return nil }
        self.factor = factor
    }
}
