/// A port that is opened again when it has gone; to a server it is its own only client.
final class ReopenedPort: ClientSource {
    let otherEnds: [String] = []
    let descriptors: [Int32] = []
    /// Whether bytes can be written to the port as it was opened first.
    let isWritable: Bool
    private(set) var nextAttempt: ContinuousClock.Instant? = .now

    private let name: String
    private var opening: PortOpening
    private var first: (any Channel)?
    private var backoff = Backoff()

    /// Opens a port for the first time; the first attempt gives it.
    ///
    /// - Throws: `PortError` when it cannot be had.
    init(_ name: String, _ opening: PortOpening) throws(PortError) {
        self.name = name
        self.opening = opening
        let channel = try opening.open(name)
        isWritable = channel.writingDescriptor >= 0
        first = channel
    }

    /// Opens the port when it is time to.
    ///
    /// - Parameter limits: What may end the wait for a connection.
    /// - Returns: `nil` when the port is still gone, or is open.
    func attempt(limits: WaitLimits) -> (any Channel)? {
        guard let time = nextAttempt, time <= .now else { return nil }
        opening.limits = limits
        guard let channel = first ?? (try? opening.open(name)) else {
            nextAttempt = backoff.next()
            return nil
        }
        first = nil
        nextAttempt = nil
        backoff.succeed()
        return channel
    }

    /// Notes that the port has gone.
    func lose() {
        nextAttempt = backoff.next()
    }

    func arrivals() -> [any Channel] {
        let limits = WaitLimits(stop: opening.limits.stop, output: opening.limits.output)
        return attempt(limits: limits).map { [$0] } ?? []
    }

    func lose(_ channel: any Channel) {
        lose()
    }
}
