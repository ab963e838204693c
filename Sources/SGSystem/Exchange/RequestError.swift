internal import SGDevices
public import SGPorts

/// Why a request has brought no reply.
public enum RequestError: Error, Sendable {
    /// The device has not answered in time, however often it was asked.
    case noReply
    /// The device has answered, but never with a frame that was whole.
    case damaged
    /// The device has answered that it will not do it.
    case refused(Refusal)
    /// The port does not accept data: its other end does not read, or has paused the line.
    case blocked
    /// The port is gone.
    case lost
    /// The port fails in another way.
    case port(PortError)
}

extension RequestError: CustomStringConvertible {
    /// What has happened.
    public var description: String {
        switch self {
        case .noReply: "no reply"
        case .damaged: "damaged replies only"
        case .refused(let refusal): "refused: \(refusal.reason)"
        case .blocked: "the port does not accept data"
        case .lost: "the port is gone"
        case .port(let error): "\(error)"
        }
    }
}
