public import SGDevices

/// What somebody wants of a device, carried out request by request: to ask or tell it something, and
/// for a setting to read first what is not given and to read back afterwards what was set.
///
/// Like ``Exchange`` it touches no port and has no clock: whoever makes the requests does what
/// ``next(at:)`` says and passes on what became of each.
public struct Inquiry: Sendable {
    /// A moment of the clock that measures time.
    public typealias Instant = ContinuousClock.Instant

    /// What is to be done next.
    public enum Step: Sendable {
        /// Make the request for a page, and call ``take(_:at:)`` with what became of it.
        case read(Request)
        /// Keep the page that a setting starts from: it brings everything back.
        case keep(Reply)
        /// Send the message, and call ``take(_:at:)`` with what became of it.
        case send(Request)
        /// Do nothing until a moment.
        case pause(until: Instant)
        /// Nothing more.
        case finish(Result)
    }

    /// How it has ended.
    public enum Result: Sendable {
        /// The message was sent, and this became of it; what was set is shown, if that was asked for.
        case done(Outcome)
        /// The page with the values that are not given, or with those that were set, has not come; the
        /// outcome says what came of asking or waiting for it.
        case noPage(Message, Outcome)
        /// Nothing was sent: these values of the page that was read are suspect, and no base for a
        /// setting.
        case suspect([DecodedField])
        /// Nothing was sent: these values of the page differed each time that it was read.
        case unsteady([String])
        /// Nothing was sent: the values make no message.
        case unencodable(EncodeError)
        /// The device shows other values than those that were set.
        case different([FieldDifference])
    }

    /// How long to wait for each answer; `nil` for as long as the device's definition says.
    public var timeout: Duration?
    /// How often the message is sent, until it is answered.
    public var attempts = 1
    /// How often a page is asked for that is needed, until it comes.
    public var readingAttempts = 3
    /// Whether an answer is waited for.
    public var awaitsAnswer = true
    /// Whether what was set is read back.
    public var isVerified = false

    /// The message.
    public let message: Message
    /// The device type that it is sent to.
    public let device: DeviceType
    /// The device's address; `nil` where the message carries none.
    public let address: UInt8?

    /// The page whose values are taken in place of those that are not given, once it is known.
    public private(set) var base: Frame?

    private let values: [FieldAssignment]
    private var phase = Phase.beginning
    /// How often the page with the values that are not given was read.
    private var readingCount = 0
    /// What became of the message.
    private var outcome = Outcome.sent
    /// What the device shows otherwise than it was set.
    private var differences: [FieldDifference] = []

    /// How often a page is read that has no strong check, until two of its readings agree.
    private static let mostReadings = 4
    /// The pause between two readings of a page that was just set.
    private static let pauseBetweenReadings = Duration.milliseconds(250)

    private enum Phase {
        case beginning
        case reading
        case keeping(Reply, then: Frame)
        case sending(Frame)
        /// What was set is asked for again, at the earliest at one moment, until another.
        case verifying(Frame, from: Instant, until: Instant)
        case finished(Result)
    }

    /// Plans to send a message with its fields.
    ///
    /// - Parameters:
    ///   - message: One that the host sends.
    ///   - device: The device type whose message it is.
    ///   - address: The device's address; `nil` for the one that devices leave the factory with.
    ///   - values: What its fields hold, each once. What is not given is read from the device, if it
    ///     shows it, or takes the definition's default.
    ///   - base: A page whose values are taken in place of those that are not given.
    public init(
        _ message: Message, to device: DeviceType, at address: UInt8? = nil,
        with values: [FieldAssignment] = [], base: Frame? = nil
    ) {
        self.message = message
        self.device = device
        self.address = address ?? base?.address ?? device.address?.standard
        self.values = values
        self.base = base
    }

    /// Plans to send a frame.
    public init(_ frame: Frame) {
        message = frame.message
        device = frame.device
        address = frame.address
        values = []
        phase = .sending(frame)
    }

    /// What is to be done next.
    public mutating func next(at now: Instant) -> Step {
        if case .beginning = phase { begin() }
        switch phase {
        case .beginning, .reading:
            return .read(pageRequest(for: values, at: address, within: patience))
        case .keeping(let page, let frame):
            phase = .sending(frame)
            return .keep(page)
        case .sending(let frame):
            var request = Request(frame)
            request.timeout = timeout ?? request.timeout
            request.attempts = attempts
            return .send(awaitsAnswer ? request : request.unanswered)
        case .verifying(let frame, let start, let end):
            if start > now { return .pause(until: start) }
            let set = frame.fields
            let newAddress = set.first { $0.name == device.address?.field }
            return .read(
                pageRequest(
                    for: set.map { ($0.name, $0.value) },
                    at: newAddress.flatMap { UInt8($0.value.description) } ?? address,
                    within: end - now))
        case .finished(let result):
            return .finish(result)
        }
    }

