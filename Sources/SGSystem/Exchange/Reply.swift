public import SGDevices
public import SGRecords

/// What a device has answered.
public struct Reply: Sendable {
    /// The answer, as the message that was asked for.
    public let frame: Frame
    /// When its last byte was read.
    public let time: Timestamp?

    /// Creates a reply.
    public init(_ frame: Frame, at time: Timestamp?) {
        self.frame = frame
        self.time = time
    }

    /// The kind of message it is.
    public var message: Message { frame.message }

    /// Its fields, in the order of the definition.
    public var fields: [DecodedField] { frame.fields }

    /// What a field holds; `nil` when there is no field of that name.
    public subscript(name: String) -> FieldValue? { frame[name] }
}
