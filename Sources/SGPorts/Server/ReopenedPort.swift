/// A port that is opened again when it has gone; to a server it is its own only client.
final class ReopenedPort: ClientSource {
    let otherEnds: [String] = []
    var descriptors: [Int32] { pending.map { [$0.descriptor] } ?? [] }
    /// Whether bytes can be written to the port as it was opened first.
    let isWritable: Bool
    private(set) var nextAttempt: ContinuousClock.Instant? = .now

    private let name: String
    private var opening: PortOpening
    private var first: (any Channel)?
    /// The port of another machine while it is being opened again.
    private var pending: PendingPort?
    private var backoff = Backoff()

    /// Opens a port for the first time; the first attempt gives it.
    ///
    /// - Throws: `PortError` when it cannot be had.
    convenience init(_ name: String, _ opening: PortOpening) throws(PortError) {
        self.init(name, opening, first: try opening.open(name))
    }

    /// Takes over a port that is open; the first attempt gives it.
    init(_ name: String, _ opening: PortOpening, first channel: any Channel) {
        self.name = name
        self.opening = opening
        isWritable = channel.writingDescriptor >= 0
        first = channel
        // What waits in a port that is back came after it had gone.
        self.opening.settings.keepsInput = true
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

    /// Opens the port of another machine when it is time to, on a thread.
    ///
    /// - Returns: `nil` when the port is still gone or being opened, or is open.
    private func attemptAside() -> (any Channel)? {
        do throws(PortError) {
            if let port = try pending?.take() {
                pending = nil
                backoff.succeed()
                return port.channel
            }
            guard let time = nextAttempt, time <= .now else { return nil }
            nextAttempt = nil
            pending = try PendingPort(
                opening: name, settings: opening.settings, streams: opening.streams)
        } catch {
            pending = nil
            nextAttempt = backoff.next()
        }
        return nil
    }

    func arrivals() -> [any Channel] {
        if first == nil, PendingPort.isNeeded(for: name, isServed: true) {
            return attemptAside().map { [$0] } ?? []
        }
        let limits = WaitLimits(stop: opening.limits.stop, output: opening.limits.output)
        return attempt(limits: limits).map { [$0] } ?? []
    }

    func lose(_ channel: any Channel) {
        lose()
    }
}
