internal import SGBytes
internal import SGDevices
internal import SGRecords

/// What a record says about a message: which it is, and its frame or its fields.
struct MessageRecord {
    let deviceType: String?
    let messageType: String?
    let frame: [UInt8]?
    let fields: [FieldAssignment]?

    /// Reads a record; `nil` for one that is about no message, such as an event.
    ///
    /// - Throws: `LineError` when the line is no record, or its frame is not hex.
    init?(_ line: Span<UInt8>, parsedBy object: inout JSONObject) throws(LineError) {
        do throws(JSONError) {
            try object.parse(line)
        } catch {
            throw LineError(error.message, column: error.offset + 1)
        }
        let keys = RecordKeys(of: object, in: line)
        let members = object.members
        deviceType = keys.deviceType.flatMap { members[$0].string(in: line) }
        messageType = keys.messageType.flatMap { members[$0].string(in: line) }
        if let text = keys.frame.flatMap({ members[$0].string(in: line) }) {
            guard let bytes = bytes(hex: text) else {
                throw LineError("the frame is no pairs of hex digits")
            }
            frame = bytes
        } else {
            frame = nil
        }
        if let index = keys.fields {
            fields = try object.values(of: members[index], in: line)
        } else {
            fields = nil
        }
        if frame == nil, messageType == nil { return nil }
    }
}

extension JSONObject {
    /// The values of the members of a record's `fields`.
    ///
    /// - Throws: `LineError` for one that is an object.
    fileprivate func values(
        of fields: JSONMember, in line: Span<UInt8>
    ) throws(LineError) -> [FieldAssignment] {
        var values: [FieldAssignment] = []
        for member in inner[fields.inner] {
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
