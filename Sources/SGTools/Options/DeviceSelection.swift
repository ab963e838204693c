internal import SGDevices
internal import SGDiagnostics
internal import SGSystem

/// The device types that a command line asks for.
///
/// Those that are named are read at once, so that a mistake shows. All known ones are read when
/// they are first needed: a record that says what its frame is needs none but that.
final class DeviceSelection {
    /// Where device types are looked up.
    let catalog: DeviceCatalog
    /// The names on the command line; empty for all types.
    let names: [String]
    private let console: Console
    private let options: DeviceOptions
    private var read: [DeviceType]?
    /// What was looked up by name; an inner `nil` for what is unknown.
    private var named: [String: DeviceType?] = [:]
    /// How many names are remembered.
    private static let mostNamed = 1024

    /// Takes the choice of a command line.
    ///
    /// - Throws: 64 for an unknown name, 78 for a faulty definition.
    init(_ options: DeviceOptions, console: Console) throws(ToolFailure) {
        catalog = DeviceCatalog(environment: console.environment)
        names = options.names
        self.options = options
        self.console = console
        if !options.names.isEmpty { read = try options.devices(console) }
    }

    /// All device types of the selection.
    var devices: [DeviceType] {
        if let read { return read }
        // Without names nothing can be unknown, and faulty definitions are left out.
        let devices = (try? options.devices(console)) ?? []
        read = devices
        return devices
    }

    /// All device types of the selection, at the addresses that are asked for.
    var audience: [Audience] { options.audience(devices) }

    /// The device type of a name, whether it belongs to the selection or not, read once; `nil` for an
    /// unknown one.
    ///
    /// - Throws: The first error of a faulty definition.
    func device(named name: String) throws(Diagnostic) -> DeviceType? {
        if let known = named[name] { return known }
        let device = try catalog.device(named: name)
        if named.count < DeviceSelection.mostNamed { named[name] = .some(device) }
        return device
    }

    /// All known device types that do not belong to the selection.
    var otherDevices: [DeviceType] {
        guard !names.isEmpty else { return [] }
        return catalog.devices(for: console).filter { !names.contains($0.name) }
    }
}
