internal import SGRecords

/// What tells the kind of a record, as the bytes stood in its line: to see without further work that
/// the next record is of the same kind.
struct CSVSignature {
    private let device: [UInt8]?
    private let deviceType: [UInt8]?
    private let messageType: [UInt8]?
    private let form: CSVRecord.Form

    /// Keeps what tells the kind of a record.
    init(_ record: CSVRecord, in line: Span<UInt8>) {
        func bytes(_ member: JSONMember?) -> [UInt8]? {
            member.map { member in member.value.map { line[$0] } }
        }
        device = bytes(record.device)
        deviceType = bytes(record.deviceType)
        messageType = bytes(record.messageType)
        form = record.form
    }

    /// Whether another record has the same.
    func isThat(of record: CSVRecord, in line: Span<UInt8>) -> Bool {
        form == record.form
            && isSame(messageType, record.messageType, line)
            && isSame(deviceType, record.deviceType, line)
            && isSame(device, record.device, line)
    }

    private func isSame(_ bytes: [UInt8]?, _ member: JSONMember?, _ line: Span<UInt8>) -> Bool {
        guard let bytes, let member else { return bytes == nil && member == nil }
        guard bytes.count == member.value.count else { return false }
        let start = member.value.lowerBound
        return bytes.indices.allSatisfy { bytes[$0] == line[start + $0] }
    }
}
