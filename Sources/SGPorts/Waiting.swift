internal import Glibc

/// What may end a wait besides what is waited for.
public struct WaitLimits: Sendable {
    /// A descriptor that can be read once the process is asked to stop; negative for none.
    public var stop: Int32
    /// A descriptor that is written to, and whose reader may go away; negative for none.
    public var output: Int32
    /// When to give up; `nil` for never.
    public var deadline: ContinuousClock.Instant?

    /// Creates limits; without arguments there are none.
    public init(
        stop: Int32 = -1, output: Int32 = -1, deadline: ContinuousClock.Instant? = nil
    ) {
        self.stop = stop
        self.output = output
        self.deadline = deadline
    }
}

/// How a wait ended.
package enum WaitResult: Sendable {
    /// The descriptor can be read, or has come to its end or failed: reading will tell.
    case ready
    /// The deadline has passed.
    case timedOut
    /// The process is asked to stop.
    case stopped
    /// Nobody reads the output any more.
    case outputClosed
}

/// Waits until a descriptor can be read.
///
/// The corresponding C function is `poll`.
///
/// - Throws: `SystemError` when waiting itself fails.
package func waitToRead(
    _ descriptor: Int32, limits: WaitLimits = WaitLimits()
) throws(SystemError) -> WaitResult {
    var entries = [
        pollfd(fd: limits.stop, events: Int16(POLLIN), revents: 0),
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: limits.output, events: 0, revents: 0),
    ]
    while true {
        let count = poll(&entries, 3, milliseconds(until: limits.deadline))
        if count < 0 {
            guard errno == EINTR else { throw .last }
            continue
        }
        if entries[0].revents != 0 { return .stopped }
        if entries[1].revents != 0 { return .ready }
        if entries[2].revents & Int16(POLLERR | POLLHUP) != 0 { return .outputClosed }
        if let deadline = limits.deadline, deadline <= .now { return .timedOut }
    }
}

/// The time left as `poll` wants it: rounded up, so that it never wakes too early; -1 for ever.
func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
    guard let deadline else { return -1 }
    let left = deadline - .now
    guard left > .zero else { return 0 }
    guard left < .seconds(86_400) else { return 86_400_000 }
    let (seconds, attoseconds) = left.components
    return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
}
