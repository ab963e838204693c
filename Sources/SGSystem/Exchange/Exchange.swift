public import SGDevices

/// Asks the devices on one line, one after the other, and finds the reply to each question.
///
/// It touches no port and has no clock: whoever owns the port does what ``next()`` says and passes on
/// what comes, and when. In return it sees to it that
///
/// - what is old has been read before something is sent, and nobody is in the middle of a frame;
/// - only the documented reply of the device that was asked, begun after the request, is its answer;
/// - a late reply to an earlier request is not taken for the answer to a later one, for as long as it
///   may still come: three times the time that a reply may take; it is marked as late;
/// - everything else that is heard is handed on, but for one's own bytes that an adapter echoes.
public struct Exchange: Sendable {
    /// A moment of the clock that measures time.
    public typealias Instant = ContinuousClock.Instant

    /// What the owner of the port is to do.
    public enum Action: Sendable {
        /// Send the bytes, wait until they are on the line, and call ``sent(at:)``.
        case send([UInt8])
        /// Wait for bytes, `nil`: for ever, and call ``take(_:at:)``, or ``pass(to:)`` when none
        /// have come by then. A moment that is over calls for the bytes that are there already.
        case wait(until: Instant?)
        /// Do something with what was heard beside the reply.
        case handOn(Heard)
        /// The request has come to its end, sent so many times.
        case finish(Outcome, sendings: Int)
    }

    private var ear: LineEar
    private let byteTime: Duration
    private var echo = Echo()
    /// What was heard and is no echo, still to be considered.
    private var unconsidered: [Heard] = []
    private var owed = OwedReplies()
    /// What was asked for in vain.
    private var missed: [AwaitedReply] = []
    private var phase = Phase.idle
    /// When the line was last sent on.
    private var lastSent: Instant?

    /// How many times the time that a reply may take the latest reply may be late.
    private static let lateness = 3

    private enum Phase {
        case idle
        /// Waits for the line to be free.
        case preparing(Asking, since: Instant)
        /// The bytes are being written.
        case sending(Asking)
        case awaiting(Asking, Deadline)
        /// Has heard the beginning of a reply that comes in turn, and waits for the rest.
        case joining(Asking, Reply, until: Instant)
        /// Waits for all replies that may still come, having heard one that may be an earlier one.
        case settling(Asking, until: Instant)
        case finished(Outcome, sendings: Int)
    }

    /// A request that is being made.
    private struct Asking {
        let request: Request
        /// Number of reads completed before the request was made.
        let lookCount: Int
        /// How many bytes had been received when the request was first sent.
        var mark: Int?
        /// How many replies to earlier requests may come before the first to this one.
        var earlierReplies = 0
        var sendings = 0
        /// How many sendings have brought no reply in time.
        var failures = 0
        /// Whether a reply has come that was not whole.
        var isDamaged = false
    }

    private struct Deadline {
        /// Until when a reply must have begun.
        var begin: Instant
        /// Until when a reply that has begun must be whole.
        var end: Instant
    }

    /// Creates an exchange for a line on which nothing has been heard yet.
    ///
    /// - Parameters:
    ///   - audience: The device types on the line, at the addresses in use.
    ///   - byteTime: How long one byte takes on the line.
    ///   - longestPause: How long the line may be silent within a frame.
    ///   - now: The time.
    public init(
        _ audience: [Audience], byteTime: Duration, longestPause: Duration, at now: Instant
    ) {
        ear = LineEar(audience, longestPause: longestPause, at: now)
        self.byteTime = byteTime
    }

    /// How many bytes have come off the line.
    var heardCount: Int { ear.count }

    /// How many of them, from the first on, are known to be frames or noise, whatever follows.
    var decidedCount: Int { ear.decidedCount }

