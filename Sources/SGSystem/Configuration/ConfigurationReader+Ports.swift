internal import SGDiagnostics
internal import SGPorts
internal import SGYAML

/// Where a device is, and how its line is to be set.
extension ConfigurationReader {
    /// Reads the `port` of a device, which is not opened.
    mutating func port(_ section: Section) -> DeclaredPort? {
        let text = text("port", of: section)
        guard !text.isEmpty, let node = section["port"] else { return nil }
        guard text.utf8.count <= longestPort, !text.contains("\0") else {
            report(node, "found \(quoted(text)), expected a path or a URL")
            return nil
        }
        do throws(PortError) {
            return DeclaredPort(text: text, name: try PortName(checking: text), node: node)
        } catch {
            switch error {
            case .malformed(_, let found, let expected):
                report(node, "found \(found), expected \(expected)")
            case .unknownScheme(_, let nearest):
                report(
                    node, "unknown kind of port \(quoted(text))",
                    hint: nearest.map { "did you mean '\($0)://'?" })
            default:
                report(node, "\(error)")
            }
            return nil
        }
    }

    /// Reads `port_settings`, with pySerial's names and values.
    ///
    /// Its time-outs must be right, but change nothing: they are about calls that wait for bytes,
    /// and here nothing waits for one port alone.
    mutating func portSettings(_ node: YAMLNode) -> [DeclaredSetting] {
        let timeouts = [
            "timeout", "write_timeout", "inter_byte_timeout", "writeTimeout", "interCharTimeout",
        ]
        let flags = PortSetting.Flag.allCases.map(\.rawValue)
        let section = section(
            node, "port settings",
            keys: ["baudrate", "bytesize", "parity", "stopbits"] + flags + ["longest_pause"]
                + timeouts)
        var settings: [DeclaredSetting] = []
        for entry in section.entries where !entry.value.isNull {
            let name = entry.key.text ?? ""
            let node = entry.value
            if timeouts.contains(name) {
                _ = seconds(name, of: section, atMost: 86_400)
            } else if let setting = portSetting(name, node, section) {
                settings.append(DeclaredSetting(setting: setting, node: node))
            }
        }
        return settings
    }

    private mutating func portSetting(
        _ name: String, _ node: YAMLNode, _ section: Section
    ) -> PortSetting? {
        switch name {
        case "baudrate":
            return integer(number(node), in: 1...Int(UInt32.max)).map { .baudrate($0) }
        case "bytesize":
            return integer(number(node), in: 5...8).flatMap { DataBits(rawValue: $0) }
                .map { .bytesize($0) }
        case "parity":
            return word(node, what: name).map { .parity($0) }
        case "stopbits":
            return word(number(node), what: name).map { .stopbits($0) }
        case "longest_pause":
            return seconds(name, of: section, atMost: 3600).map { .longestPause($0) }
        default:
            guard let flag = PortSetting.Flag(rawValue: name) else { return nil }
            return boolean(name, of: section).map { .flag(flag, $0) }
        }
    }
}

/// A number as PyYAML and pySerial understand it, written as it is usual here: `"9600"` and `9_600`
/// are 9600, and `2.0` is 2.
private func number(_ node: YAMLNode) -> YAMLNode {
    guard let text = node.text else { return node }
    let digits = text.replacing("_", with: "")
    let whole = digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits
    guard Int(whole) != nil else { return node }
    return YAMLNode(content: .scalar(text: whole, isPlain: true), mark: node.mark)
}

/// As many bytes as the longest path has.
private let longestPort = 4096
