/// Modem lines and breaks.
extension Port {
    /// Sets the level of the RTS line; a port without one ignores it.
    ///
    /// - Throws: `PortError` when the port fails.
    public func set(rts level: Bool) throws(PortError) {
        try channel.set(.rts, level)
    }

    /// Sets the level of the DTR line; a port without one ignores it.
    ///
    /// - Throws: `PortError` when the port fails.
    public func set(dtr level: Bool) throws(PortError) {
        try channel.set(.dtr, level)
    }

    /// Begins to set the level of a modem line, without waiting for the answer of another machine.
    ///
    /// - Throws: `PortError` when the port fails.
    package func begin(_ line: ModemLine, _ level: Bool) throws(PortError) {
        try channel.begin(line, level)
    }

    /// Until when such an answer is waited for; `nil` while none is.
    package var answerDeadline: ContinuousClock.Instant? { channel.answerDeadline }

    /// Tells once what has become of what was begun; the answer comes while the port is read.
    ///
    /// - Throws: `PortError` when it was refused, or no answer has come until the deadline.
    package func checkAnswers() throws(PortError) {
        try channel.checkAnswers()
    }

    /// The levels of the other end's modem lines; `nil` when the port has no such lines.
    ///
    /// - Throws: `PortError` when the port fails.
    public func modemLines() throws(PortError) -> ModemLines? {
        try channel.modemLines()
    }

    /// Sends a break: a low level for longer than any character.
    ///
    /// - Parameters:
    ///   - duration: How long it is.
    ///   - limits: What may end it earlier.
    /// - Throws: `PortError` when the port fails.
    public func sendBreak(
        for duration: Duration = .milliseconds(250), limits: WaitLimits = WaitLimits()
    ) throws(PortError) {
        try channel.setBreak(true)
        _ = try signalling(name) { () throws(SystemError) in
            try pause(until: .now + duration, limits: limits)
        }
        try channel.setBreak(false)
    }
}
