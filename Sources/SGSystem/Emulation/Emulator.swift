public import SGDevices
internal import SGPorts
internal import SGRecords

/// How many frames may be on their way to one client.
private let mostOnTheWay = 1000

/// Emulated devices that share one line, and everybody who has it open.
///
/// It does no I/O and has no clock: whoever owns the port passes on what comes, and when, and
/// sends what it gives.
public struct Emulator<Client: Equatable> {
    private var devices: [EmulatedDevice]
    private var sun: SunDay?
    private var faults: Faults
    private var clock: EmulatedClock
    /// The minute of which the devices show the sun.
    private var minute: Int64 = .min
    /// Hears what any host sends; each client begins with a copy.
    private let framer: Framer
    private var lines: [Line] = []
    private var problems: [String] = []

    /// A client, what it has sent and what is on its way to it.
    private struct Line {
        let client: Client
        var framer: Framer
        var echo = EmulatorEcho()
        var lastReceived: ContinuousClock.Instant?
        var onTheWay: ArraySlice<(due: ContinuousClock.Instant, bytes: [UInt8])> = []

        /// When a silence will have settled what waits.
        var settling: ContinuousClock.Instant? {
            guard let lastReceived else { return nil }
            return framer.awaitedSilence.map { lastReceived + $0 }
        }
    }

    /// Puts devices on a line.
    ///
    /// - Parameters:
    ///   - devices: The devices.
    ///   - sunSeed: The seed of the model of days that they follow; `nil` for values that stay.
    ///   - faults: What goes wrong on the way from them.
    ///   - start: The moment at which their clocks show the time.
    ///   - speed: How many seconds their clocks and the sun go on in one second.
    public init(
        _ devices: [EmulatedDevice], sunSeed: UInt64?, faults: Faults, start: Moment,
        speed: Double = 1
    ) {
        self.devices = devices
        self.faults = faults
        clock = EmulatedClock(from: start, speed: speed)
        // Every address is heard, because a command can give a device a new one.
        var types: [DeviceType] = []
        for device in devices where !types.contains(where: { $0.name == device.type.name }) {
            types.append(device.type)
        }
        framer = Framer(
            types.map(Audience.init(anywhere:)), side: .device,
            longestPause: LineSettings().longestPause)
        sun = sunSeed.map { SunDay(seed: $0, now: clock.time(at: start.instant)) }
    }

    // MARK: - The other end

    /// Somebody has opened the line.
    public mutating func open(_ client: Client) {
        lines.append(Line(client: client, framer: framer))
    }

    /// Somebody has closed the line.
    public mutating func close(_ client: Client) {
        lines.removeAll { $0.client == client }
    }

    /// Takes bytes that a client has sent.
    public mutating func take(
        _ bytes: Span<UInt8>, from client: Client, at now: ContinuousClock.Instant
    ) {
        guard let index = lines.firstIndex(where: { $0.client == client }) else { return }
        let heard = lines[index].echo.strip(bytes)
        lines[index].framer.append(heard.span)
        lines[index].lastReceived = now
        answer(index, .open(silentFor: .zero), at: now)
    }

    /// Takes notice that no more bytes will come from a client.
    public mutating func end(_ client: Client, at now: ContinuousClock.Instant) {
        guard let index = lines.firstIndex(where: { $0.client == client }) else { return }
        answer(index, .ended, at: now)
    }

    /// Sends bytes to everybody, on the same faulty way as the devices'.
    public mutating func broadcast(_ bytes: [UInt8], at now: ContinuousClock.Instant) {
        for index in lines.indices { send(bytes, to: index, at: now) }
    }

    /// Sends a message to everybody, as if a device did so by itself.
    ///
    /// - Parameters:
    ///   - message: One that the device sends.
    ///   - values: What it holds instead of the device's values.
    ///   - index: The place of the device among those of the line.
    public mutating func transmit(
        _ message: Message, holding values: [FieldAssignment], from index: Int,
        at now: ContinuousClock.Instant
    ) {
        refresh(at: now)
        do throws(EncodeError) {
            broadcast(try devices[index].page(message, holding: values), at: now)
        } catch {
            problems.append("\(devices[index].type.name) cannot send \(message.name): \(error)")
        }
    }

    /// When ``due(at:isRTSHigh:)`` has something to do without being told; `nil` for never.
    public var deadline: ContinuousClock.Instant? {
        if lines.isEmpty { return nil }
        let pages = devices.compactMap(\.nextTransmission)
        return (pages + lines.compactMap { $0.onTheWay.first?.due } + lines.compactMap(\.settling))
            .min()
    }

