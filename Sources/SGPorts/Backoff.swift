/// When to try again to open a port that has gone: soon, then less and less often.
struct Backoff {
    private var delay = Backoff.shortest
    private var success: ContinuousClock.Instant?

    private static let shortest = Duration.milliseconds(50)
    private static let longest = Duration.seconds(5)

    /// The moment of the next attempt.
    mutating func next() -> ContinuousClock.Instant {
        // What works only for moments is not hurried.
        if let success, .now - success > Backoff.longest { delay = Backoff.shortest }
        success = nil
        defer { delay = min(delay * 2, Backoff.longest) }
        return .now + delay
    }

    /// Notes that the port is open.
    mutating func succeed() {
        success = .now
    }
}
