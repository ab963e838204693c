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
        try object.parse(line: line)
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
            fields = try object.values(of: object.inner[members[index].inner], in: line)
        } else {
            fields = nil
        }
        if frame == nil, messageType == nil { return nil }
    }
}
