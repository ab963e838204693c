internal import SGBytes
internal import SGDevices
internal import SGRecords

/// Finds the last record of a message, or of the page that shows what it sets.
struct BaseRecords: ~Copyable, LineConsumer {
    private let device: DeviceType
    private let owners: [Message]
    private var object = JSONObject()
    /// The frame of the last record.
    private(set) var found: BaseFrame?

    /// Looks for records that a message can be built on.
    init(for target: Order.Target) {
        device = target.device
        owners = [target.message, target.device.page(showing: target.message)].compactMap(\.self)
    }

    var isFull: Bool { false }

    mutating func flush() {}

    mutating func take(_ line: Span<UInt8>) throws(LineError) {
        guard let record = try MessageRecord(line, parsedBy: &object),
            record.deviceType == device.name,
            let owner = owners.first(where: { $0.name == record.messageType })
        else { return }
        let frame: [UInt8]
        if let bytes = record.frame {
            frame = bytes
        } else {
            frame = try encode(record.fields ?? [], as: owner)
        }
        guard owner.accepts(frame) else {
            throw LineError("the frame is no valid '\(owner.name)'")
        }
        found = BaseFrame(frame: frame, message: owner)
    }

    /// The frame of a record that has only fields.
    private func encode(
        _ fields: [FieldAssignment], as owner: Message
    ) throws(LineError) -> [UInt8] {
        do throws(EncodeError) {
            return try owner.encode(fields, address: device.address?.standard)
        } catch {
            throw LineError("\(error)")
        }
    }

    /// What is looked for, for messages: `'a' or 'b'`.
    var wanted: String {
        owners.map { "'\($0.name)'" }.joined(separator: " or ")
    }
}

extension DeviceType {
    /// The query that asks for what a message sets; `nil` when there is none.
    func query(showing message: Message) -> Message? {
        messages.first { $0.name == message.shownBy && $0.sender == .host }
    }

    /// The page that shows what a message sets.
    func page(showing message: Message) -> Message? {
        let name = query(showing: message)?.reply ?? message.shownBy
        return messages.first { $0.name == name && $0.sender == .device }
    }
}
