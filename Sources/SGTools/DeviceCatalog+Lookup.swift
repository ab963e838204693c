internal import SGDevices
internal import SGDiagnostics
internal import SGSystem

extension DeviceCatalog {
    /// All device types; a faulty definition is reported and left out.
    func devices(for console: Console) -> [DeviceType] {
        names.compactMap { name in
            guard let definition = definition(named: name) else { return nil }
            for diagnostic in definition.diagnostics { console.report(diagnostic) }
            return definition.device
        }
    }

    /// The device type that the user named; what is wrong with its definition is reported.
    ///
    /// - Throws: 64 for an unknown name, 78 for a faulty definition.
    func device(
        _ name: String, wantedFor purpose: Definition.Purpose = .use, for console: Console
    ) throws(ToolFailure) -> DeviceType {
        guard let definition = definition(named: name, for: purpose) else {
            throw .unknown("device type", name, among: names)
        }
        for diagnostic in definition.diagnostics { console.report(diagnostic) }
        guard let device = definition.device else {
            throw ToolFailure(.wrongConfiguration, "the definition of '\(name)' cannot be used")
        }
        return device
    }
}

extension ToolFailure {
    /// The user named something that does not exist.
    ///
    /// - Parameters:
    ///   - what: What was named, such as `device type`.
    ///   - name: Its name as the user wrote it.
    ///   - known: The names that would have been right.
    static func unknown(
        _ what: String, _ name: String, among known: [String]
    ) -> ToolFailure {
        let hint = nearestWord(to: name, among: known).map { "\n  hint: did you mean '\($0)'?" }
        return ToolFailure(.usage, "unknown \(what) '\(name)'" + (hint ?? ""))
    }
}
