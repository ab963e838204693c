package import SGRecords

/// When the pieces of a capture are due, so that they come with the pauses that they were read with.
package struct ReplayTiming: Sendable {
    private let speed: Double
    private var start: (time: Timestamp, instant: ContinuousClock.Instant)?

    /// Creates the timing of a replay.
    ///
    /// - Parameter speed: How many seconds of the capture go by in one of ours.
    package init(speed: Double) {
        self.speed = speed
    }

    /// When the next piece is due: the first one now.
    ///
    /// - Parameters:
    ///   - time: When it was read; `nil` when that is not known, and it follows at once.
    ///   - now: The present moment.
    package mutating func due(
        _ time: Timestamp?, now: ContinuousClock.Instant
    ) -> ContinuousClock.Instant {
        guard let time else { return now }
        guard let start else {
            start = (time, now)
            return now
        }
        let milliseconds = time.milliseconds - start.time.milliseconds
        return start.instant + Duration.milliseconds(milliseconds) / speed
    }
}
