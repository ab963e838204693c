public import SGDevices
public import SGPorts
package import SGRecords

/// Makes requests on an open port, one after the other, and hears what else comes.
public final class Conversation {
    /// What has happened on the port.
    public enum Event: Sendable {
        /// Something was heard that is not the reply.
        case heard(Heard)
        /// The request has come to its end, sent so many times.
        case finished(Outcome, sendings: Int)
        /// The deadline has passed.
        case timedOut
        /// The process is asked to stop.
        case stopped
        /// Nobody reads the output any more.
        case outputClosed
        /// The port takes no bytes: its other end does not read, or has paused the line.
        case blocked
        /// The port is gone, or will give no more bytes.
        case lost
    }

    private let port: Port
    private let byteTime: Duration
    private var exchange: Exchange
    /// Until when there is nothing to do but to wait for bytes; `nil` for ever.
    package private(set) var deadline: ContinuousClock.Instant?
    /// Whether nothing else is done until what is sent is on the line; otherwise the port gets, by
    /// and by, what it has room for.
    package var waitsUntilSent = true
    /// Tells the time at which bytes are read.
    package var clock: () -> Timestamp = { Moment.now.time }
    /// Is told all bytes that go over the port.
    package var tap: ((Direction, [UInt8]) -> Void)?
    private var buffer = [UInt8](repeating: 0, count: Conversation.mostAtOnce)
    /// What the port had no room for yet, and until when it may have none.
    private var unsent: (bytes: ArraySlice<UInt8>, end: ContinuousClock.Instant)?

    /// How long a port may take no bytes.
    package var patience = Duration.seconds(5)
    /// The most bytes that are taken at once.
    static let mostAtOnce = 65_536
    /// How soon a port is tried again; one whose other end has paused the line always seems to have
    /// room, so that there is nothing to wait for.
    private static let pauseBetweenTries = Duration.milliseconds(10)

    /// Starts to use a port.
    ///
    /// - Parameters:
    ///   - port: The port, which nobody else reads from now on.
    ///   - audience: The device types on it, at the addresses in use.
    ///   - settings: How its line is set.
    public init(_ port: Port, with audience: [Audience], settings: LineSettings) {
        self.port = port
        byteTime = settings.byteTime
        exchange = Exchange(
            audience, byteTime: byteTime, longestPause: settings.longestPause, at: .now)
    }

    /// How many bytes have come off the line.
    var heardCount: Int { exchange.heardCount }

    /// How many of them, from the first on, are known to be frames or noise, whatever follows.
    var decidedCount: Int { exchange.decidedCount }

    /// Begins a request; the one before must have come to its end.
    public func begin(_ request: Request) {
        exchange.begin(request, at: .now)
    }

    /// Goes on until something happens that is to be told.
    ///
    /// - Parameter limits: What else may end the wait. A deadline is for listening: a request
    ///   comes to its end by itself, and should not be left before.
    /// - Throws: `PortError` when the port fails in another way than by going away.
    public func next(limits: WaitLimits = WaitLimits()) throws(PortError) -> Event {
        while true {
            if let event = try proceed(limits: limits) { return event }
            let end = [deadline, limits.deadline].compactMap(\.self).min()
            var waiting = limits
            waiting.deadline = end
            guard let event = try listen(limits: waiting) else { continue }
            if case .timedOut = event, limits.deadline.map({ $0 > .now }) ?? true { continue }
            return event
        }
    }

    /// Goes on as far as it can without waiting for bytes.
    ///
    /// - Parameter limits: What may end the wait until the port takes what is sent; their deadline
    ///   is ignored.
    /// - Returns: What is to be told; `nil` when nothing happens until ``listen(limits:)`` has taken
    ///   bytes, or has been called after ``deadline``.
    /// - Throws: `PortError` when the port fails in another way than by going away.
    package func proceed(limits: WaitLimits = WaitLimits()) throws(PortError) -> Event? {
        while true {
            if let event = try sendRest() { return event }
            switch exchange.next() {
            case .handOn(let heard):
                return .heard(heard)
            case .finish(let outcome, let sendings):
                return .finished(outcome, sendings: sendings)
            case .send(let bytes):
                if let event = try send(bytes, limits) { return event }
            case .wait(let end):
                let nextTry = unsent.map { _ in ContinuousClock.now + Conversation.pauseBetweenTries
                }
                deadline = [end, nextTry].compactMap(\.self).min()
                return nil
            }
        }
    }

    /// Until when replies may come, at the latest, to requests that nobody waits for any more; `nil`
    /// when none is missing.
    package var endOfLateReplies: ContinuousClock.Instant? { exchange.endOfLateReplies }

    /// What was heard last and still waited for more bytes; to be asked for when nothing more is
    /// waited for.
    public func settle() -> [Heard] {
        exchange.settle()
    }

    /// Puts bytes on the line, or leaves them to ``sendRest()``; `nil` unless that fails.
    private func send(_ bytes: [UInt8], _ limits: WaitLimits) throws(PortError) -> Event? {
        tap?(.transmitted, bytes)
        let end = ContinuousClock.now + byteTime * bytes.count + patience
        guard waitsUntilSent else {
            unsent = (bytes[...], end)
            return nil
        }
        var limits = limits
        limits.deadline = end
        var result = try port.write(bytes, limits: limits)
        if result == .done { result = try port.drain(limits: limits) }
        switch result {
        case .done:
            exchange.sent(at: .now)
            return nil
        case .timedOut: return .blocked
        case .stopped: return .stopped
        case .outputClosed: return .outputClosed
        case .lost: return .lost
        }
    }

    /// Writes what the port has room for of that which is left; `nil` unless that fails.
    private func sendRest() throws(PortError) -> Event? {
        guard let (bytes, end) = unsent else { return nil }
        // What fails is told once and not tried again.
        unsent = nil
        guard let count = try port.writeNow(bytes) else { return .lost }
        guard count < bytes.count else {
            exchange.sent(at: .now)
            return nil
        }
        guard .now < end else { return .blocked }
        unsent = (bytes.dropFirst(count), end)
        return nil
    }

    /// Takes the bytes that come, or notices that none have.
    ///
    /// - Parameter limits: What may end the wait for them; one that is over takes those that are
    ///   there.
    /// - Returns: `nil` when bytes have come.
    /// - Throws: `PortError` when the port fails in another way than by going away.
    package func listen(limits: WaitLimits) throws(PortError) -> Event? {
        switch try port.read(into: &buffer, limits: limits) {
        case .bytes(let count):
            let bytes = Array(buffer[..<count])
            tap?(.received, bytes)
            exchange.take(bytes.span, at: Moment(instant: .now, time: clock()))
            return nil
        case .timedOut:
            exchange.pass(to: .now)
            return .timedOut
        case .stopped: return .stopped
        case .outputClosed: return .outputClosed
        case .ended, .lost: return .lost
        }
    }
}

extension LineSettings {
    /// How long one byte takes on the line: a start bit, data bits, parity and stop bits.
    public var byteTime: Duration {
        let halfBits = 2 * (1 + bytesize.rawValue + (parity == .none ? 0 : 1)) + stopbits.halfBits
        return .seconds(1) * halfBits / (2 * max(baudrate, 1))
    }
}

extension StopBits {
    fileprivate var halfBits: Int {
        switch self {
        case .one: 2
        case .onePointFive: 3
        case .two: 4
        }
    }
}
