/// What waiting for the bytes of a port gave.
public enum PortReading: Sendable, Equatable {
    /// So many bytes, at least one.
    case bytes(Int)
    /// The deadline has passed.
    case timedOut
    /// The process is asked to stop.
    case stopped
    /// Nobody reads the output any more.
    case outputClosed
    /// The end of a file, or of a pipe whose writers have gone.
    case ended
    /// The port is gone: unplugged, or its other end closed.
    case lost
}
