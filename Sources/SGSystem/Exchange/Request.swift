public import SGDevices

/// Something to send to a device, and what is to come back.
public struct Request: Sendable {
    /// The bytes to send.
    public let frame: [UInt8]
    /// How long a reply may take to begin.
    public var timeout: Duration
    /// How often the bytes are sent, until a reply comes.
    public var attempts = 1

    /// How long the line must rest before.
    let gap: Duration
    /// What answers; `nil` when nothing is documented to.
    private(set) var expected: ExpectedReply?

    /// Creates a request of a known message.
    ///
    /// - Parameters:
    ///   - frame: A valid frame of the message.
    ///   - message: One that the host sends.
    ///   - device: The device type whose message it is.
    public init(_ frame: [UInt8], of message: Message, to device: DeviceType) {
        self.frame = frame
        timeout = device.timing.reply
        gap = device.timing.gap
        expected = ExpectedReply(to: frame, of: message, from: device)
    }

    /// Creates a request of a message with its fields.
    ///
    /// - Parameters:
    ///   - message: One that the host sends.
    ///   - device: The device type whose message it is.
    ///   - address: The device's address; `nil` for the one that devices leave the factory with.
    ///   - values: What its fields hold, each once; a field that is not given takes the definition's
    ///     default.
    /// - Throws: ``EncodeError`` for a value that is unknown, missing, of the wrong kind or out of
    ///   its range; nothing is ever cut or rounded to fit.
    public init(
        of message: Message, to device: DeviceType, at address: UInt8? = nil,
        with values: [FieldAssignment] = []
    ) throws(EncodeError) {
        let frame = try message.encode(values, address: address ?? device.address?.standard)
        self.init(frame, of: message, to: device)
    }

    /// Creates a request of any bytes, which nothing is known to answer.
    public init(bytes: [UInt8]) {
        frame = bytes
        timeout = .zero
        gap = .zero
        expected = nil
    }

    /// Whether a reply is expected.
    public var hasReply: Bool { expected != nil }

    /// The same request, whose reply nobody waits for.
    public var unanswered: Request {
        var request = self
        request.expected = nil
        return request
    }
}
