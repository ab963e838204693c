import SGDevices
import SGPorts
import SGRecords
import SGSystem
import Testing

/// A line in virtual time: what comes off it is planned, and nothing ever waits.
struct VirtualLine {
    /// How one request went.
    struct Report {
        var outcome: Outcome
        var sendings: Int
        /// When it was sent, each time.
        var sent: [ContinuousClock.Instant] = []
        /// What was heard beside the reply.
        var others: [Heard] = []
    }

    private(set) var now: ContinuousClock.Instant
    let byteTime: Duration
    private var exchange: Exchange
    /// What comes off the line, in order.
    private var arrivals: [(time: ContinuousClock.Instant, bytes: [UInt8])] = []
    private let start: ContinuousClock.Instant

    init(
        _ audience: [Audience], byteTime: Duration = .milliseconds(1),
        longestPause: Duration = LineSettings().longestPause
    ) {
        start = .now
        now = start
        self.byteTime = byteTime
        exchange = Exchange(
            audience, byteTime: byteTime, longestPause: longestPause, at: start)
    }

    /// How long it has been since the line came to be.
    var age: Duration { now - start }

    /// Until when replies may come that nobody waits for any more.
    var endOfLateReplies: ContinuousClock.Instant? { exchange.endOfLateReplies }

    /// Lets bytes come, the last of them after a delay from now.
    mutating func plan(_ bytes: [UInt8], in delay: Duration) {
        plan(bytes, at: now + delay)
    }

    mutating func plan(_ bytes: [UInt8], at time: ContinuousClock.Instant) {
        let index = arrivals.firstIndex { $0.time > time } ?? arrivals.count
        arrivals.insert((time, bytes), at: index)
    }

    /// Brings a request to its end.
    ///
    /// - Parameter react: What happens when bytes have been sent, such as a plan for the reply.
    mutating func perform(
        _ request: Request, react: (inout VirtualLine, [UInt8]) -> Void = { _, _ in }
    ) -> Report {
        var sent: [ContinuousClock.Instant] = []
        var others: [Heard] = []
        exchange.begin(request, at: now)
        while true {
            switch exchange.next() {
            case .send(let bytes):
                sent.append(now)
                now += byteTime * bytes.count
                exchange.sent(at: now)
                react(&self, bytes)
            case .wait(let end?): wait(until: end)
            case .wait(nil): Issue.record("a request waits for ever")
            case .handOn(let heard): others.append(heard)
            case .finish(let outcome, let sendings):
                return Report(outcome: outcome, sendings: sendings, sent: sent, others: others)
            }
        }
    }

    /// Listens for a while, and gives what is heard.
    mutating func listen(for duration: Duration) -> [Heard] {
        let end = now + duration
        var heard: [Heard] = []
        while true {
            switch exchange.next() {
            case .handOn(let other): heard.append(other)
            case .wait(let next):
                if now >= end { return heard }
                wait(until: min(next ?? end, end))
            case .send, .finish: Issue.record("nothing was asked")
            }
        }
    }

    /// Gives what still waits for more bytes.
    mutating func settle() -> [Heard] {
        exchange.settle()
    }

    /// Reads what comes by a time, or lets the time pass.
    private mutating func wait(until end: ContinuousClock.Instant) {
        guard let (time, bytes) = arrivals.first, time <= max(end, now) else {
            now = max(now, end)
            exchange.pass(to: now)
            return
        }
        arrivals.removeFirst()
        now = max(now, time)
        let milliseconds = Int64(age / .milliseconds(1))
        exchange.take(
            bytes.span,
            at: Moment(instant: now, time: Timestamp(milliseconds: milliseconds)))
    }
}