    /// Takes a request; the one before must have come to its end.
    public mutating func begin(_ request: Request, at now: Instant) {
        var asking = Asking(request: request, lookCount: ear.lookCount)
        guard request.frame.isEmpty else { return phase = .preparing(asking, since: now) }
        // Nothing is sent: whatever is heard from now on may be the page.
        asking.mark = 0
        phase = .awaiting(asking, deadline(of: request, at: now))
    }

    /// The bytes that were to be sent are on the line.
    public mutating func sent(at now: Instant) {
        lastSent = now
        guard case .sending(let asking) = phase else { return }
        let request = asking.request
        guard let expected = request.expected else {
            phase = .finished(.sent, sendings: asking.sendings)
            return
        }
        owed.add(expected, at: now, lateness: request.timeout * Exchange.lateness)
        phase = .awaiting(asking, deadline(of: request, at: now))
    }

    private func deadline(of request: Request, at now: Instant) -> Deadline {
        // A port may say too early that bytes are sent, when they are in a buffer of its own.
        let begin = now + byteTime * request.frame.count + request.timeout
        let longest = request.expected?.message.longestFrame ?? Framer.longestFrame
        return Deadline(begin: begin, end: begin + byteTime * longest)
    }

    /// Takes bytes that have come off the line.
    public mutating func take(_ bytes: Span<UInt8>, at moment: Moment) {
        ear.take(bytes, at: moment)
    }

    /// Nothing more has come off the line up to a moment.
    public mutating func pass(to now: Instant) {
        ear.pass(to: now)
    }

    /// What is to be done next.
    public mutating func next() -> Action {
        while true {
            while let heard = nextHeard() {
                if let other = consider(heard) { return .handOn(marked(other)) }
            }
            if let action = proceed() { return action }
        }
    }

    /// What was heard and still waits for more bytes, when no request is being made and none
    /// will come.
    public mutating func settle() -> [Heard] {
        ear.settle()
        var rest: [Heard] = []
        while let heard = nextHeard() { rest.append(heard) }
        return rest + echo.release()
    }

    /// Until when replies may come, at the latest, to requests that nobody waits for any more; `nil`
    /// when none is missing.
    public var endOfLateReplies: Instant? {
        missed.compactMap { owed.end(like: $0) }.max()
    }

    /// Marks a frame that answers a request that has come to its end without a reply: once, however
    /// often that was sent.
    private mutating func marked(_ heard: Heard) -> Heard {
        guard case .frame(let frame) = heard.content,
            let index = missed.firstIndex(where: {
                $0.message === frame.message && $0.frame(of: frame.bytes) != nil
            })
        else { return heard }
        missed.remove(at: index)
        var late = heard
        late.isLateReply = true
        return late
    }

    private mutating func nextHeard() -> Heard? {
        while unconsidered.isEmpty, let heard = ear.next() {
            unconsidered = echo.strip(heard, awaiting: asking?.request.expected)
        }
        return unconsidered.isEmpty ? nil : unconsidered.removeFirst()
    }

    private var asking: Asking? {
        switch phase {
        case .preparing(let asking, _), .sending(let asking), .awaiting(let asking, _),
            .joining(let asking, _, _), .settling(let asking, _):
            asking
        case .idle, .finished: nil
        }
    }
}

// MARK: - What is heard

extension Exchange {
    /// Takes what is heard as an answer, or gives what is to be handed on.
    private mutating func consider(_ heard: Heard) -> Heard? {
        guard let asking, let expected = asking.request.expected, let mark = asking.mark,
            heard.start >= mark
        else {
            forget(heard)
            return heard
        }
        switch expected.verdict(on: heard.content) {
        case .reply(let frame):
            owed.remove(frame, at: ear.known)
            return take(Reply(frame, at: heard.time), in: heard, to: asking)
        case .refusal(let frame, let reasons):
            owed.remove(like: expected, at: ear.known)
            let refusal = Refusal(frame: frame, time: heard.time, reasons: reasons)
            phase = .finished(.refusal(refusal), sendings: asking.sendings)
            return nil
        case .damaged:
            owed.remove(like: expected, at: ear.known)
            take(damagedReplyTo: asking, expected)
        case .other:
            forget(heard)
        }
        return heard
    }

