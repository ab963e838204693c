/// What waiting for a port to take bytes gave.
public enum PortWriting: Sendable, Equatable {
    /// All bytes were taken.
    case done
    /// The deadline has passed; some bytes may have been taken.
    case timedOut
    /// The process is asked to stop; some bytes may have been taken.
    case stopped
    /// Nobody reads the output any more; some bytes may have been taken.
    case outputClosed
    /// The port is gone: unplugged, or its other end closed.
    case lost

    /// What a wait that has ended without success means for writing.
    init?(_ result: WaitResult) {
        switch result {
        case .ready: return nil
        case .timedOut: self = .timedOut
        case .stopped: self = .stopped
        case .outputClosed: self = .outputClosed
        }
    }
}
