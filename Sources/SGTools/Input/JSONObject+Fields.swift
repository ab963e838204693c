internal import SGDevices
internal import SGRecords

extension JSONObject {
    /// The values of members by their names, such as those of a record's `fields`.
    ///
    /// - Throws: `LineError` for a value that is an object.
    func values(
        of members: ArraySlice<JSONMember>, in line: Span<UInt8>
    ) throws(LineError) -> [FieldAssignment] {
        var values: [FieldAssignment] = []
        for member in members {
            let name = unescapedJSON(line.extracting(member.key))
            guard let value = FieldValue(member, in: line) else {
                throw LineError(
                    "\(name): found an object, expected a value",
                    column: member.value.lowerBound + 1)
            }
            values.append((name, value))
        }
        return values
    }
}
