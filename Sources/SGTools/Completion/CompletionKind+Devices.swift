internal import ArgumentParser
internal import SGDevices
internal import SGPorts
internal import SGSystem

extension CompletionKind {
    /// The names of the device types.
    static var deviceTypes: CompletionKind {
        .custom { _, _, _ in
            completableDevices().map { device in
                candidate(
                    device.name, "\(device.manufacturer) \(device.model), \(device.category)")
            }
        }
    }
}

/// The device types that are known here; one whose definition is faulty is left out.
///
/// - Parameter names: The names of those that are wanted; all are when none is given, or known.
func completableDevices(_ names: [String] = []) -> [DeviceType] {
    // The parser asks for completions without a console.
    let catalog = DeviceCatalog(environment: processEnvironment())
    let known = catalog.names
    let wanted = names.filter(known.contains)
    return (wanted.isEmpty ? known : wanted).compactMap { catalog.definition(named: $0)?.device }
}
