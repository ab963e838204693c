/// A valid frame, and why it is not taken, if it is not.
package struct FoundFrame: Sendable {
    /// The frame.
    package let frame: Frame
    /// The address that it carries, when that is not listened to.
    package internal(set) var address: UInt8?
    /// Who sends it, when the listener does not hear that end of the line.
    package internal(set) var sender: Side?
    /// Whether its device type is not listened for.
    package internal(set) var isOfOtherType = false

    /// A frame that the listener is after.
    package init(_ frame: Frame) {
        self.frame = frame
    }

    /// Whether it is a frame that the listener is after.
    package var isWanted: Bool { address == nil && sender == nil && !isOfOtherType }
}

/// A piece of a stream that has been explained.
package enum StreamPart: Sendable {
    /// A frame.
    case frame(FoundFrame)
    /// Bytes that are no frame, and what they came near to.
    case noise([UInt8], [NearMiss])
    /// A frame of several messages, by their names, which only the request tells apart.
    case ambiguous([UInt8], [String])

    /// How many bytes it holds.
    package var count: Int {
        switch self {
        case .frame(let found): found.frame.bytes.count
        case .noise(let bytes, _), .ambiguous(let bytes, _): bytes.count
        }
    }
}
