/// A valid frame, and why it is not taken, if it is not.
package struct FoundFrame: Sendable {
    /// The device type whose message it is.
    package let device: DeviceType
    /// The message.
    package let message: Message
    /// Its bytes.
    package let bytes: [UInt8]
    /// The address that it carries, when that is not listened to.
    package let address: UInt8?
    /// Who sends it, when the listener does not hear that end of the line.
    package let sender: Side?
    /// Whether its device type is not listened for.
    package let isOfOtherType: Bool

    /// Whether it is a frame that the listener is after.
    package var isWanted: Bool { address == nil && sender == nil && !isOfOtherType }
}

/// A piece of a stream that has been explained.
package enum StreamPart: Sendable {
    /// A frame.
    case frame(FoundFrame)
    /// Bytes that are no frame, and what they came near to.
    case noise([UInt8], [NearMiss])

    /// How many bytes it holds.
    package var count: Int {
        switch self {
        case .frame(let frame): frame.bytes.count
        case .noise(let bytes, _): bytes.count
        }
    }
}
