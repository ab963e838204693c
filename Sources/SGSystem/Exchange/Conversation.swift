public import SGDevices
public import SGPorts

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
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    /// How long a port may take no bytes.
    private static let patience = Duration.seconds(5)

    /// Starts to use a port.
    ///
    /// - Parameters:
    ///   - port: The port, which nobody else reads from now on.
    ///   - devices: The device types on it, listened for at the addresses in use.
    ///   - settings: How its line is set.
    public init(_ port: Port, with devices: [DeviceType], settings: LineSettings) {
        self.port = port
        byteTime = settings.byteTime
        exchange = Exchange(devices, byteTime: byteTime, at: .now)
    }

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
            switch exchange.next() {
            case .handOn(let heard):
                return .heard(heard)
            case .finish(let outcome, let sendings):
                return .finished(outcome, sendings: sendings)
            case .send(let bytes):
                if let event = try send(bytes, limits) { return event }
                exchange.sent(at: .now)
            case .wait(let end):
                if let event = try wait(until: end, limits) { return event }
            }
        }
    }

    /// Puts bytes on the line; `nil` once they are there.
    private func send(_ bytes: [UInt8], _ limits: WaitLimits) throws(PortError) -> Event? {
        var limits = limits
        limits.deadline = .now + byteTime * bytes.count + Conversation.patience
        var result = try port.write(bytes, limits: limits)
        if result == .done { result = try port.drain(limits: limits) }
        switch result {
        case .done: return nil
        case .timedOut: return .blocked
        case .stopped: return .stopped
        case .outputClosed: return .outputClosed
        case .lost: return .lost
        }
    }

    /// Takes the bytes that come; `nil` when some have come, or none by then.
    private func wait(
        until end: ContinuousClock.Instant?, _ given: WaitLimits
    ) throws(PortError) -> Event? {
        var limits = given
        limits.deadline = [end, given.deadline].compactMap(\.self).min()
        switch try port.read(into: &buffer, limits: limits) {
        case .bytes(let count):
            let bytes = Array(buffer[..<count])
            exchange.take(bytes.span, at: .now)
            return nil
        case .timedOut:
            let now = ContinuousClock.now
            exchange.pass(to: now)
            return given.deadline.map { $0 <= now } ?? false ? .timedOut : nil
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
