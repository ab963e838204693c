public import SGDevices
public import SGRecords

/// What a device has answered.
public struct Reply: Sendable {
    /// The kind of message it is.
    public let message: Message
    /// Its bytes, a valid frame of the message.
    public let frame: [UInt8]
    /// When its last byte was read.
    public let time: Timestamp?

    /// Takes the frame that was heard; `nil` for noise.
    public init?(_ heard: Heard) {
        guard case .frame(_, let message, let frame) = heard.content else { return nil }
        self.message = message
        self.frame = frame
        time = heard.time
    }

    /// Its fields, in the order of the definition.
    public var fields: [DecodedField] {
        (try? message.decode(frame)) ?? []
    }

    /// What a field holds; `nil` when there is no field of that name.
    public subscript(name: String) -> FieldValue? {
        fields.first { $0.name == name }?.value
    }
}
