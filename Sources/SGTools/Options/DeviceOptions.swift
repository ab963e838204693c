internal import ArgumentParser
internal import SGDevices
internal import SGSystem

/// The options that say which devices are on the line.
struct DeviceOptions: ParsableArguments {
    /// The names of device types; empty for all that are known.
    @Option(
        name: [.customShort("d"), .customLong("device-type")],
        help: ArgumentHelp(
            "Look for frames of this device type only; may be repeated.", valueName: "type"),
        completion: .deviceTypes)
    var names: [String] = []

    /// The addresses of the devices; empty for the usual one of each type.
    @Option(
        name: .customLong("address"),
        help: ArgumentHelp(
            "A device's address on the bus, such as 0x02, when it is not the usual one; "
                + "may be repeated.", valueName: "address"),
        transform: BusAddress.read)
    var addresses: [BusAddress] = []

    /// Creates options to be filled by the parser.
    init() {}

    /// The device types that are asked for.
    ///
    /// Without a name, a faulty definition is reported and left out.
    ///
    /// - Throws: 64 for an unknown name, 78 for a faulty definition that is asked for by name.
    func devices(_ console: Console) throws(ToolFailure) -> [DeviceType] {
        let catalog = DeviceCatalog(environment: console.environment)
        if names.isEmpty { return catalog.devices(for: console) }
        var devices: [DeviceType] = []
        for name in names { devices.append(try catalog.device(name, for: console)) }
        return devices
    }

    /// Device types at the addresses that are asked for.
    func audience(_ devices: [DeviceType]) -> [Audience] {
        devices.map {
            addresses.isEmpty ? Audience($0) : Audience($0, at: addresses.map(\.value))
        }
    }
}

/// A device's address on a bus: a byte, in decimal or with `0x` in hex.
struct BusAddress: OptionValue {
    static let expected = "0 to 255, or 0x00 to 0xff"

    /// The address.
    let value: UInt8

    /// Reads an address; `nil` when the text is none.
    init?(argument: String) {
        let isHex = argument.lowercased().hasPrefix("0x")
        let digits = isHex ? argument.dropFirst(2) : argument[...]
        guard digits.first != "+", let value = UInt8(digits, radix: isHex ? 16 : 10) else {
            return nil
        }
        self.value = value
    }
}
