/// A port that is its own only client and is opened again when it has gone.
final class ReopenedPort: ClientSource {
    let otherEnds: [String] = []
    let descriptors: [Int32] = []
    private(set) var nextAttempt: ContinuousClock.Instant? = .now

    private let name: String
    private var opening: PortOpening
    private var arrived: (any Channel)?
    private var backoff = Backoff()

    /// Opens a port for the first time.
    ///
    /// - Throws: `PortError` when it cannot be had.
    init(_ name: String, _ opening: PortOpening) throws(PortError) {
        self.name = name
        self.opening = opening
        arrived = try opening.open(name)
        self.opening.limits.deadline = nil
    }

    func arrivals() -> [any Channel] {
        guard let time = nextAttempt, time <= .now else { return [] }
        guard let channel = arrived ?? (try? opening.open(name)) else {
            nextAttempt = backoff.next()
            return []
        }
        arrived = nil
        nextAttempt = nil
        backoff.succeed()
        return [channel]
    }

    func lose(_ channel: any Channel) {
        nextAttempt = backoff.next()
    }
}
