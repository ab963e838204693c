internal import Glibc

/// A system call failed.
public struct SystemError: Error, Sendable, Equatable {
    /// The number that errno held.
    public let code: Int32

    /// Creates the error for a number of errno.
    public init(code: Int32) {
        self.code = code
    }

    /// Nobody reads what is written.
    public static let brokenPipe = SystemError(code: EPIPE)

    /// The process was asked to stop during a wait.
    public static let stopped = SystemError(code: ECANCELED)

    /// The error of the call that has just failed on this thread.
    static var last: SystemError { SystemError(code: errno) }

    /// The system's words for the error, such as `No such file or directory`.
    public var message: String { String(cString: strerror(code)) }

    /// Whether the call would have had to wait.
    var isNotNow: Bool { code == EAGAIN }

    /// Whether what was called upon is gone: unplugged, hung up, or its connection broken.
    var isLoss: Bool {
        switch code {
        case EIO, ENXIO, ENODEV, EPIPE, ECONNRESET, ECONNABORTED, ETIMEDOUT, ENETUNREACH,
            EHOSTUNREACH, ENETDOWN:
            true
        default: false
        }
    }
}
