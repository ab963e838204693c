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

    /// The same limits with a deadline that is no later than a moment.
    func until(_ moment: ContinuousClock.Instant) -> WaitLimits {
        WaitLimits(stop: stop, output: output, deadline: min(moment, deadline ?? moment))
    }
}

/// How a wait ended.
package enum WaitResult: Sendable {
    /// The descriptor can be read or written, or has come to its end or failed: trying will tell.
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
    try wait(for: POLLIN, on: descriptor, limits: limits)
}

/// Waits until a descriptor can be written to.
///
/// The corresponding C function is `poll`.
///
/// - Throws: `SystemError` when waiting itself fails.
package func waitToWrite(
    _ descriptor: Int32, limits: WaitLimits = WaitLimits()
) throws(SystemError) -> WaitResult {
    try wait(for: POLLOUT, on: descriptor, limits: limits)
}

/// Waits until a moment.
///
/// - Throws: `SystemError` when waiting itself fails.
/// - Returns: `.timedOut` at that moment.
func pause(until moment: ContinuousClock.Instant, limits: WaitLimits) throws(SystemError)
    -> WaitResult
{
    try wait(for: 0, on: -1, limits: limits.until(moment))
}

private func wait(
    for events: Int32, on descriptor: Int32, limits: WaitLimits
) throws(SystemError) -> WaitResult {
    var entries = [pollfd(fd: descriptor, events: Int16(events), revents: 0)]
    return try wait(for: &entries, limits: limits)
}

/// Waits until something can be done with one of several descriptors.
///
/// The corresponding C function is `poll`.
///
/// - Throws: `SystemError` when waiting itself fails.
func wait(
    for entries: inout [pollfd], limits: WaitLimits
) throws(SystemError) -> WaitResult {
    let stop = entries.count
    entries.append(pollfd(fd: limits.stop, events: Int16(POLLIN), revents: 0))
    entries.append(pollfd(fd: limits.output, events: 0, revents: 0))
    defer { entries.removeLast(2) }
    while true {
        let count = poll(&entries, nfds_t(entries.count), milliseconds(until: limits.deadline))
        if count < 0 {
            guard errno == EINTR else { throw .last }
            continue
        }
        if entries[stop].revents != 0 { return .stopped }
        if entries[..<stop].contains(where: { $0.revents != 0 }) { return .ready }
        if entries[stop + 1].revents & Int16(POLLERR | POLLHUP) != 0 { return .outputClosed }
        if let deadline = limits.deadline, deadline <= .now { return .timedOut }
    }
}

/// Whether a descriptor has something to read right now; a negative one never has.
func canReadNow(_ descriptor: Int32) throws(SystemError) -> Bool {
    guard descriptor >= 0 else { return false }
    return try waitToRead(descriptor, limits: WaitLimits(deadline: .now)) == .ready
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