    /// What has to be sent by now, in order.
    ///
    /// - Parameter isRTSHigh: The level at which a client holds its RTS line; `nil` where the port
    ///   cannot tell. A device that needs it low does not transmit unasked while it is high.
    public mutating func due(
        at now: ContinuousClock.Instant, isRTSHigh: (Client) -> Bool? = { _ in nil }
    ) -> [(client: Client, bytes: [UInt8])] {
        for index in lines.indices {
            if let time = lines[index].settling, time <= now, let last = lines[index].lastReceived {
                answer(index, .open(silentFor: now - last), at: now)
            }
        }
        transmit(at: now, isRTSHigh)
        var due: [(client: Client, bytes: [UInt8])] = []
        for index in lines.indices {
            while let next = lines[index].onTheWay.first, next.due <= now {
                due.append((lines[index].client, next.bytes))
                lines[index].echo.expect(next.bytes, mayBeHosts: isHosts(next.bytes))
                lines[index].onTheWay.removeFirst()
            }
        }
        return due
    }

    /// All that is on its way, however late it would be.
    public mutating func takeAll() -> [(client: Client, bytes: [UInt8])] {
        defer { for index in lines.indices { lines[index].onTheWay = [] } }
        return lines.flatMap { line in line.onTheWay.map { (line.client, $0.bytes) } }
    }

    /// Why frames could not be sent since this was last called, each reason once.
    public mutating func takeProblems() -> [String] {
        defer { problems = [] }
        return problems
    }

    /// Whether bytes are a message that a host sends.
    private func isHosts(_ bytes: [UInt8]) -> Bool {
        devices.contains { device in
            device.type.commands.contains { $0.accepts(bytes) }
        }
    }

    private mutating func tell(_ problem: String) {
        if !problems.contains(problem) { problems.append(problem) }
    }

    // MARK: - The devices' end

    /// Tells the devices what time it is, and what the sun does.
    private mutating func refresh(at now: ContinuousClock.Instant) {
        let time = clock.time(at: now)
        for index in devices.indices { devices[index].clock = time }
        guard time.milliseconds / 60_000 != minute, sun != nil else { return }
        minute = time.milliseconds / 60_000
        sun?.advance(to: time)
        guard let sun else { return }
        for index in devices.indices { devices[index].follow(sun) }
    }

    private mutating func answer(
        _ index: Int, _ state: LineState, at now: ContinuousClock.Instant
    ) {
        while let framed = lines[index].framer.next(state) {
            guard case .frame(let frame) = framed else { continue }
            refresh(at: now)
            for device in devices.indices where devices[device].type.name == frame.device.name {
                do throws(EncodeError) {
                    guard let reply = try devices[device].receive(frame) else { continue }
                    send(reply, to: index, at: now)
                } catch {
                    tell("\(frame.device.name) cannot answer \(frame.message.name): \(error)")
                }
            }
        }
    }

    private mutating func transmit(
        at now: ContinuousClock.Instant, _ isRTSHigh: (Client) -> Bool?
    ) {
        guard !lines.isEmpty else { return }
        for device in devices.indices {
            guard let time = devices[device].nextTransmission, time <= now else { continue }
            refresh(at: now)
            do throws(EncodeError) {
                let pages = try devices[device].pages(dueAt: now)
                let needsLow = devices[device].type.line.rts == false
                for index in lines.indices
                where !(needsLow && isRTSHigh(lines[index].client) == true) {
                    for page in pages { send(page, to: index, at: now) }
                }
            } catch {
                tell("\(devices[device].type.name) cannot send its page: \(error)")
            }
        }
    }

    /// Puts bytes on the way to a client, behind those that are on it.
    private mutating func send(
        _ bytes: [UInt8], to index: Int, at now: ContinuousClock.Instant
    ) {
        let (arriving, delay) = faults.pass(bytes)
        if arriving.isEmpty { return }
        // A device has room for a few replies, too: who asks for more than it can send gets none.
        guard lines[index].onTheWay.count < mostOnTheWay else {
            tell("frames are lost: \(mostOnTheWay) are on their way already")
            return
        }
        let due = max(now + delay, lines[index].onTheWay.last?.due ?? now)
        lines[index].onTheWay.append((due, arriving))
    }
}
