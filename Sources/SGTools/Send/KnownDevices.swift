internal import SGDevices
internal import SGSystem

/// The device types that a message may be sent to, read when they are first needed.
final class KnownDevices {
    /// The only one; `nil` for all.
    let only: DeviceType?
    private let console: Console
    private let catalog: DeviceCatalog
    private var read: [DeviceType]?

    /// - Throws: 64 for an unknown name, 78 for a faulty definition.
    init(only name: String?, _ console: Console) throws(ToolFailure) {
        self.console = console
        catalog = DeviceCatalog(environment: console.environment)
        only = try name.map { [catalog] name throws(ToolFailure) in
            try catalog.device(name, for: console)
        }
    }

    /// All device types; a faulty definition is reported and left out.
    var all: [DeviceType] {
        if let read { return read }
        let devices = only.map { [$0] } ?? catalog.devices(for: console)
        read = devices
        return devices
    }

    /// All device types at every address: requests may go to any.
    var audience: [Audience] { all.map(Audience.init(anywhere:)) }
}
