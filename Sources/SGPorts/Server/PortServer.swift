internal import Glibc

/// The device's end of a port, which may have many at its other end, at once and one after another.
///
/// A `socket://` is listened at, and everybody who connects is a client. A pseudo-terminal has a
/// client for as long as other programs have it open. Any other port is one client, from the start
/// until it goes; it is opened again when it is back, and then is another client.
///
/// Nothing waits but ``next(limits:)``, which also sends what waits to be sent:
///
///     let server = try PortServer(opening: "socket://:7000")
///     while true {
///         switch try server.next(limits: WaitLimits(stop: stop, deadline: nextPage)) {
///         case .received(let client, let bytes): server.write(reply(to: bytes), to: client)
///         case .timedOut: for client in server.clients { server.write(page, to: client) }
///         case .stopped, .ended: return
///         …
public final class PortServer {
    /// The port as the user gave it.
    public let name: String
    /// What other programs can open: the path of a pseudo-terminal, the URLs of sockets.
    public let otherEnds: [String]
    /// Whether clients can be answered; from a file, a fifo or standard input bytes only come.
    public var isWritable: Bool { source.isWritable }

    private let source: any ClientSource
    private var served: [ServedClient] = []
    private var events: ArraySlice<PortServerEvent> = []
    private var clientCount = 0
    private var hasEnded = false
    private var room = [UInt8](repeating: 0, count: 4096)

    /// How many clients there may be at once: for one more, the one goes that was not heard of for
    /// the longest time.
    public static let mostClients = 500
    /// As many as that, but for tests.
    package var mostClients = PortServer.mostClients

    /// Opens a port, or listens at it.
    ///
    /// - Parameters:
    ///   - name: The port. `socket://HOST:PORT` without a host, or with `localhost`, can be
    ///     reached from this machine only; port 0 is any that is free.
    ///   - settings: How to set a serial line.
    ///   - streams: The descriptors that `-` and `spy://` use.
    ///   - limits: What may end the wait for a connection; it also ends after some seconds.
    /// - Throws: `PortError` when the port cannot be had.
    public init(
        opening name: String, settings: LineSettings = LineSettings(),
        streams: StandardStreams = StandardStreams(), limits: WaitLimits = WaitLimits()
    ) throws(PortError) {
        self.name = name
        var opening = PortOpening(settings: settings, streams: streams, limits: limits)
        // A host may ask before the device is there, and waits for the answer.
        opening.settings.keepsInput = true
        source = try opening.source(name)
        otherEnds = source.otherEnds
    }

    /// Serves a port that is open already.
    ///
    /// - Parameters:
    ///   - port: The port, none that others connect to.
    ///   - settings: How to set a serial line when it is back.
    ///   - streams: The descriptors that `-` and `spy://` use.
    package init(_ port: Port, settings: LineSettings, streams: StandardStreams) {
        name = port.name
        let opening = PortOpening(settings: settings, streams: streams, limits: WaitLimits())
        source = ReopenedPort(port.name, opening, first: port.channel)
        otherEnds = source.otherEnds
    }

    /// Those who have the port open now.
    public var clients: [PortClient] { served.map(\.id) }

    /// Waits for something to happen, and sends what waits to be sent.
    ///
    /// - Parameter limits: What else may end the wait.
    /// - Throws: `PortError` when waiting itself fails.
    public func next(limits: WaitLimits = WaitLimits()) throws(PortError) -> PortServerEvent {
        while true {
            if let event = events.popFirst() { return event }
            if hasEnded { return .ended }
            do throws(SystemError) {
                if let result = try waitOnce(limits) { return result }
            } catch {
                throw .unreadable(name, error)
            }
        }
    }

    /// Sends bytes to a client, as one piece and after those before it.
    ///
    /// - Returns: Whether they are on their way; `false` when the client has gone, or has left
    ///   too much unread.
    @discardableResult
    public func write(_ bytes: [UInt8], to client: PortClient) -> Bool {
        served.first { $0.id == client }?.send(bytes) ?? false
    }

    /// Whether bytes still wait until a client takes them.
    public func isSending(to client: PortClient) -> Bool {
        served.first { $0.id == client }?.hasUnsent ?? false
    }

    /// The levels of a client's modem lines; `nil` when there are no such lines.
    public func modemLines(of client: PortClient) -> ModemLines? {
        served.first { $0.id == client }?.modemLines
    }

    /// What is waited for, those who may be accepted before those who are served.
    var pollEntries: [pollfd] {
        source.descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            + served.map(\.pollEntry)
    }

    /// When something is to be done without being told by a descriptor; `nil` for never.
    var nextAttempt: ContinuousClock.Instant? {
        let isHurried = !events.isEmpty || served.contains { $0.channel.hasUnseenBytes }
        return isHurried ? .now : source.nextAttempt
    }

    /// Waits until something can be done and does it; the result is how the wait ended otherwise.
    private func waitOnce(_ limits: WaitLimits) throws(SystemError) -> PortServerEvent? {
        let acceptingCount = source.descriptors.count
        var entries = pollEntries
        let deadline = limits.deadline
        let result = try wait(for: &entries, limits: nextAttempt.map { limits.until($0) } ?? limits)
        switch result {
        case .stopped: return .stopped
        case .outputClosed: return .outputClosed
        case .ready, .timedOut: break
        }
        for (client, entry) in zip(served, entries[acceptingCount...]) { serve(client, entry) }
        accept(try source.arrivals())
        if let deadline, deadline <= .now, events.isEmpty { return .timedOut }
        return nil
    }

    private func accept(_ channels: [any Channel]) {
        if source.isOutOfDescriptors { closeIdle() }
        for channel in channels {
            if served.count >= mostClients { closeIdle() }
            clientCount += 1
            let id = PortClient(number: clientCount)
            served.append(ServedClient(id, channel))
            events.append(.opened(id))
        }
    }

    /// Closes the connection of the client that was not heard of for the longest time, so that those
    /// who do nothing keep nobody out.
    private func closeIdle() {
        if let client = served.min(by: { $0.lastSign < $1.lastSign }) { close(client) }
    }

    private func serve(_ client: ServedClient, _ entry: pollfd) {
        if entry.revents & Int16(POLLOUT) != 0 {
            client.sendMore()
            if !client.hasUnsent { events.append(.sent(client.id)) }
        }
        guard entry.revents & ~Int16(POLLOUT) != 0 || client.channel.hasUnseenBytes else { return }
        switch client.receive(&room) {
        case .bytes(let count): events.append(.received(client.id, Array(room[..<count])))
        case .nothing: break
        case .closed: close(client)
        }
    }

    private func close(_ client: ServedClient) {
        served.removeAll { $0 === client }
        events.append(.closed(client.id))
        hasEnded = client.channel.canEnd
        source.lose(client.channel)
    }
}

extension PortOpening {
    /// Opens or listens at what a port's name stands for.
    ///
    /// - Throws: `PortError` when it cannot be had.
    fileprivate func source(_ name: String) throws(PortError) -> any ClientSource {
        switch try PortName(name) {
        case .socket(let address):
            try ListeningSockets(at: address, of: name)
        case .pseudoTerminal(let link):
            try ServedTerminal(link: link)
        case .spied(let port, let file):
            SpiedClients(try source(port), transcript: try transcript(file))
        case .standardInput, .path, .loop, .remoteLine, .hardware:
            try ReopenedPort(name, self)
        }
    }
}
