internal import SGRecords

/// A record that may become a row: where in its line the parts stand that matter.
struct CSVRecord {
    /// Where a record has its values.
    enum Form {
        /// In `fields`, as sg-decode writes them.
        case decoded
        /// In all its members: it is no record of these tools.
        case plain
        /// In a frame that is not decoded.
        case undecoded
        /// Nowhere: it is an event, noise or a chunk of bytes.
        case withoutValues
    }

    /// Where the record has its values.
    let form: Form
    /// When its frame was read.
    let time: JSONMember?
    /// The configured name of its device.
    let device: JSONMember?
    /// The type of its device.
    let deviceType: JSONMember?
    /// The type of its message.
    let messageType: JSONMember?
    /// The names of the values that are suspect.
    let suspect: JSONMember?
    /// The members that are its values.
    let values: ArraySlice<JSONMember>

    /// Finds the parts in a line that was parsed.
    ///
    /// - Throws: `LineError` when `fields` is no object.
    init(_ object: JSONObject, in line: Span<UInt8>) throws(LineError) {
        let keys = RecordKeys(of: object, in: line)
        func member(_ index: Int?) -> JSONMember? { index.map { object.members[$0] } }
        time = member(keys.time)
        device = member(keys.device)
        deviceType = member(keys.deviceType)
        messageType = member(keys.messageType)
        suspect = member(keys.suspect)
        guard let fields = member(keys.fields) else {
            form = CSVRecord.form(of: object, keys, in: line)
            values = object.members[...]
            return
        }
        guard fields.kind == .object else {
            throw LineError("expected an object in 'fields'", column: fields.value.lowerBound + 1)
        }
        form = .decoded
        values = object.inner[fields.inner]
    }

    /// What a record without `fields` is.
    private static func form(
        of object: JSONObject, _ keys: RecordKeys, in line: Span<UInt8>
    ) -> Form {
        func isText(_ index: Int?) -> Bool {
            index.flatMap { object.members[$0].string(in: line) } != nil
        }
        if isText(keys.frame) { return .undecoded }
        let others = [
            keys.bytes, object.index(of: "noise", in: line), object.index(of: "event", in: line),
        ]
        return others.contains(where: isText) ? .withoutValues : .plain
    }
}
