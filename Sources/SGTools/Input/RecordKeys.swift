internal import SGRecords

/// Where the keys that the tools know stand among the members of a record.
struct RecordKeys {
    var time, port, device, deviceType, messageType, frame, fields, suspect, bytes, direction: Int?

    /// Finds all known keys in one pass; of a key that stands twice, the last.
    init(of object: JSONObject, in line: Span<UInt8>) {
        for (index, member) in object.members.enumerated() {
            guard !member.keyHasEscapes else {
                addEscaped(member, index, in: line)
                continue
            }
            add(line.extracting(member.key), index)
        }
    }

    private mutating func add(_ key: Span<UInt8>, _ index: Int) {
        switch key.count {
        case 4:
            if equal(key, "time") { time = index }
            if equal(key, "port") { port = index }
        case 5:
            if equal(key, "frame") { frame = index }
            if equal(key, "bytes") { bytes = index }
        case 6:
            if equal(key, "fields") { fields = index }
            if equal(key, "device") { device = index }
        case 7: if equal(key, "suspect") { suspect = index }
        case 9: if equal(key, "direction") { direction = index }
        case 11: if equal(key, "device_type") { deviceType = index }
        case 12: if equal(key, "message_type") { messageType = index }
        default: break
        }
    }

    private mutating func addEscaped(_ member: JSONMember, _ index: Int, in line: Span<UInt8>) {
        let key = Array(unescapedJSON(line.extracting(member.key)).utf8)
        add(key.span, index)
    }

    @inline(__always)
    private func equal(_ key: Span<UInt8>, _ name: StaticString) -> Bool {
        let name = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        for i in name.indices where key[i] != name[i] { return false }
        return true
    }
}
