internal import SGDevices
internal import SGPorts
internal import SGRecords

/// A port at which this system is the host; emulated devices may be at it, too.
final class HostLine {
    private let port: Port
    private let conversation: Conversation
    private var emulator: Emulator<Only>?
    /// What the emulated devices must not hear; `nil` where nothing comes back.
    private var ownBytes: OwnBytes?
    private let tap: Tap?
    private(set) var failure: LineFailure?
    /// The frames that were heard and have not been taken.
    private var heard: [Heard] = []
    /// What devices are sending in turn, and is not whole yet.
    private var joiner = TurnJoiner()
    /// How many bytes without a frame were heard since that was last asked.
    private var noiseCount = 0
    /// Whether frames were dropped, and nobody was told.
    private var hasDropped = false
    /// Why modem lines could not be set.
    private var signalProblems: [String] = []
    /// What became of the request, until it is taken.
    private(set) var outcome: Outcome?
    /// Whether the last read found bytes.
    private var hasFoundBytes = false
    /// How many bytes will have come off the line when those are taken that were there at the mark.
    private var markedCount = 0

    /// How many frames may be heard until they are taken.
    private static let mostHeard = 10_000

    /// The only client of the emulated devices: whoever is at the port.
    enum Only {
        case line
    }

    /// Begins to use a port.
    ///
    /// - Parameters:
    ///   - port: The port.
    ///   - settings: How it is set.
    ///   - audience: The types of the devices there, at the addresses in use.
    ///   - emulator: Those of the devices that are emulated; `nil` for none.
    ///   - clock: Tells the time.
    ///   - tap: Is told all bytes that go over the port.
    init(
        _ port: Port, _ settings: LineSettings, with audience: [Audience],
        emulator: Emulator<Only>?, clock: @escaping () -> Timestamp, tap: Tap?
    ) {
        self.port = port
        self.emulator = emulator
        self.tap = tap
        ownBytes = port.isLoop ? OwnBytes() : nil
        conversation = Conversation(port, with: audience, settings: settings)
        conversation.waitsUntilSent = false
        conversation.clock = clock
        self.emulator?.open(.line)
        conversation.tap = { [unowned self] direction, bytes in
            self.tap?(direction, bytes)
            pass(bytes, direction)
        }
    }

    /// Begins a request; the one before must have come to its end.
    func begin(_ request: Request) {
        outcome = nil
        conversation.begin(request)
        proceed()
    }

    /// The frames that have been heard since this was last called; of what comes in turn, turns that
    /// have ended.
    func takeHeard() -> [Heard] {
        defer { heard = [] }
        return heard
    }

    /// The same, with turns as far as they have come.
    func takeAllHeard() -> [Heard] {
        for whole in joiner.takeAll() { keep(whole) }
        return takeHeard()
    }

    /// The frames among them that answer requests which nobody waits for any more.
    func takeLateReplies() -> [Heard] {
        defer { heard.removeAll(where: \.isLateReply) }
        return heard.filter(\.isLateReply)
    }

    /// Until when such replies may come; `nil` when none is missing.
    var endOfLateReplies: ContinuousClock.Instant? {
        failure == nil ? conversation.endOfLateReplies : nil
    }

    /// Whether a device that began to send in turn before a moment may go on.
    func isInTurn(begunBefore moment: ContinuousClock.Instant) -> Bool {
        failure == nil && joiner.end(ofTurnsBegunBefore: moment) != nil
    }

    /// How many bytes without a frame have been heard since this was last called.
    func takeNoiseCount() -> Int {
        defer { noiseCount = 0 }
        return noiseCount
    }

    /// What became of the request; `nil` while it is made.
    func takeOutcome() -> Outcome? {
        defer { outcome = nil }
        return outcome
    }

    /// Sets a modem line; what becomes of that is among the troubles.
    func set(_ line: ModemLine, _ level: Bool) {
        signalling { () throws(PortError) in try port.begin(line, level) }
    }

    /// Until when another machine may answer whether it has set modem lines; `nil` when none is to.
    var answerDeadline: ContinuousClock.Instant? { failure == nil ? port.answerDeadline : nil }

