internal import SGDevices
internal import SGDiagnostics
internal import SGPorts
internal import SGRecords
internal import SGYAML

/// A device as the configuration declares it, perhaps with mistakes.
struct DeclaredDevice {
    /// Its name, and where that stands.
    let name: String
    let node: YAMLNode
    /// What it is; `nil` when that cannot be told.
    var type: DeviceType?
    var isEmulated = false
    var address: UInt8?
    /// The port, and where that stands; `nil` when there is none to be used.
    var port: DeclaredPort?
    /// The settings that it wants for its port.
    var settings: [DeclaredSetting] = []
    var streams: [DataStream] = []

    /// The device as it is used; `nil` when something is wrong with it.
    func configured(at line: Int?) -> ConfiguredDevice? {
        guard let type, let line else { return nil }
        return ConfiguredDevice(
            name: name, type: type, isEmulated: isEmulated, address: address, line: line,
            streams: streams)
    }

    /// The address that its messages carry; `nil` when they carry none, or any.
    var actualAddress: UInt8? { address ?? type?.address?.standard }

    /// The device as it is emulated; `nil` when its definition does not say how.
    func emulated() -> EmulatedDevice? {
        guard let type else { return nil }
        return EmulatedDevice(
            type, address: address, clock: Timestamp(milliseconds: 0), start: .now)
    }
}

/// A port as the configuration names it.
struct DeclaredPort {
    let text: String
    let name: PortName
    let node: YAMLNode
}

/// A setting of a port, and where it stands.
struct DeclaredSetting {
    let setting: PortSetting
    let node: YAMLNode
}

/// A CSV file that a stream goes into.
struct DeclaredTable {
    let device: String
    let message: Message
}
