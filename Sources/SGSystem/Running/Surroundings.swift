public import SGPorts
public import SGRecords

/// What a running system has around it.
public struct Surroundings {
    /// The descriptors that ports may use.
    public var streams = StandardStreams()
    /// The descriptor that records go to whose stream is `-`.
    public var output: Int32 = 1
    /// A descriptor that can be read once the system is to stop; negative for never.
    public var stop: Int32 = -1
    /// Tells the time, for records and for what is remembered; waiting has a clock of its own.
    public var clock: () -> Timestamp = { Moment.now.time }

    /// Creates the surroundings of a process.
    public init() {}
}
