internal import SGRecords

extension RecordOrigin {
    /// What a record says of where and when its bytes were read.
    init(of object: JSONObject, _ keys: RecordKeys, in line: Span<UInt8>) {
        self.init(
            time: keys.time.flatMap { Timestamp(line.extracting(object.members[$0].text)) },
            port: keys.port.map { unescapedJSON(line.extracting(object.members[$0].text)) },
            device: keys.device.map { unescapedJSON(line.extracting(object.members[$0].text)) })
    }
}

extension RecordKeys {
    /// Whether a record's bytes were sent, not received.
    func isTransmitted(_ object: JSONObject, in line: Span<UInt8>) -> Bool {
        guard let direction else { return false }
        return unescapedJSON(line.extracting(object.members[direction].text))
            == Direction.transmitted.rawValue
    }
}
