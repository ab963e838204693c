internal import SGDevices
internal import SGDiagnostics
internal import SGPorts
internal import SGYAML

/// Which devices are at one port, and how it is set for all of them.
extension ConfigurationReader {
    /// The devices that share a line.
    private struct Group {
        let port: DeclaredPort
        /// Whether others connect to it.
        let isServed: Bool
        /// The places of the devices, in the order of the file.
        var members: [Int]
    }

    private struct GroupKey: Hashable {
        let port: String
        let isServed: Bool
    }

    /// Puts the devices on lines.
    ///
    /// - Returns: The lines, and the line of each device; `nil` for a device without a port that
    ///   can be used.
    mutating func lines() -> (lines: [ConfiguredLine], lineOfDevice: [Int?]) {
        let groups = groups()
        let served = Set(groups.filter(\.isServed).map(\.port.text))
        var lineOfDevice = [Int?](repeating: nil, count: devices.count)
        var lines: [ConfiguredLine] = []
        for (index, group) in groups.enumerated() {
            for member in group.members { lineOfDevice[member] = index }
            checkThatTheyDiffer(group.members)
            lines.append(
                ConfiguredLine(
                    port: port(of: group, served), settings: settings(of: group),
                    isServed: group.isServed))
        }
        return (lines, lineOfDevice)
    }

    private func groups() -> [Group] {
        var groups: [Group] = []
        var known: [GroupKey: Int] = [:]
        for (index, device) in devices.enumerated() {
            guard let port = device.port else { continue }
            let isServed = isEmulation || (device.isEmulated && port.name.canBeServed)
            let key = GroupKey(port: port.text, isServed: isServed)
            if let place = known[key] {
                groups[place].members.append(index)
            } else {
                known[key] = groups.count
                groups.append(Group(port: port, isServed: isServed, members: [index]))
            }
        }
        return groups.filter(\.isServed) + groups.filter { !$0.isServed }
    }

    /// What is opened: for devices at a pseudo-terminal that is served here, the link to it.
    private mutating func port(of group: Group, _ served: Set<String>) -> String {
        guard !group.isServed, case .pseudoTerminal(let link) = group.port.name,
            served.contains(group.port.text)
        else { return group.port.text }
        if let link { return link }
        report(
            group.port.node, "a pseudo-terminal without a name, which others here are emulated at",
            hint: "name it in all places: 'pty:LINK', where LINK is a path")
        return group.port.text
    }

    /// Reports devices whose messages look the same.
    private mutating func checkThatTheyDiffer(_ members: [Int]) {
        struct Kind: Hashable {
            let type: String
            let isEmulated: Bool
        }
        var known: [Kind: [DeclaredDevice]] = [:]
        for device in members.map({ devices[$0] }) {
            guard let type = device.type else { continue }
            let kind = Kind(type: type.name, isEmulated: device.isEmulated)
            let other = known[kind]?.first { $0.mayShareAddress(with: device) }
            known[kind, default: []].append(device)
            guard let other else { continue }
            report(
                device.node,
                "\(quoted(device.name)) and \(quoted(other.name)) cannot be told apart: "
                    + "both are a '\(type.name)' on one port",
                hint: type.address == nil ? nil : "give them different addresses with 'address'")
        }
    }

    // MARK: - Settings

    /// What the devices of a line want of it; what one of them sets serves for all.
    private mutating func settings(of group: Group) -> LineSettings {
        var chosen: [String: (setting: PortSetting, device: String)] = [:]
        for device in group.members.map({ devices[$0] }) {
            for declared in device.settings {
                let setting = declared.setting
                let other = chosen.updateValue((setting, device.name), forKey: setting.name)
                guard let other, other.setting != setting else { continue }
                report(
                    declared.node,
                    "\(setting.name) is \(setting.value) for \(quoted(device.name)), but "
                        + "\(other.setting.value) for \(quoted(other.device)) on the same port")
            }
        }
        let isSet = Set(chosen.keys)
        for device in group.members.map({ devices[$0] }) {
            for setting in device.defaults where !isSet.contains(setting.name) {
                let other = chosen.updateValue((setting, device.name), forKey: setting.name)
                guard let other, other.setting != setting, group.port.name.mayHaveSettings,
                    let node = device.port?.node
                else { continue }
                report(
                    node,
                    "\(quoted(device.name)) needs a \(setting.name) of \(setting.value), but "
                        + "\(quoted(other.device)) on the same port one of \(other.setting.value)",
                    hint: "'port_settings' of one of them decide for both")
            }
        }
        var settings = LineSettings()
        // A host may ask an emulated device before it is there, and waits for the answer.
        settings.keepsInput = group.members.contains { devices[$0].isEmulated }
        for (setting, _) in chosen.values { setting.apply(to: &settings) }
        return settings
    }
}

extension DeclaredDevice {
    /// Whether messages of one can come from the other's address; a device without one may be at any.
    fileprivate func mayShareAddress(with other: DeclaredDevice) -> Bool {
        guard let address = actualAddress, let other = other.actualAddress else { return true }
        return address == other
    }

    /// The settings that its type leaves the factory with; none when the type is not known.
    fileprivate var defaults: [PortSetting] {
        type.map { LineSettings($0.line).all(isHost: !isEmulated) } ?? []
    }
}
