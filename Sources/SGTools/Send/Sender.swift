internal import SGBytes
internal import SGDevices
internal import SGPorts
internal import SGRecords
internal import SGSystem

/// Carries out orders on a port, which it opens for the first of them, and prints what comes back.
struct Sender: ~Copyable, OrderRecipient {
    /// What the command line asks for besides the orders.
    struct Plan {
        var port: String
        var options: PortOptions
        var reading: ReadingOptions
        var flags: [FlagSetting]
        /// Gives the device types whose frames are known, at all addresses.
        var audience: () -> [Audience]
        /// How long to wait for replies; `nil` for not at all.
        var wait: Duration?
        /// How often a message is sent again that is not answered.
        var retries: Int?
        /// Whether to read back what was set.
        var verifies: Bool
        var verbosity: Int
    }

    /// What has gone wrong with a device; the first trouble counts.
    private(set) var status = ExitStatus.done

    private let plan: Plan
    private let console: Console
    private var output: Output
    private var conversation: Conversation?

    init(_ plan: Plan, console: Console) {
        self.plan = plan
        self.console = console
        output = Output(console)
    }

    /// Sends an order, and waits for what answers it as the plan says.
    ///
    /// What goes wrong with the device is reported and kept as ``status``.
    ///
    /// - Throws: `ToolFailure` when the order makes no message, or nothing more can be sent.
    mutating func carryOut(_ order: Order) throws(ToolFailure) {
        try order.check()
        try open(for: order)
        guard let inquiry = inquiry(for: order) else {
            if case .bytes(let bytes) = order {
                _ = try perform(Request(bytes: bytes), for: order)
                try listenAfterwards(withNoise: true)
            }
            return
        }
        guard case .done(let outcome) = try carryOut(inquiry, order) else { return }
        if case .sent = outcome, inquiry.message.reply == nil, !plan.verifies {
            try listenAfterwards(withNoise: false)
        }
    }

    private func inquiry(for order: Order) -> Inquiry? {
        guard var inquiry = order.inquiry else { return nil }
        inquiry.timeout = plan.wait
        inquiry.awaitsAnswer = plan.wait != nil || plan.retries != nil
        inquiry.attempts = 1 + (plan.retries ?? 0)
        if let retries = plan.retries { inquiry.readingAttempts = 1 + retries }
        inquiry.isVerified = plan.verifies
        return inquiry
    }

    private mutating func carryOut(
        _ planned: Inquiry, _ order: Order
    ) throws(ToolFailure) -> Inquiry.Result {
        var inquiry = planned
        while true {
            switch inquiry.next(at: .now) {
            case .read(let request):
                inquiry.take(try perform(request, for: order), at: .now)
            case .keep(let page):
                output.bytes.append(page.frame, from: origin(page.time))
                try output.flush()
            case .send(let request):
                let outcome = try perform(request, for: order)
                try print(outcome, of: order)
                inquiry.take(outcome, at: .now)
            case .pause(let end):
                try listen(until: end, withNoise: false)
            case .finish(let result):
                for trouble in Trouble.all(of: inquiry, endingIn: result) { report(trouble) }
                if case .unencodable(let error) = result { throw ToolFailure(order, error) }
                if case .done(.sent) = result { tellChanges(by: inquiry) }
                if case .done(.reply) = result { tellChanges(by: inquiry) }
                return result
            }
        }
    }

    /// Says what a setting has changed.
    private func tellChanges(by inquiry: Inquiry) {
        for (name, old, new) in inquiry.changes {
            let change = old == new ? "\(old), as before" : "\(old) -> \(new)"
            console.report("\(name): \(change)\(inquiry.isVerified ? ", verified" : "")")
        }
    }

    /// Makes a request and prints all that is heard besides; reports it when the device does not
    /// answer, or not as it should.
    private mutating func perform(
        _ request: Request, for order: Order
    ) throws(ToolFailure) -> Outcome {
        conversation?.begin(request)
        while true {
            switch try next() {
            case .heard(let heard):
                try print(heard, withNoise: order.target == nil)
            case .finished(let outcome, _):
                if !request.frame.isEmpty,
                    let trouble = Trouble(outcome, request, to: order.recipient)
                {
                    report(trouble)
                }
                return outcome
            case .timedOut, .stopped, .outputClosed, .blocked, .lost:
                continue
            }
        }
    }

