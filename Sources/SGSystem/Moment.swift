internal import Glibc
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
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let milliseconds = Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        return Moment(instant: .now, time: Timestamp(milliseconds: milliseconds))
    }
}
