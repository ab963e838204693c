internal import SGRecords

/// The clock on the wall of an emulated device, which may run faster than ours.
struct EmulatedClock {
    private let start: Moment
    private let speed: Double
    private var local = LocalClock()

    /// Starts a clock that shows the present time of this machine's time zone.
    ///
    /// - Parameter speed: How many seconds it counts in one of ours.
    init(from start: Moment, speed: Double) {
        self.start = start
        self.speed = speed
    }

    /// What it shows, as if it showed UTC.
    mutating func time(at now: ContinuousClock.Instant) -> Timestamp {
        let milliseconds = ((now - start.instant) * speed) / .milliseconds(1)
        let time = Timestamp(milliseconds: start.time.milliseconds + Int64(milliseconds))
        return local.show(time).shown
    }
}
