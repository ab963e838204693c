internal import SGBytes
internal import SGDevices
internal import SGRecords

/// Finds the last record of a message, or of the page that shows what it sets.
struct BaseRecords: ~Copyable, LineConsumer {
    private let device: DeviceType
    private let owners: [Message]
    private var object = JSONObject()
    /// The frame of the last record.
    private(set) var found: Frame?

    /// Looks for records that a message can be built on.
    init(for target: Order.Target) {
        device = target.device
        owners = [target.message, target.message.shownPage].compactMap(\.self)
    }

    var isFull: Bool { false }

    mutating func flush() {}

    mutating func take(_ line: Span<UInt8>) throws(LineError) {
        guard let record = try MessageRecord(line, parsedBy: &object),
            record.deviceType == device.name,
            let owner = owners.first(where: { $0.name == record.messageType })
        else { return }
        if let bytes = record.frame {
            guard let frame = try? device.frame(bytes, of: owner) else {
                throw LineError("the frame is not a valid '\(owner.name)'")
            }
            found = frame
        } else {
            found = try encode(record.fields ?? [], as: owner)
        }
    }

    /// The frame of a record that has only fields.
    private func encode(
        _ fields: [FieldAssignment], as owner: Message
    ) throws(LineError) -> Frame {
        do throws(EncodeError) {
            return try device.frame(of: owner, with: fields, at: device.address?.standard)
        } catch {
            throw LineError("\(error)")
        }
    }

    /// What is looked for, for messages: `'a' or 'b'`.
    var wanted: String {
        owners.map { "'\($0.name)'" }.joined(separator: " or ")
    }
}
