/// The answer that is waited for: this message of this device, at this address, and with the values
/// that it repeats from its request.
///
/// What was asked decides what an answer is: two messages may look alike, and a framer that has
/// heard no request could only guess.
package struct AwaitedReply: Sendable {
    /// The device type that answers.
    package let device: DeviceType
    /// The message that it answers with.
    package let message: Message
    /// The address that the answer carries; `nil` when it carries none.
    package let address: UInt8?
    /// The values that the answer has in common with its request.
    private let repeated: [DecodedField]

    /// Describes the reply to a request; `nil` when nothing is documented to answer it.
    package init?(to request: Frame) {
        guard let message = request.message.reply else { return nil }
        device = request.device
        self.message = message
        address = request.address
        let names = request.message.repeatedByReply
        repeated = names.isEmpty ? [] : request.fields.filter { names.contains($0.name) }
    }

    /// Describes a page that a device sends by itself.
    ///
    /// - Parameter address: The device's address; `nil` for any, or for a page that carries none.
    package init(page: Message, of device: DeviceType, at address: UInt8?) {
        self.device = device
        message = page
        self.address = page.hasAddress ? address : nil
        repeated = []
    }

    /// The answer that bytes are; `nil` when they are not a valid one.
    package func frame(of bytes: [UInt8]) -> Frame? {
        guard message.accepts(bytes, address: address) else { return nil }
        let frame = Frame(bytes, of: message, from: device)
        guard !repeated.isEmpty else { return frame }
        let fields = frame.fields
        let isRepeated = repeated.allSatisfy { expected in
            fields.contains { $0.name == expected.name && $0.value == expected.value }
        }
        return isRepeated ? frame : nil
    }

    /// What something heard is to whoever waits for this answer.
    package enum Verdict {
        /// The answer.
        case reply(Frame)
        /// The device will not do what it was asked, and why.
        case refusal(Frame, reasons: [String])
        /// The answer, but not whole.
        case damaged
        /// Something else.
        case other
    }

    /// Judges something that was heard.
    package func verdict(on heard: Framed) -> Verdict {
        if let frame = frame(of: heard.bytes) {
            let reasons = frame.refusals
            return reasons.isEmpty ? .reply(frame) : .refusal(frame, reasons: reasons)
        }
        switch heard {
        case .frame(let frame)
        where frame.message.isRefusal && frame.device === device && frame.address == address:
            return .refusal(frame, reasons: frame.refusals)
        case .noise(let bytes, _) where message.isDamaged(bytes, address: address):
            return .damaged
        case .frame, .noise:
            return .other
        }
    }

    /// Whether something heard is this answer, but not whole.
    package func isDamaged(_ heard: Framed) -> Bool {
        if case .damaged = verdict(on: heard) { true } else { false }
    }

    /// Whether a frame that answers the one could be taken for the answer to the other.
    package func isLike(_ other: AwaitedReply) -> Bool {
        isSameDevice(as: other) && message.isLike(other.message)
            && !repeated.contains { value in
                other.repeated.contains { $0.name == value.name && $0.value != value.value }
            }
    }

    /// Whether both come from one device.
    package func isSameDevice(as other: AwaitedReply) -> Bool {
        device === other.device && address == other.address
    }
}

extension Frame {
    /// The names of what in it says that the device has not done what it was asked: of flags, or of
    /// the message itself; empty for a frame that says no such thing.
    package var refusals: [String] {
        if message.isRefusal { return [message.name] }
        guard !message.refusals.isEmpty else { return [] }
        return fields.filter { message.refusals.contains($0.name) && $0.value == .bool(true) }
            .map(\.name)
    }
}
