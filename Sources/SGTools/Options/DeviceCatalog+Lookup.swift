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
    ///   - owner: What it should belong to, such as a message; `nil` for nothing.
    ///   - known: The names that would have been right.
    static func unknown(
        _ what: String, _ name: String, of owner: String? = nil, among known: [String]
    ) -> ToolFailure {
        let place = owner.map { " of '\($0)'" } ?? ""
        var hint = "sg-devices lists all"
        if let nearest = nearestWord(to: name, among: known) {
            hint = "did you mean '\(nearest)'?"
        } else if 1...12 ~= known.count {
            hint = "known are \(known.joined(separator: ", "))"
        }
        return ToolFailure(.usage, "unknown \(what) '\(name)'\(place)\n  hint: \(hint)")
    }
}
