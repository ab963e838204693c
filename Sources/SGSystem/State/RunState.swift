public import SGRecords

/// What is remembered of a system between its cycles.
public struct RunState: Sendable, Equatable {
    /// When the last cycle began; `nil` when that is not known.
    public var lastRun: Timestamp?
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

        /// A device that nothing is known of.
        public init() {}
    }

    /// Nothing is remembered.
    public init() {}
}
