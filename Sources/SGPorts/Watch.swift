internal import Glibc

/// What several ports wait for, so that one wait is enough for all.
///
/// After the wait, each port is asked for what has happened there with a deadline that is over.
package struct Watch {
    private var entries: [pollfd] = []
    private var deadline: ContinuousClock.Instant?

    /// Waits for nothing yet.
    package init() {}

    /// Also waits for bytes that can be read from a port.
    package mutating func add(_ port: Port) {
        entries.append(pollfd(fd: port.descriptor, events: Int16(POLLIN), revents: 0))
        if port.hasUnseenBytes { add(deadline: .now) }
    }

    /// Also waits for a port to be open, or to be known not to open.
    package mutating func add(_ port: PendingPort) {
        entries.append(pollfd(fd: port.descriptor, events: Int16(POLLIN), revents: 0))
    }

    /// Also waits for the reader of what is written to a descriptor, or for its end.
    package mutating func add(writing descriptor: Int32) {
        entries.append(pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0))
    }

    /// Also waits for anything to happen at a port that is served.
    package mutating func add(_ server: PortServer) {
        entries += server.pollEntries
        if let moment = server.nextAttempt { add(deadline: moment) }
    }

    /// Also waits for a moment.
    package mutating func add(deadline moment: ContinuousClock.Instant) {
        deadline = min(moment, deadline ?? moment)
    }

    /// Waits until any of it has come.
    ///
    /// - Parameter limits: What else may end the wait.
    /// - Throws: `SystemError` when waiting itself fails.
    package mutating func wait(limits: WaitLimits = WaitLimits()) throws(SystemError) -> WaitResult
    {
        try SGPorts.wait(for: &entries, limits: deadline.map { limits.until($0) } ?? limits)
    }
}