    /// Prints what is heard after something was sent that has no reply, for as long as was asked for.
    private mutating func listenAfterwards(withNoise: Bool) throws(ToolFailure) {
        guard let wait = plan.wait else { return }
        try listen(until: .now + wait, withNoise: withNoise)
        for heard in conversation?.settle() ?? [] { try print(heard, withNoise: withNoise) }
    }

    private mutating func listen(
        until end: ContinuousClock.Instant, withNoise: Bool
    ) throws(ToolFailure) {
        while case .heard(let heard) = try next(until: end) {
            try print(heard, withNoise: withNoise)
        }
    }

    private mutating func report(_ trouble: Trouble) {
        console.report(trouble.message)
        if status == .done { status = trouble.status }
    }

    // MARK: - The port

    /// Opens the port as the order's device needs it, unless it is open.
    private mutating func open(for order: Order) throws(ToolFailure) {
        guard conversation == nil else { return }
        let defaults = order.target.map { LineSettings($0.device.line) } ?? LineSettings()
        let settings = plan.reading.settings(over: plan.options.settings(over: defaults))
        do throws(PortError) {
            let port = try Port(
                opening: plan.port, settings: settings, streams: console.streams,
                limits: WaitLimits(stop: console.stop))
            // A port that only gives bytes is refused before anything is waited for.
            _ = try port.write([])
            for flag in plan.flags { try flag.apply(to: port) }
            announce(port, settings)
            conversation = Conversation(port, with: plan.audience(), settings: settings)
        } catch {
            throw ToolFailure(error)
        }
    }

    private func announce(_ port: Port, _ settings: LineSettings) {
        if let otherEnd = port.otherEnd {
            console.report("the other end of '\(port.name)' is '\(otherEnd)'")
        } else if port.hasLineSettings, plan.verbosity > 0 {
            console.report("'\(port.name)' is open at \(settings)")
        }
    }

    /// The next event; one that ends everything is thrown.
    private func next(
        until end: ContinuousClock.Instant? = nil
    ) throws(ToolFailure) -> Conversation.Event {
        let event: Conversation.Event
        do throws(PortError) {
            let limits = WaitLimits(stop: console.stop, output: console.output, deadline: end)
            event = try conversation?.next(limits: limits) ?? .lost
        } catch {
            throw ToolFailure(error)
        }
        switch event {
        case .heard, .finished, .timedOut: return event
        case .stopped, .outputClosed: throw .outputClosed
        case .blocked: throw ToolFailure(.portUnavailable, "'\(plan.port)' takes no bytes")
        case .lost: throw ToolFailure(.portUnavailable, "'\(plan.port)' is gone")
        }
    }

    private mutating func print(_ outcome: Outcome, of order: Order) throws(ToolFailure) {
        switch outcome {
        case .sent, .damaged, .noReply: return
        case .reply(let reply):
            output.bytes.append(reply.frame, from: origin(reply.time))
        case .refusal(let refusal):
            output.bytes.append(
                refusalOf: order.target?.message.name, by: refusal.frame.device.name,
                reason: refusal.reason, answer: refusal.frame.bytes.span,
                from: origin(refusal.time))
        }
        try output.flush()
    }

    private mutating func print(_ heard: Heard, withNoise: Bool) throws(ToolFailure) {
        switch heard.content {
        case .frame(let frame):
            output.bytes.append(frame, from: origin(heard.time))
        case .noise(let bytes, let reason):
            guard withNoise else { return }
            output.bytes.append(
                noise: bytes.span, reason: reason.rawValue, from: origin(heard.time))
        }
        try output.flush()
    }

    private func origin(_ time: Timestamp?) -> RecordOrigin {
        RecordOrigin(time: time, port: plan.port)
    }
}
