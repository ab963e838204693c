public import SGDevices

/// Something to send to a device, and what is to come back.
public struct Request: Sendable {
    /// The bytes to send; empty when a page is only waited for.
    public let frame: [UInt8]
    /// How long a reply may take to begin.
    public var timeout: Duration
    /// How often the bytes are sent, until a reply comes.
    public var attempts = 1

    /// How long the line must rest before.
    let gap: Duration
    /// What answers; `nil` when nothing is documented to.
    private(set) var expected: AwaitedReply?

    /// Creates a request of a known message.
    ///
    /// - Parameter frame: One that the host sends.
    public init(_ frame: Frame) {
        self.frame = frame.bytes
        timeout = frame.device.timing.reply
        gap = frame.device.timing.gap
        expected = AwaitedReply(to: frame)
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
        let address = address ?? device.address?.standard
        self.init(try device.frame(of: message, with: values, at: address))
    }

    /// Creates a request that sends nothing and waits for a page that a device sends by itself.
    ///
    /// - Parameters:
    ///   - page: The page.
    ///   - device: The device type that sends it.
    ///   - address: The device's address; `nil` for any.
    ///   - timeout: How long the page may take to begin.
    public init(
        awaiting page: Message, from device: DeviceType, at address: UInt8?, timeout: Duration
    ) {
        frame = []
        self.timeout = timeout
        gap = .zero
        expected = AwaitedReply(page: page, of: device, at: address)
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
