internal import SGDevices
internal import SGDiagnostics
internal import SGYAML

/// Where messages go.
extension ConfigurationReader {
    /// Reads the section `data_streams` of a device.
    ///
    /// - Returns: The streams; none for an emulated device, which sends nothing that is kept.
    mutating func streams(
        _ node: YAMLNode, of type: DeviceType, device: DeclaredDevice
    ) -> [DataStream] {
        guard let entries = node.entries else {
            report(node, "found \(node.kindName), expected file names by message")
            return []
        }
        return entries.compactMap { entry in
            let destination = destination(entry.value)
            guard let message = message(entry.key, of: type), let destination,
                !device.isEmulated
            else { return nil }
            if case .table(let path) = destination {
                checkTable(path, entry.value, DeclaredTable(device: device.name, message: message))
            }
            return DataStream(message: message, destination: destination)
        }
    }

    /// The message that the device sends under a name; that it sends none is only a warning.
    private mutating func message(_ key: YAMLNode, of type: DeviceType) -> Message? {
        let name = key.text ?? ""
        if let message = type.message(named: name, from: .device) { return message }
        let known = type.pages.map(\.name)
        report(
            key, severity: .warning, "no \(quoted(name)) comes from a '\(type.name)'",
            hint: hint(for: name, among: known, otherwise: "known are"))
        return nil
    }

    private mutating func destination(_ node: YAMLNode) -> DataStream.Destination? {
        guard let text = text(node) else { return nil }
        guard !text.isEmpty, !text.contains("\0") else {
            report(node, "found \(quoted(text)), expected the name of a file")
            return nil
        }
        if text == "-" { return .standardOutput }
        return text.hasSuffix(".jsonl") ? .records(text) : .table(text)
    }

    /// Reports a file that would need two headers.
    private mutating func checkTable(_ path: String, _ node: YAMLNode, _ table: DeclaredTable) {
        let file = plain(path)
        guard let other = tables[file] else {
            tables[file] = table
            return
        }
        guard table.message.columns == other.message.columns else {
            return reportOtherColumns(node, table, other)
        }
        guard table.message.isPageOfDays else { return }
        report(
            node,
            "'\(table.message.name)' of \(quoted(table.device)) does not go into the same file as that "
                + "of \(quoted(other.device)): nothing in it would tell their days apart",
            hint: "give it a file of its own")
    }

    private mutating func reportOtherColumns(
        _ node: YAMLNode, _ table: DeclaredTable, _ other: DeclaredTable
    ) {
        report(
            node,
            "'\(table.message.name)' of \(quoted(table.device)) does not go into the same file as "
                + "'\(other.message.name)' of \(quoted(other.device)), which has other columns",
            hint: "give it a file of its own")
    }

    /// A path without what does not lead anywhere: `./a//b` is `a/b`.
    private func plain(_ path: String) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }
}
