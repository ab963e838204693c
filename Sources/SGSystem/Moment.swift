internal import SGPorts
public import SGRecords

/// A moment on both clocks: the one that measures time and the one that tells it.
public struct Moment: Sendable {
    /// For measuring how long something took; not moved when the clock is set.
    public let instant: ContinuousClock.Instant
    /// For records.
    public let time: Timestamp

    /// Creates a moment from what the clocks show.
    public init(instant: ContinuousClock.Instant, time: Timestamp) {
        self.instant = instant
        self.time = time
    }

    /// What the clocks show now.
    public static var now: Moment {
        Moment(instant: .now, time: Timestamp(milliseconds: wallClock()))
    }
}
