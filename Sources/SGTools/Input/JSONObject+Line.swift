internal import SGRecords

extension JSONObject {
    /// Finds the members of a line of input.
    ///
    /// - Throws: `LineError` with the column when the line is no JSON object.
    mutating func parse(line: Span<UInt8>) throws(LineError) {
        do throws(JSONError) {
            try parse(line)
        } catch {
            throw LineError(error.message, column: error.offset + 1)
        }
    }
}