    /// A frame that nothing waits for may be a late reply, which is owed no longer.
    private mutating func forget(_ heard: Heard) {
        guard case .frame(let frame) = heard.content else { return }
        owed.remove(frame, at: ear.known)
    }

    /// Ends the request with its reply; one that may answer an earlier request is handed on.
    private mutating func take(_ reply: Reply, in heard: Heard, to asking: Asking) -> Heard? {
        if case .joining(_, let beginning, let end) = phase {
            return join(reply, to: beginning, until: end, in: heard, asking)
        }
        var asking = asking
        asking.earlierReplies -= 1
        if asking.earlierReplies < 0 {
            forgetMissed(like: asking)
            if let turn = reply.message.turn {
                phase = .joining(asking, reply, until: ear.known + turn)
            } else {
                phase = .finished(.reply(reply), sendings: asking.sendings)
            }
            return nil
        }
        let end = asking.request.expected.flatMap { owed.end(like: $0) }
        phase = .settling(asking, until: end ?? ear.known)
        return heard
    }

    private mutating func forgetMissed(like asking: Asking) {
        guard let expected = asking.request.expected else { return }
        missed.removeAll { $0.isLike(expected) }
    }

    /// Takes what belongs to the turn that a reply comes in; the next turn ends it.
    private mutating func join(
        _ rest: Reply, to beginning: Reply, until end: Instant, in heard: Heard, _ asking: Asking
    ) -> Heard? {
        guard let frame = beginning.frame.joined(with: rest.frame) else {
            phase = .finished(.reply(beginning), sendings: asking.sendings)
            return heard
        }
        phase = .joining(asking, Reply(frame, at: rest.time), until: end)
        return nil
    }

    /// A reply has come that is not whole: only what stands right behind it is still waited for.
    private mutating func take(damagedReplyTo asking: Asking, _ expected: AwaitedReply) {
        guard case .awaiting(var asking, let deadline) = phase else { return }
        asking.isDamaged = true
        if asking.request.frame.isEmpty {
            // A page that comes by itself will come again.
            phase = .awaiting(asking, deadline)
        } else if asking.earlierReplies > 0 {
            asking.earlierReplies -= 1
            phase = .awaiting(asking, deadline)
        } else {
            let silent = (ear.lastRead ?? ear.known) + expected.device.timing.silence
            phase = .awaiting(asking, Deadline(begin: silent, end: deadline.end))
        }
    }
}

// MARK: - What is done

extension Exchange {
    /// Goes on as far as what has been heard allows; `nil` when the phase has changed.
    private mutating func proceed() -> Action? {
        switch phase {
        case .idle, .sending:
            return .wait(until: ear.deadline)
        case .preparing(let asking, let start):
            return prepare(asking, since: start)
        case .awaiting(let asking, let deadline):
            return awaitReply(to: asking, deadline)
        case .joining(let asking, let reply, let end):
            guard ear.known >= end else { return .wait(until: min(end, ear.settling ?? end)) }
            phase = .finished(.reply(reply), sendings: asking.sendings)
            return nil
        case .settling(let asking, let end):
            return settle(asking, until: end)
        case .finished(let outcome, let sendings):
            phase = .idle
            return .finish(outcome, sendings: sendings)
        }
    }

    /// Sends as soon as the line is free: what is old has been read, nobody is in the middle of a
    /// frame, and the line has rested.
    private mutating func prepare(_ asking: Asking, since start: Instant) -> Action {
        guard ear.lookCount > asking.lookCount else { return .wait(until: start) }
        let request = asking.request
        let used = [ear.lastRead, lastSent].compactMap(\.self).max()
        let rested = used.map { $0 + request.gap } ?? start
        // A line that is never silent is sent on all the same.
        let limit = start + max(request.timeout, .seconds(1))
        let free = min(max(start, rested, ear.settling ?? start), limit)
        guard ear.known >= free else { return .wait(until: free) }
        return send(asking)
    }

