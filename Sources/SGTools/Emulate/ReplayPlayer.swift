internal import SGBytes
internal import SGPorts
internal import SGRecords
internal import SGSystem

/// Plays the received bytes of a capture to a port, in their time.
///
/// It begins when somebody opens the port.
struct ReplayPlayer: ~Copyable, LineConsumer {
    private var emulating: Emulating
    private var timing: ReplayTiming
    private var object = JSONObject()
    /// The bytes that come next, and when.
    private var waiting: (bytes: [UInt8], time: Timestamp?)?
    private var hasBegun = false

    /// Prepares a replay.
    ///
    /// - Parameter speed: How many seconds of the capture go by in one of ours.
    init(_ emulating: consuming Emulating, speed: Double) {
        self.emulating = emulating
        timing = ReplayTiming(speed: speed)
    }

    /// Whether bytes wait for their time.
    var isFull: Bool { waiting != nil }

    /// Waits for the time of the bytes that come next, and sends them.
    ///
    /// - Throws: `ToolFailure.stopped` when the process is asked to stop before.
    mutating func flush() throws(ToolFailure) {
        guard let (bytes, time) = waiting else { return }
        if !hasBegun { try run(until: nil) { $0.clients.isEmpty } }
        hasBegun = true
        try run(until: timing.due(time, now: .now))
        // What is faster than the line waits for it, so that nothing is lost.
        try run(until: nil) { $0.isBehind }
        emulating.broadcast(bytes)
        waiting = nil
    }

    /// Waits until all bytes have been sent, and a second more for what is still in the line.
    mutating func finish() throws(ToolFailure) {
        while let deadline = emulating.deadline { try run(until: deadline) }
        try run(until: nil) { $0.isBehind }
        try run(until: .now + .seconds(1)) { !$0.clients.isEmpty }
    }

    private mutating func run(
        until end: ContinuousClock.Instant?, while goesOn: (PortServer) -> Bool = { _ in true }
    ) throws(ToolFailure) {
        guard try emulating.run(until: end, while: goesOn) == .done else { throw .stopped }
    }

    mutating func take(_ line: Span<UInt8>) throws(LineError) {
        try object.parse(line: line)
        let keys = RecordKeys(of: object, in: line)
        guard let index = keys.bytes, object.kind(index) == .string,
            !keys.isTransmitted(object, in: line)
        else { return }
        var chunk = ByteWriter()
        guard chunk.append(hexDigits: line.extracting(object.members[index].text)) else {
            throw LineError("the bytes are no pairs of hex digits")
        }
        waiting = (chunk.bytes, RecordOrigin(of: object, keys, in: line).time)
    }
}

extension PortServer {
    /// Whether everybody who has the port open still has bytes to take.
    fileprivate var isBehind: Bool {
        !clients.isEmpty && clients.allSatisfy { isSending(to: $0) }
    }
}
