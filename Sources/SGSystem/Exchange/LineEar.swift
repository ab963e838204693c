internal import SGDevices
internal import SGRecords

/// Finds the frames that devices send on a line, and tells where in the stream each began.
struct LineEar: Sendable {
    /// Up to when it is known what has come off the line.
    private(set) var known: ContinuousClock.Instant
    /// When the last byte was read; `nil` before the first.
    private(set) var lastRead: ContinuousClock.Instant?
    /// How many bytes have come.
    private(set) var count = 0
    /// How often it has been found out what has come.
    private(set) var lookCount = 0

    /// How many of them, from the first on, are known to be frames or noise, whatever follows.
    var decidedCount: Int { count - framer.undecidedCount }

    private var framer: Framer
    private var times = ReadTimes()
    private var passedCount = 0
    private var isSettled = false

    init(_ audience: [Audience], longestPause: Duration, at now: ContinuousClock.Instant) {
        framer = Framer(audience, side: .host, longestPause: longestPause)
        known = now
    }

    mutating func take(_ bytes: Span<UInt8>, at moment: Moment) {
        pass(to: moment.instant)
        lastRead = moment.instant
        isSettled = false
        count += bytes.count
        times.append(bytes.count, at: moment.time)
        framer.append(bytes)
    }

    /// Nothing more has come up to a moment.
    mutating func pass(to now: ContinuousClock.Instant) {
        known = max(known, now)
        lookCount += 1
    }

    /// Nothing more will come of what waits.
    mutating func settle() {
        isSettled = true
    }

    mutating func next() -> Heard? {
        let silence = lastRead.map { known - $0 } ?? .zero
        guard let content = framer.next(isSettled ? .ended : .open(silentFor: silence)) else {
            return nil
        }
        let count = content.bytes.count
        defer { passedCount += count }
        return Heard(content: content, time: times.pass(count), start: passedCount)
    }

    /// What ``next()`` would give if nothing more came.
    var rest: [Heard] {
        var ear = self
        ear.settle()
        var rest: [Heard] = []
        while let heard = ear.next() { rest.append(heard) }
        return rest
    }

    /// When ``next()`` gives more even if nothing comes, to be asked after it gave nothing; `nil` when
    /// nothing waits.
    var deadline: ContinuousClock.Instant? {
        guard let lastRead, let silence = framer.awaitedSilence else { return nil }
        return lastRead + silence
    }

    /// Until when somebody is in the middle of a frame; `nil` when nothing waits.
    ///
    /// What waits longer is a part, of which only a network may still bring the rest.
    var settling: ContinuousClock.Instant? {
        guard let lastRead, let silence = framer.awaitedSilence else { return nil }
        return lastRead + min(silence, framer.silence)
    }
}