    private mutating func send(_ asking: Asking) -> Action {
        var asking = asking
        asking.sendings += 1
        if asking.mark == nil, let expected = asking.request.expected {
            asking.mark = ear.count
            asking.earlierReplies = owed.count(like: expected, at: ear.known)
        }
        unconsidered += echo.expect(asking.request.frame, after: ear.count)
        phase = .sending(asking)
        return .send(asking.request.frame)
    }

    private mutating func awaitReply(to asking: Asking, _ deadline: Deadline) -> Action? {
        let isBusy = ear.deadline.map { $0 > ear.known } ?? false
        let end = isBusy ? deadline.end : deadline.begin
        if echo.isCertain, isSilent, settlesEcho() { return nil }
        if isSilent, findsAnswerInRest(to: asking) { return nil }
        guard ear.known >= end else { return .wait(until: min(end, nextLook ?? end)) }
        var asking = asking
        if settlesEcho() { return nil }
        if hasPartOfReply(asking) { asking.isDamaged = true }
        asking.failures += 1
        if asking.failures < asking.request.attempts, !asking.request.frame.isEmpty {
            phase = .preparing(asking, since: ear.known)
        } else {
            if !asking.request.frame.isEmpty, let expected = asking.request.expected {
                forgetMissed(like: asking)
                missed.append(expected)
            }
            phase = .finished(asking.isDamaged ? .damaged : .noReply, sendings: asking.sendings)
        }
        return nil
    }

    /// Whether nobody is in the middle of a frame.
    private var isSilent: Bool { ear.settling.map { $0 <= ear.known } ?? true }

    /// When what waits is to be looked at even if nothing comes.
    private var nextLook: Instant? {
        [ear.settling, ear.deadline].compactMap(\.self).filter { $0 > ear.known }.min()
    }

    /// Waits no longer for more of what is only one's own bytes.
    private mutating func settlesEcho() -> Bool {
        guard ear.deadline != nil, echo.isAll(of: ear.rest) else { return false }
        ear.settle()
        return true
    }

    /// Looks, once the line is silent, whether the answer stands in what waits.
    ///
    /// It may be whole or have a wrong checksum, after a part of another frame that it seems to continue,
    /// or before what may still become a frame from another address. What it waits for is given up
    /// then.
    ///
    /// - Returns: Whether the answer is what comes next.
    private mutating func findsAnswerInRest(to asking: Asking) -> Bool {
        let isFound = rest(of: asking).contains { heard, verdict in
            switch (verdict, heard.content) {
            case (.reply, _), (.refusal, _), (.damaged, .noise(_, .checksum)): true
            case (.damaged, _), (.other, _): false
            }
        }
        if isFound { ear.settle() }
        return isFound
    }

    /// Whether a part of the reply waits for the rest.
    private func hasPartOfReply(_ asking: Asking) -> Bool {
        rest(of: asking).contains { if case .damaged = $0.verdict { true } else { false } }
    }

    /// What waits and has begun since the request, and what it would be to it.
    private func rest(of asking: Asking) -> [(heard: Heard, verdict: AwaitedReply.Verdict)] {
        guard ear.deadline != nil, let expected = asking.request.expected, let mark = asking.mark
        else { return [] }
        return ear.rest.filter { $0.start >= mark }.map { ($0, expected.verdict(on: $0.content)) }
    }

    /// Asks again when all replies that were owed have come or can come no more, so that the next is
    /// surely the answer.
    private mutating func settle(_ asking: Asking, until end: Instant) -> Action? {
        guard ear.known >= end else { return .wait(until: end) }
        var asking = asking
        asking.mark = nil
        phase = .preparing(asking, since: ear.known)
        return nil
    }
}
