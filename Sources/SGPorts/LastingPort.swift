/// A port that is waited for and opened again, with the same settings, whenever it has gone.
public final class LastingPort {
    /// The port while it is there; `nil` while it has gone.
    public private(set) var port: Port?

    private let name: String
    private let source: ReopenedPort

    /// What waiting for the bytes of such a port gave.
    public enum Reading: Sendable, Equatable {
        /// So many bytes, at least one.
        case bytes(Int)
        /// The deadline has passed.
        case timedOut
        /// The process is asked to stop.
        case stopped
        /// Nobody reads the output any more.
        case outputClosed
        /// The end of a file, or of a pipe whose writers have gone.
        case ended
        /// The port has gone: unplugged, or its other end closed.
        case lost
        /// The port is back.
        case found
    }

    /// Opens a port for the first time.
    ///
    /// - Parameters:
    ///   - name: The port, as `Port` takes it.
    ///   - settings: How to set a serial line, now and whenever it is back.
    ///   - streams: The descriptors that `-` and `spy://` use.
    ///   - limits: What may end the wait for a connection; it also ends after some seconds.
    /// - Throws: `PortError` when the port cannot be had.
    public init(
        opening name: String, settings: LineSettings = LineSettings(),
        streams: StandardStreams = StandardStreams(), limits: WaitLimits = WaitLimits()
    ) throws(PortError) {
        self.name = name
        source = try ReopenedPort(
            name, PortOpening(settings: settings, streams: streams, limits: limits))
        port = source.attempt(limits: limits).map { Port(name, $0) }
    }

    /// Waits for bytes and reads those that are there; while the port has gone, waits for it.
    ///
    /// - Parameters:
    ///   - buffer: Room for the bytes, which are put at its start.
    ///   - limits: What else may end the wait.
    /// - Throws: `PortError` when the port fails in another way than by going away.
    public func read(
        into buffer: inout [UInt8], limits: WaitLimits = WaitLimits()
    ) throws(PortError) -> Reading {
        guard let port else { return canReturn ? try waitForReturn(limits) : .ended }
        switch try port.read(into: &buffer, limits: limits) {
        case .bytes(let count): return .bytes(count)
        case .timedOut: return .timedOut
        case .stopped: return .stopped
        case .outputClosed: return .outputClosed
        case .ended: return .ended
        case .lost:
            // It must be closed before it can be opened again.
            self.port = nil
            source.lose()
            return .lost
        }
    }

    /// Whether what has this name next can be the same port: the kernel gives the number of a
    /// pseudo-terminal that was closed to whoever opens the next one.
    private var canReturn: Bool { (try? PortName(name))?.path?.hasPrefix("/dev/pts/") != true }

    private func waitForReturn(_ limits: WaitLimits) throws(PortError) -> Reading {
        while true {
            let result: WaitResult
            do throws(SystemError) {
                result = try pause(until: source.nextAttempt ?? .now, limits: limits)
            } catch {
                throw .unreadable(name, error)
            }
            switch result {
            case .stopped: return .stopped
            case .outputClosed: return .outputClosed
            case .ready, .timedOut: break
            }
            if let deadline = limits.deadline, deadline <= .now { return .timedOut }
            if let channel = source.attempt(limits: limits) {
                port = Port(name, channel)
                return .found
            }
        }
    }
}
