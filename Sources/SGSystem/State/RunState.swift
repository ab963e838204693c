public import SGRecords

/// What is remembered of a system between its cycles.
public struct RunState: Sendable, Equatable {
    /// When the last cycle began; `nil` when that is not known.
    public var lastRun: Timestamp?
    /// Whether something that is done when the system is back online has failed, and is still to be
    /// done.
    public var isGapOpen = false
    /// What is remembered of each device, by its configured name.
    public var devices: [String: Device] = [:]

    /// What is remembered of one device.
    public struct Device: Sendable, Equatable {
        /// Whether it answered when it was last expected to.
        public var hasAnswered = true
        /// When its last valid message came; `nil` when none ever did.
        public var lastAnswer: Timestamp?
        /// In how many cycles in a row it has not answered.
        public var failures = 0
        /// In how many cycles it has not answered at all.
        public var allFailures = 0
        /// The addresses that its messages have come from when the configuration names none, the
        /// device's own first.
        public var addresses: [UInt8] = []

        /// A device that nothing is known of.
        public init() {}
    }

    /// Nothing is remembered.
    public init() {}
}

extension RunState {
    /// Whether the system has missed a cycle, or nobody knows whether it has: no last cycle is known,
    /// or the clock was set back behind it.
    ///
    /// It stays so until everything that depends on it is done.
    ///
    /// - Parameters:
    ///   - period: How long after one cycle the next is to begin.
    ///   - now: When this cycle begins; ``began(at:)`` is called after this.
    public func isSystemBackOnline(period: Duration, now: Timestamp) -> Bool {
        guard let lastRun, lastRun <= now, !isGapOpen else { return true }
        let elapsed = Duration.milliseconds(now.milliseconds - lastRun.milliseconds)
        return elapsed * 2 > period * 3
    }

    /// The names of the devices that did not answer when they were last expected to.
    var silentDevices: Set<String> {
        Set(devices.filter { !$0.value.hasAnswered }.keys)
    }

    /// Notes that a cycle begins.
    public mutating func began(at now: Timestamp) {
        lastRun = now
    }
}

extension RunState.Device {
    /// Notes a valid message of the device.
    ///
    /// - Returns: Whether the device is back: it has not answered before.
    public mutating func heard(at time: Timestamp) -> Bool {
        defer { hasAnswered = true }
        lastAnswer = time
        failures = 0
        return !hasAnswered
    }

    /// Notes that a cycle ends in which the device was expected to answer and has not.
    ///
    /// - Returns: Whether the device has gone: it has answered before, or was expected for the first
    ///   time.
    public mutating func missed() -> Bool {
        defer { hasAnswered = false }
        failures += 1
        allFailures += 1
        return hasAnswered
    }
}
