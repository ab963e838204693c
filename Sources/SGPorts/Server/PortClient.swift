/// One who has a served port open; no two of a server are ever the same.
public struct PortClient: Hashable, Sendable {
    /// Its number: 1 for the first.
    public let number: Int
}

/// What happens to a served port.
public enum PortServerEvent: Sendable, Equatable {
    /// Somebody has opened the port.
    case opened(PortClient)
    /// Somebody has written bytes, at least one.
    case received(PortClient, [UInt8])
    /// Somebody has taken all bytes that waited for him.
    case sent(PortClient)
    /// Somebody has closed the port, or it has gone; nothing more comes from there.
    case closed(PortClient)
    /// The end of a file, or of a pipe whose writers have gone: nobody will come again.
    case ended
    /// The deadline has passed.
    case timedOut
    /// The process is asked to stop.
    case stopped
    /// Nobody reads the output any more.
    case outputClosed
}
