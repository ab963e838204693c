internal import SGDevices
internal import SGDiagnostics
internal import SGYAML

/// The devices, each by itself.
extension ConfigurationReader {
    /// Reads the section `devices`.
    mutating func readDevices(_ parent: Section) {
        guard let node = parent["devices"] else { return reportMissing("devices", parent) }
        guard let entries = node.entries, !entries.isEmpty else {
            return report(node, "found \(node.kindName), expected devices by their names")
        }
        let names = entries.compactMap { Section($0.value)["device_type"]?.text }
        emulatedTypes = Set(names.filter(isEmulator).map(baseName))
        for entry in entries {
            let device = device(entry)
            places[device.name] = devices.count
            devices.append(device)
        }
    }

    private mutating func device(_ entry: YAMLEntry) -> DeclaredDevice {
        var device = DeclaredDevice(name: entry.key.text ?? "", node: entry.key)
        if device.name.isEmpty { report(entry.key, "found '', expected the name of a device") }
        let section = section(
            entry.value, "a device",
            keys: ["device_type", "port", "port_settings", "data_streams", "address"])
        let typeName = text("device_type", of: section)
        device.isEmulated = isEmulation || isEmulator(typeName)
        if !typeName.isEmpty, let node = section["device_type"] {
            device.type = type(typeName, at: node)
        }
        device.address = section["address"].flatMap { address($0, of: device.type) }
        device.port = port(section)
        if let node = section["port_settings"], !node.isNull {
            device.settings = portSettings(node)
        }
        if let node = section["data_streams"], !node.isNull, let type = device.type {
            device.streams = streams(node, of: type, device: device)
        }
        if device.isEmulated, let type = device.type, device.emulated() == nil {
            report(device.node, "the definition of '\(type.name)' does not say how to emulate it")
        }
        return device
    }

    // MARK: - Types

    /// The device type of a name, which is looked up once; `nil` when it cannot be used.
    private mutating func type(_ typeName: String, at node: YAMLNode) -> DeviceType? {
        let name = baseName(typeName)
        if let known = types[name] {
            if known == nil { reportUnusable(typeName, at: node) }
            return known
        }
        let isEmulated = isEmulation || emulatedTypes.contains(name)
        let definition = catalog.definition(named: name, for: isEmulated ? .emulation : .use)
        let type = definition?.device
        types[name] = .some(type)
        for diagnostic in definition?.diagnostics ?? [] { report(diagnostic) }
        if type == nil { reportUnusable(typeName, at: node) }
        return type
    }

    private mutating func reportUnusable(_ typeName: String, at node: YAMLNode) {
        let names = knownTypeNames ?? catalog.names
        knownTypeNames = names
        if names.contains(baseName(typeName)) {
            return report(node, "the definition of '\(baseName(typeName))' cannot be used")
        }
        reportUnknown(
            typeName, node, what: "device type",
            known: isEmulator(typeName) ? names.map { $0 + emulatorSuffix } : names)
    }

    private mutating func address(_ node: YAMLNode, of type: DeviceType?) -> UInt8? {
        guard let type else { return integer(node, in: 0...255).map { UInt8($0) } }
        guard let range = type.address else {
            report(node, "found an address, but '\(type.name)' has none")
            return nil
        }
        return integer(node, in: Int(range.minimum)...Int(range.maximum)).map { UInt8($0) }
    }
}

private let emulatorSuffix = "_emulator"

private func isEmulator(_ typeName: String) -> Bool {
    typeName.hasSuffix(emulatorSuffix)
}

/// The device type's name without what makes it an emulator.
private func baseName(_ typeName: String) -> String {
    isEmulator(typeName) ? String(typeName.dropLast(emulatorSuffix.count)) : typeName
}
