internal import SGDevices

/// The reply that one request is to have: from this device, at this address, of this kind, and
/// with the values that it repeats.
struct ExpectedReply: Sendable {
    /// Who answers with what; replies of one source cannot be told apart but by what they repeat.
    struct Source: Equatable, Sendable {
        var deviceType: String
        var address: UInt8?
        var message: String

        func isSameDevice(as other: Source) -> Bool {
            deviceType == other.deviceType && address == other.address
        }
    }

    let device: DeviceType
    let message: Message
    let address: UInt8?
    /// The values that the reply has in common with the request.
    private let repeated: [DecodedField]

    /// Creates what answers a frame; `nil` when nothing is documented to.
    init?(to frame: [UInt8], of request: Message, from device: DeviceType) {
        guard let name = request.reply,
            let message = device.messages.first(where: { $0.name == name && $0.sender == .device })
        else { return nil }
        self.device = device
        self.message = message
        address = request.address(in: frame)
        let fields = (try? request.decode(frame)) ?? []
        repeated = fields.filter { request.repeatedByReply.contains($0.name) }
    }

    var source: Source {
        Source(deviceType: device.name, address: address, message: message.name)
    }

    /// Whether bytes are this reply.
    func isReply(_ bytes: [UInt8]) -> Bool {
        guard message.accepts(bytes, address: address) else { return false }
        guard !repeated.isEmpty else { return true }
        let fields = (try? message.decode(bytes)) ?? []
        return repeated.allSatisfy { expected in
            fields.contains { $0.name == expected.name && $0.value == expected.value }
        }
    }

    /// Whether something heard is this reply, but not whole.
    func isDamagedReply(_ heard: Heard) -> Bool {
        guard case .noise(let bytes, _) = heard.content else { return false }
        return message.isDamaged(bytes, address: address)
    }

    /// Whether the device says that it will not do what it was asked.
    func isRefusal(_ heard: Heard) -> Bool {
        guard case .frame(let device, let message, let bytes) = heard.content else { return false }
        return message.isRefusal && device.name == self.device.name
            && message.address(in: bytes) == address
    }
}
