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
        var flags: [FlagSetting]
        /// Gives the device types whose frames are known, at all addresses.
        var devices: () -> [DeviceType]
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

    /// How often a page is asked for again that is needed.
    private static let readingRetries = 2

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
        guard let frame = try frame(of: order) else { return }
        try open(for: order)
        let isAwaited = plan.wait != nil || plan.retries != nil
        let request = request(frame, order.target, retries: plan.retries ?? 0)
        let outcome = try perform(isAwaited ? request : request.unanswered, order)
        guard outcome != nil else { return }
        if let wait = plan.wait, !request.hasReply, !plan.verifies {
            try listen(for: wait, withNoise: order.target == nil)
        }
        if plan.verifies, let target = order.target { try verify(frame, order, target) }
    }

    private func request(_ frame: [UInt8], _ target: Order.Target?, retries: Int) -> Request {
        guard let target else { return Request(bytes: frame) }
        var request = Request(frame, of: target.message, to: target.device)
        request.timeout = plan.wait ?? request.timeout
        request.attempts = retries + 1
        return request
    }

    /// Makes a request and prints all that is heard, the reply included.
    ///
    /// - Returns: `nil` when the device does not answer, or not as it should, which is reported.
    private mutating func perform(
        _ request: Request, _ order: Order
    ) throws(ToolFailure) -> Outcome? {
        conversation?.begin(request)
        while true {
            switch try next() {
            case .heard(let heard):
                try print(heard, withNoise: order.target == nil)
            case .finished(let outcome, _):
                if case .reply(let heard) = outcome { try print(heard) }
                if case .refusal(let heard) = outcome { try print(heard) }
                guard let trouble = Trouble(outcome, request, order) else { return outcome }
                report(trouble)
                return nil
            case .timedOut, .stopped, .outputClosed, .blocked, .lost:
                continue
            }
        }
    }

    /// Prints what is heard for some time.
    private mutating func listen(for duration: Duration, withNoise: Bool) throws(ToolFailure) {
        let end = ContinuousClock.now + duration
        while case .heard(let heard) = try next(until: end) {
            try print(heard, withNoise: withNoise)
        }
        for heard in conversation?.settle() ?? [] { try print(heard, withNoise: withNoise) }
    }

    private mutating func report(_ trouble: Trouble) {
        console.report(trouble.message)
        if status == .done { status = trouble.status }
    }

    // MARK: - Reading what is to be changed, and what was changed

    /// The bytes of an order; what it does not say is read from the device, if the device shows it.
    ///
    /// - Returns: `nil` when the device does not answer.
    private mutating func frame(of order: Order) throws(ToolFailure) -> [UInt8]? {
        do throws(EncodeError) {
            return try order.frame()
        } catch {
            guard case .missingFields = error, let target = order.completable else {
                throw ToolFailure(order, error)
            }
            try open(for: order)
            let end = ContinuousClock.now + patience(with: target.device)
            if let page = try read(target, for: order, until: end) {
                return try order.based(on: page).wholeFrame()
            }
            reportMissingPage(target, order)
            return nil
        }
    }

    /// How long to wait for a page of a device.
    private func patience(with device: DeviceType) -> Duration {
        plan.wait ?? device.timing.reply
    }

    /// Gets the page that shows what a message sets: asks for it, or waits until it comes by itself.
    ///
    /// - Returns: `nil` when it does not come.
    private mutating func read(
        _ target: Order.Target, for order: Order, until end: ContinuousClock.Instant
    ) throws(ToolFailure) -> BaseFrame? {
        guard let page = target.device.page(showing: target.message) else { return nil }
        guard let query = order.query else {
            return try awaitPage(page, of: target.device, until: end)
        }
        let frame = try query.wholeFrame()
        let retries = plan.retries ?? Sender.readingRetries
        let request = request(frame, query.target, retries: retries)
        guard case .reply(let heard)? = try perform(request, query) else { return nil }
        return BaseFrame(frame: heard.bytes, message: page)
    }

    /// Reports that a page has not come; that nothing answers a query has been reported already.
    private mutating func reportMissingPage(_ target: Order.Target, _ order: Order) {
        guard order.query == nil, let page = target.device.page(showing: target.message) else {
            return
        }
        report(.noPage(page, target.device, patience(with: target.device)))
    }

    /// Waits for a page that the device sends by itself.
    private mutating func awaitPage(
        _ page: Message, of device: DeviceType, until end: ContinuousClock.Instant
    ) throws(ToolFailure) -> BaseFrame? {
        while case .heard(let heard) = try next(until: end) {
            try print(heard)
            if case .frame(let sender, let message, let bytes) = heard.content,
                sender.name == device.name, message.name == page.name
            {
                return BaseFrame(frame: bytes, message: page)
            }
        }
        return nil
    }

    /// Reads back what was set until the device shows it, and reports every field that it does not
    /// show in time.
    private mutating func verify(
        _ frame: [UInt8], _ order: Order, _ target: Order.Target
    ) throws(ToolFailure) {
        let end = ContinuousClock.now + patience(with: target.device)
        let order = order.sent(as: frame)
        var differences: [FieldDifference] = []
        repeat {
            guard let page = try read(target, for: order, until: end) else {
                if differences.isEmpty { reportMissingPage(target, order) }
                break
            }
            differences =
                (try? target.message.differences(frame, from: page.frame, of: page.message)) ?? []
            if differences.isEmpty { return }
        } while ContinuousClock.now < end
        for difference in differences { report(.notSet(difference)) }
    }

    // MARK: - The port

    /// Opens the port as the order's device needs it, unless it is open.
    private mutating func open(for order: Order) throws(ToolFailure) {
        guard conversation == nil else { return }
        let defaults = order.target.map { LineSettings($0.device.line) } ?? LineSettings()
        let settings = plan.options.settings(over: defaults)
        do throws(PortError) {
            let port = try Port(
                opening: plan.port, settings: settings, streams: console.streams,
                limits: WaitLimits(stop: console.stop))
            // A port that only gives bytes is refused before anything is waited for.
            _ = try port.write([])
            for flag in plan.flags { try flag.apply(to: port) }
            announce(port, settings)
            conversation = Conversation(port, with: plan.devices(), settings: settings)
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

    private mutating func print(_ heard: Heard, withNoise: Bool = false) throws(ToolFailure) {
        let origin = RecordOrigin(time: heard.time, port: plan.port)
        switch heard.content {
        case .frame(let device, let message, let bytes):
            output.bytes.append(
                frame: bytes.span, deviceType: device.name, messageType: message.name, from: origin)
        case .noise(let bytes, let reason):
            guard withNoise else { return }
            output.bytes.append(noise: bytes.span, reason: reason.rawValue, from: origin)
        }
        try output.flush()
    }
}
