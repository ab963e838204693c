internal import SGDevices
internal import SGPorts
internal import SGRecords

/// A port that is being opened, in the place of the line that it will be.
final class OpeningLine {
    private let port: PendingPort
    private let makeLine: (Port) -> any Line
    private let end: ContinuousClock.Instant
    private var line: (any Line)?
    private(set) var failure: LineFailure?
    /// Whether it has taken longer than a cycle waits.
    private var isLate = false

    /// Begins to wait for a port.
    ///
    /// - Parameters:
    ///   - port: The port.
    ///   - end: Until when a cycle waits for it.
    ///   - makeLine: Makes a line of it once it is open.
    init(
        _ port: PendingPort, until end: ContinuousClock.Instant,
        makeLine: @escaping (Port) -> any Line
    ) {
        self.port = port
        self.end = end
        self.makeLine = makeLine
    }

    /// Whether a cycle has to wait for it.
    var isAwaited: Bool { failure == nil && !isLate }

    /// The line that it has become, once; `nil` before.
    func takeLine() -> (any Line)? {
        defer { line = nil }
        return line
    }
}

extension OpeningLine: Line {
    var isQuiet: Bool { true }

    var hasCaughtUp: Bool { true }

    func markPresent() {}

    func proceed() {
        isLate = isLate || end <= .now
    }

    func listen() {
        guard failure == nil else { return }
        do throws(PortError) {
            line = try port.take().map(makeLine)
        } catch {
            failure = .port(error)
        }
    }

    func add(to watch: inout Watch) {
        guard failure == nil else { return }
        watch.add(port)
        if !isLate { watch.add(deadline: end) }
    }

    func transmit(_ message: Message, holding values: [FieldAssignment], from device: Int) {}

    func takeTroubles() -> [RunTrouble] { [] }
}