    private func signalling(_ body: () throws(PortError) -> Void) {
        do throws(PortError) {
            try body()
        } catch {
            signalProblems.append(error.description)
        }
    }

    /// Says that nothing more will be sent, because the port is about to be closed.
    func finish() {
        port.finishWriting()
    }

    /// Lets the emulated devices hear what others have sent.
    private func pass(_ bytes: [UInt8], _ direction: Direction) {
        switch direction {
        case .transmitted: ownBytes?.sent(bytes.count, isOwn: false)
        case .received:
            let others = ownBytes?.strip(bytes) ?? bytes
            emulator?.take(others.span, from: .line, at: .now)
        }
    }

    private func take(_ event: Conversation.Event) {
        switch event {
        case .heard(let heard): take(heard)
        case .finished(let outcome, _): self.outcome = outcome
        case .timedOut, .stopped, .outputClosed: break
        case .blocked: failure = .blocked
        case .lost:
            failure = .lost
            // What waited for a silence is whole now.
            for heard in conversation.settle() { take(heard) }
        }
    }

    private func take(_ heard: Heard) {
        guard case .frame = heard.content else { return noiseCount += heard.bytes.count }
        for whole in joiner.take(heard, at: .now) { keep(whole) }
    }

    private func keep(_ heard: Heard) {
        if self.heard.count < HostLine.mostHeard {
            self.heard.append(heard)
        } else {
            hasDropped = true
        }
    }

    /// Sends what the emulated devices have to say by now.
    private func sendDue() throws(PortError) {
        let due = emulator?.due(at: .now) { [port] _ in (try? port.modemLines())??.cts } ?? []
        for (_, bytes) in due {
            tap?(.transmitted, bytes)
            ownBytes?.sent(bytes.count, isOwn: true)
            guard try port.write(bytes, limits: WaitLimits(deadline: .now)) == .done else {
                return failure = .blocked
            }
        }
    }
}

extension HostLine: Line {
    var isQuiet: Bool {
        failure != nil || (!hasFoundBytes && conversation.deadline == nil)
    }

    func markPresent() {
        // As much as one look finds: who sends faster gets no more of the time.
        markedCount = conversation.heardCount + min(port.readableCount, Conversation.mostAtOnce)
    }

    var hasCaughtUp: Bool { conversation.decidedCount >= markedCount }

    func proceed() {
        guard failure == nil else { return }
        do throws(PortError) {
            while let event = try conversation.proceed() { take(event) }
            for whole in joiner.takeEnded(at: .now) { keep(whole) }
            try sendDue()
        } catch {
            failure = .port(error)
        }
        signalling { () throws(PortError) in try port.checkAnswers() }
    }

    func listen() {
        guard failure == nil else { return }
        do throws(PortError) {
            let event = try conversation.listen(limits: WaitLimits(deadline: .now))
            hasFoundBytes = event == nil
            if let event { take(event) }
        } catch {
            failure = .port(error)
        }
    }

    func add(to watch: inout Watch) {
        guard failure == nil else { return }
        watch.add(port)
        for moment in [
            conversation.deadline, emulator?.deadline, answerDeadline, joiner.deadline,
        ] {
            if let moment { watch.add(deadline: moment) }
        }
        // There may be more than one look has found.
        if hasFoundBytes { watch.add(deadline: .now) }
    }

    func transmit(_ message: Message, holding values: [FieldAssignment], from device: Int) {
        emulator?.transmit(message, holding: values, from: device, at: .now)
        proceed()
    }

    func takeTroubles() -> [RunTrouble] {
        defer { (hasDropped, signalProblems) = (false, []) }
        let dropping =
            "messages at '\(port.name)' are lost: more than \(HostLine.mostHeard) have come "
            + "before 'handle_incoming_messages'"
        let problems = (hasDropped ? [dropping] : []) + (emulator?.takeProblems() ?? [])
        return signalProblems.map { RunTrouble(kind: .port, message: $0) }
            + problems.map { RunTrouble(kind: .message, message: $0) }
    }
}
