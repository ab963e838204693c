/// Where and when the bytes of a record were read.
public struct RecordOrigin: Sendable, Equatable {
    /// When the last byte was read; `nil` when that is not known.
    public var time: Timestamp?
    /// The port's descriptor as the user gave it.
    public var port: String?
    /// The configured name of the device.
    public var device: String?

    /// Creates an origin of what is known.
    public init(time: Timestamp? = nil, port: String? = nil, device: String? = nil) {
        self.time = time
        self.port = port
        self.device = device
    }
}

/// Which way raw bytes went.
public enum Direction: String, Sendable {
    /// Received from the line.
    case received = "rx"
    /// Transmitted onto the line.
    case transmitted = "tx"
}