    /// Takes what became of the request that was made last.
    public mutating func take(_ outcome: Outcome, at now: Instant) {
        switch phase {
        case .beginning, .keeping, .finished: break
        case .reading: take(page: outcome)
        case .sending(let frame):
            self.outcome = outcome
            switch outcome {
            case .sent, .reply:
                phase =
                    isVerified && message.shownPage != nil
                    ? .verifying(frame, from: now, until: now + patience)
                    : .finished(.done(outcome))
            case .refusal, .damaged, .noReply:
                phase = .finished(.done(outcome))
            }
        case .verifying(let frame, _, let end):
            verify(frame, outcome, until: end, at: now)
        }
    }

    /// Whether what is not given can be read from the device: of a setting, all of whose fields a page
    /// shows, at least one is given.
    public var isCompletable: Bool {
        guard let page = message.shownPage, !values.isEmpty, base == nil else { return false }
        return message.fields.allSatisfy { field in
            page.fields.contains { $0.name == field.name }
        }
    }

    /// What it changes of the page that it starts from: each field that is given and that the page
    /// shows, with its value there and the new one.
    public var changes: [(name: String, from: FieldValue, to: FieldValue)] {
        values.compactMap { name, value in base?[name].map { (name, $0, value) } }
    }

    private var patience: Duration { timeout ?? device.timing.reply }

    private mutating func finish(_ result: Result) {
        phase = .finished(result)
    }

    /// Asks for the page that shows what the message sets, or waits until it comes by itself.
    private func pageRequest(
        for values: [FieldAssignment], at address: UInt8?, within patience: Duration
    ) -> Request {
        guard let query = message.shownPageQuery else {
            // Without a page there is nothing to read.
            let page = message.shownPage ?? message
            return Request(awaiting: page, from: device, at: address, timeout: patience)
        }
        let named = values.filter { value in query.fields.contains { $0.name == value.name } }
        guard var request = try? Request(of: query, to: device, at: address, with: named) else {
            return Request(bytes: [])
        }
        request.timeout = self.patience
        request.attempts = readingAttempts
        return request
    }
}

// MARK: - What is kept of a page

extension Inquiry {
    private mutating func begin() {
        do throws(EncodeError) {
            let frame = try device.frame(of: message, with: values, at: address, base: base)
            if let base, case let fields = suspects(in: base), !fields.isEmpty {
                return finish(.suspect(fields))
            }
            phase = .sending(frame)
        } catch {
            guard case .missingFields = error, isCompletable else {
                return finish(.unencodable(error))
            }
            phase = .reading
        }
    }

    private mutating func take(page outcome: Outcome) {
        guard case .reply(let reply) = outcome else {
            return finish(.noPage(message.shownPage ?? message, outcome))
        }
        let page = reply.frame
        let suspects = suspects(in: page)
        guard suspects.isEmpty else { return finish(.suspect(suspects)) }
        readingCount += 1
        let changed = base.map { changes(from: $0, to: page) }
        if page.message.isStronglyChecked || changed?.isEmpty == true {
            base = page
            return begin(on: reply)
        }
        // Damage that a weak check lets pass hardly comes twice alike.
        if readingCount == Inquiry.mostReadings { return finish(.unsteady(changed ?? [])) }
        base = page
    }

    private mutating func begin(on page: Reply) {
        do throws(EncodeError) {
            phase = .keeping(
                page,
                then: try device.frame(of: message, with: values, at: address, base: page.frame))
        } catch {
            finish(.unencodable(error))
        }
    }

    /// The fields of the message that are not given and stand in a page.
    private func kept(of page: Frame) -> [DecodedField] {
        page.fields.filter { field in
            message.fields.contains { $0.name == field.name }
                && !values.contains { $0.name == field.name }
        }
    }

    private func suspects(in page: Frame) -> [DecodedField] {
        kept(of: page).filter(\.isSuspect)
    }

    private func changes(from earlier: Frame, to page: Frame) -> [String] {
        let fields = kept(of: earlier)
        return kept(of: page).filter { field in
            fields.contains { $0.name == field.name && $0.value != field.value }
        }.map(\.name)
    }
}

// MARK: - Reading back

extension Inquiry {
    private mutating func verify(
        _ frame: Frame, _ outcome: Outcome, until end: Instant, at now: Instant
    ) {
        guard case .reply(let reply) = outcome else {
            return finish(
                differences.isEmpty
                    ? .noPage(message.shownPage ?? message, outcome) : .different(differences))
        }
        differences = frame.differences(from: reply.frame)
        if differences.isEmpty { return finish(.done(self.outcome)) }
        guard now < end else { return finish(.different(differences)) }
        // A page that comes by itself has a pace of its own.
        let pause =
            message.shownPageQuery == nil
            ? .zero : max(Inquiry.pauseBetweenReadings, device.timing.gap)
        phase = .verifying(frame, from: min(now + pause, end), until: end)
    }
}
