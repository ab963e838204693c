internal import SGBytes
internal import SGPorts
internal import SGRecords
internal import SGSystem

/// One run of `sg-listen`: a port that is open, and what becomes of its bytes.
struct Listening: ~Copyable {
    private let console: Console
    private let end: ContinuousClock.Instant?
    private var listener: Listener
    private var output: Output
    private var capture: Capture?

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - listener: What turns the bytes into records.
    ///   - capture: What else keeps the bytes.
    ///   - console: Where the records go.
    ///   - end: When to stop; `nil` for never.
    init(
        _ listener: Listener, capture: consuming Capture?, console: Console,
        end: ContinuousClock.Instant?
    ) {
        self.listener = listener
        self.capture = capture
        self.console = console
        self.end = end
        output = Output(console)
    }

    /// Prints records until there are enough, the time is over or the port has ended.
    ///
    /// A port that has gone is waited for; two records say so.
    mutating func run(_ port: LastingPort) throws(ToolFailure) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !listener.isDone {
            switch try read(port, &buffer) {
            case .bytes(let count): try take(buffer.span.extracting(..<count))
            case .timedOut: listener.settle(at: .now, into: &output.bytes)
            case .stopped, .ended: return try finish()
            case .lost:
                listener.end(into: &output.bytes)
                listener.append(event: "port_lost", at: Moment.now.time, into: &output.bytes)
            case .found:
                listener.append(event: "port_found", at: Moment.now.time, into: &output.bytes)
            case .outputClosed: throw .outputClosed
            }
            try output.flush()
            // A line that is never silent lets no wait time out.
            if isOver { return try finish() }
        }
    }

    private func read(
        _ port: LastingPort, _ buffer: inout [UInt8]
    ) throws(ToolFailure) -> LastingPort.Reading {
        let deadline = [lastMoment, listener.deadline].compactMap(\.self).min()
        do throws(PortError) {
            return try port.read(
                into: &buffer,
                limits: WaitLimits(stop: console.stop, output: console.output, deadline: deadline))
        } catch {
            throw ToolFailure(error)
        }
    }

    private mutating func take(_ bytes: Span<UInt8>) throws(ToolFailure) {
        let now = Moment.now
        try capture?.append(bytes, at: now.time)
        listener.take(bytes, at: now, into: &output.bytes)
    }

    private var isOver: Bool {
        lastMoment.map { $0 <= .now } ?? false
    }

    /// When to stop: a turn that a device is in then is still heard to its end; `nil` for never.
    private var lastMoment: ContinuousClock.Instant? {
        end.map { end in
            guard end <= .now else { return end }
            return max(end, listener.end(ofTurnsBegunBefore: end) ?? end)
        }
    }

    /// Prints what still waits.
    private mutating func finish() throws(ToolFailure) {
        listener.end(
            into: &output.bytes, withTurnsBegunBefore: end.flatMap { $0 <= .now ? $0 : nil })
        try output.flush()
    }
}
