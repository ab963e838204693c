/// One valid frame: its bytes, which message they are, and whose.
///
/// Only a framer and ``DeviceType/frame(_:of:)`` make one, so decoding it cannot fail.
public struct Frame: Sendable {
    /// The device type whose message it is.
    public let device: DeviceType
    /// The kind of message.
    public let message: Message
    /// Its bytes, as they were on the line.
    public let bytes: [UInt8]

    /// Creates a frame of bytes that were found to be valid.
    init(_ bytes: [UInt8], of message: Message, from device: DeviceType) {
        self.bytes = bytes
        self.message = message
        self.device = device
    }

    /// The device's address that it carries; `nil` when its message carries none.
    public var address: UInt8? { message.address(in: bytes) }

    /// Its fields, in the order of the definition.
    public var fields: [DecodedField] { message.fields(of: bytes.span) }

    /// What a field holds; `nil` when there is no field of that name.
    public subscript(name: String) -> FieldValue? {
        fields.first { $0.name == name }?.value
    }
}

extension Frame {
    /// This frame and the next that its device has sent as one, when the message comes in turn; `nil`
    /// when the next one is none of this turn.
    ///
    /// - Parameter next: What was heard after it, within ``Message/turn``.
    package func joined(with next: Frame) -> Frame? {
        guard message.turn != nil, message === next.message, address == next.address else {
            return nil
        }
        return try? device.frame(bytes + next.bytes, of: message)
    }
}

extension DeviceType {
    /// The frame of a message that bytes are exactly.
    ///
    /// - Parameters:
    ///   - bytes: The whole frame, of a device at any address; of a message that comes in turn, one
    ///     or more of its frames, one after the other.
    ///   - message: One of this type's messages.
    /// - Throws: ``Mismatch`` when they are not a valid frame of it.
    public func frame(_ bytes: [UInt8], of message: Message) throws(Mismatch) -> Frame {
        if let mismatch = message.mismatch(bytes.span) { throw mismatch }
        return Frame(bytes, of: message, from: self)
    }
}
