internal import SGDevices
internal import SGSystem

extension Message {
    /// The values of arguments such as `float_voltage=54.0`; the encoder judges what they may be.
    ///
    /// - Throws: 64 for an argument that names none of the fields, or one that was named before.
    func assignments(_ arguments: [String]) throws(ToolFailure) -> [FieldAssignment] {
        var values: [FieldAssignment] = []
        for argument in arguments {
            let value = try assignment(argument)
            if values.contains(where: { $0.name == value.name }) {
                throw ToolFailure(.usage, "found '\(value.name)' twice, expected one value")
            }
            values.append(value)
        }
        return values
    }

    private func assignment(_ argument: String) throws(ToolFailure) -> FieldAssignment {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else {
            throw ToolFailure(.usage, "found '\(argument)', expected FIELD=VALUE")
        }
        let name = String(parts[0])
        guard !fields.isEmpty else {
            throw ToolFailure(.usage, "found '\(argument)', but '\(self.name)' has no fields")
        }
        guard let field = fields.first(where: { $0.name == name }) else {
            throw .unknown("field", name, of: self.name, among: fields.map(\.name))
        }
        return (name, FieldValue(argument: String(parts[1]), for: field))
    }
}
