public import SGBytes
public import SGDevices
public import SGRecords

/// Turns what is read from one port into records.
///
/// It reads nothing itself and has no clock: whoever owns the port passes on what comes, and when.
public struct Listener {
    /// What becomes of the bytes.
    public enum Mode: Sendable {
        /// Frames, and the bytes between them when `noise` says so; with `joined`, one frame for each
        /// turn of what a device sends in turn.
        case frames(of: [Audience], side: Side, noise: Bool, joined: Bool = false)
        /// Every piece as it was read.
        case pieces
    }

    /// How many frames, or pieces, have become records.
    public private(set) var recordCount = 0
    /// When ``settle(at:into:)`` is due, because the line will have been silent for long enough;
    /// `nil` when nothing waits for that.
    public private(set) var deadline: ContinuousClock.Instant?

    private var framer: Framer?
    /// Joins what comes in turn; `nil` where each frame is a record.
    private var joiner: TurnJoiner?
    private let showsNoise: Bool
    private let isRecording: Bool
    private let limit: Int
    private var origin: RecordOrigin
    private var times = ReadTimes()
    private var lastRead: ContinuousClock.Instant?

    /// Creates a listener.
    ///
    /// - Parameters:
    ///   - mode: What becomes of the bytes.
    ///   - origin: Port and device of the records; their time is what is passed on.
    ///   - isRecording: Whether the bytes come as fast as they can be read, so that a pause
    ///     between two reads is no silence of the line.
    ///   - longestPause: How long the line may be silent within a frame.
    ///   - limit: After how many records to make no more.
    public init(
        _ mode: Mode, origin: RecordOrigin, isRecording: Bool, longestPause: Duration,
        limit: Int = .max
    ) {
        switch mode {
        case .frames(let audience, let side, let noise, let joined):
            framer = Framer(audience, side: side, longestPause: longestPause)
            joiner = joined ? TurnJoiner() : nil
            showsNoise = noise
        case .pieces:
            showsNoise = false
        }
        self.origin = origin
        self.isRecording = isRecording
        self.limit = limit
    }

    /// Whether all records that were asked for are made.
    public var isDone: Bool { recordCount >= limit }

    /// Until when a device goes on, at most, that began to send in turn before a moment; `nil` when
    /// nobody does.
    public func end(ofTurnsBegunBefore moment: ContinuousClock.Instant) -> ContinuousClock.Instant?
    {
        joiner?.end(ofTurnsBegunBefore: moment)
    }

    /// Takes bytes that were read at a moment, and appends the records they complete.
    public mutating func take(
        _ bytes: Span<UInt8>, at moment: Moment, into output: inout ByteWriter
    ) {
        guard framer != nil else {
            origin.time = moment.time
            output.append(chunk: bytes, .received, from: origin)
            recordCount += 1
            return
        }
        times.append(bytes.count, at: moment.time)
        lastRead = moment.instant
        framer?.append(bytes)
        settle(at: moment.instant, into: &output)
    }

    /// Appends the records that a silence of the line up to now has settled.
    public mutating func settle(
        at now: ContinuousClock.Instant, into output: inout ByteWriter
    ) {
        guard let lastRead else { return }
        let silence = isRecording ? .zero : now - lastRead
        drain(.open(silentFor: silence), at: now, into: &output)
        let silent = isRecording ? nil : framer?.awaitedSilence.map { lastRead + $0 }
        deadline = [silent, joiner?.deadline].compactMap(\.self).min()
    }

    /// Appends the records of what still waits; no more bytes will come.
    ///
    /// - Parameters:
    ///   - output: Where the records go.
    ///   - moment: When a turn must have begun to become a record; `nil` for any time.
    public mutating func end(
        into output: inout ByteWriter,
        withTurnsBegunBefore moment: ContinuousClock.Instant? = nil
    ) {
        drain(.ended, at: .now, into: &output)
        append(joiner?.takeAll(begunBefore: moment) ?? [], to: &output)
        deadline = nil
    }

    /// Appends the record of something that happened to the port.
    public mutating func append(event: String, at time: Timestamp, into output: inout ByteWriter) {
        origin.time = time
        output.append(event: event, from: origin)
    }

    private mutating func drain(
        _ line: LineState, at now: ContinuousClock.Instant, into output: inout ByteWriter
    ) {
        while !isDone, let found = framer?.next(line) {
            let heard = Heard(content: found, time: times.pass(found.bytes.count), start: 0)
            append(joiner?.take(heard, at: now) ?? [heard], to: &output)
        }
        append(joiner?.takeEnded(at: now) ?? [], to: &output)
    }

    private mutating func append(_ all: [Heard], to output: inout ByteWriter) {
        for heard in all where !isDone {
            origin.time = heard.time
            switch heard.content {
            case .frame(let frame):
                output.append(frame, from: origin)
                recordCount += 1
            case .noise(let bytes, let reason):
                guard showsNoise else { continue }
                output.append(noise: bytes.span, reason: reason.rawValue, from: origin)
                recordCount += 1
            }
        }
    }
}
