public import SGDevices
public import SGRecords

/// A frame, or bytes that belong to none, as they came off a line.
public struct Heard: Sendable {
    /// The frame or the noise.
    public let content: Framed
    /// When its last byte was read.
    public let time: Timestamp?
    /// How many bytes had come off the line before it.
    let start: Int
    /// Whether it answers a request that nobody waits for any more.
    package internal(set) var isLateReply = false

    /// Its bytes.
    public var bytes: [UInt8] { content.bytes }
}
