internal import SGDevices
public import SGPorts

/// Why a request has brought no reply.
public enum RequestError: Error, Sendable {
    /// The device has not answered in time, however often it was asked.
    case noReply
    /// The device has answered, but never with a frame that was whole.
    case damaged
    /// The device has answered that it will not do it.
    case refused(Reply)
    /// The port takes no bytes: its other end does not read, or has paused the line.
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
        case .refused(let reply): "refused with \(reply.message.name)"
        case .blocked: "the port takes no bytes"
        case .lost: "the port is gone"
        case .port(let error): "\(error)"
        }
    }
}
