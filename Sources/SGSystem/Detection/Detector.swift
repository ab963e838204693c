internal import SGDevices
public import SGPorts

/// Finds out which devices of a group are on a line: asks each of them something that changes
/// nothing, and listens for those that send by themselves.
public struct Detector: ~Copyable {
    /// What has happened.
    public enum Event: Sendable {
        /// A device is there.
        case found(Finding)
        /// All were asked and listened for, or the deadline has passed.
        case finished
        /// The process is asked to stop.
        case stopped
        /// Nobody reads the output any more.
        case outputClosed
        /// The port is gone, or takes no bytes.
        case lost
    }

    /// How many bytes were heard that are no frame of these devices.
    public private(set) var noiseCount = 0

    private let start = ContinuousClock.now
    private let devices: [DeviceType]
    private var conversation: Conversation
    private var questions: ArraySlice<Frame>
    private var asked: Frame?
    private var found: [Finding] = []

    /// Prepares the search.
    ///
    /// - Parameters:
    ///   - port: The port, set as the group needs it.
    ///   - group: What to look for.
    ///   - addresses: At which addresses to ask; empty for the usual one of each type.
    public init(_ port: Port, _ group: LineGroup, addresses: [UInt8]) {
        devices = group.devices
        let audience = devices.map {
            addresses.isEmpty ? Audience($0) : Audience($0, at: addresses)
        }
        conversation = Conversation(port, with: audience, settings: group.settings)
        questions = Detector.questions(for: devices, at: addresses)[...]
    }

    private static func questions(for devices: [DeviceType], at addresses: [UInt8]) -> [Frame] {
        devices.flatMap { device in
            let isAnywhere = device.address == nil || addresses.isEmpty
            let places: [UInt8?] = isAnywhere ? [device.address?.standard] : addresses
            return places.flatMap { address in
                device.harmlessQueries.compactMap { try? device.frame(of: $0, at: address) }
            }
        }
    }

    /// Goes on until something has happened.
    ///
    /// - Parameter limits: What else may end the search.
    /// - Throws: `PortError` when the port fails in another way than by going away.
    public mutating func next(limits: WaitLimits) throws(PortError) -> Event {
        while true {
            if asked == nil { askNext() }
            if asked == nil, end <= .now { return .finished }
            var limits = limits
            if asked == nil { limits.deadline = [end, limits.deadline].compactMap(\.self).min() }
            switch try conversation.next(limits: limits) {
            case .heard(let heard):
                if let finding = consider(heard) { return .found(finding) }
            case .finished(let outcome, _):
                if let finding = consider(outcome) { return .found(finding) }
            case .timedOut: return .finished
            case .stopped: return .stopped
            case .outputClosed: return .outputClosed
            case .blocked, .lost: return .lost
            }
        }
    }

    private mutating func askNext() {
        while let question = questions.popFirst() {
            if isFound(question.device, question.address) { continue }
            asked = question
            conversation.begin(Request(question))
            return
        }
    }

    /// Until when those that send by themselves are listened for.
    private var end: ContinuousClock.Instant {
        let awaited = devices.filter { device in !found.contains { $0.device === device } }
        return start + (awaited.compactMap(\.longestSilence).max() ?? .zero)
    }

    private mutating func consider(_ outcome: Outcome) -> Finding? {
        let question = asked
        asked = nil
        switch outcome {
        case .reply(let reply): return find(reply.frame, answering: question)
        case .refusal(let refusal): return find(refusal.frame, answering: question)
        case .sent, .damaged, .noReply: return nil
        }
    }

    private mutating func consider(_ heard: Heard) -> Finding? {
        switch heard.content {
        case .frame(let frame):
            return find(frame)
        case .noise(let bytes, _):
            noiseCount += bytes.count
            return nil
        }
    }

    private mutating func find(_ frame: Frame, answering question: Frame? = nil) -> Finding? {
        guard !isFound(frame.device, frame.address) else { return nil }
        let finding = Finding(
            device: frame.device, address: frame.address, page: frame.message,
            query: question?.message)
        found.append(finding)
        return finding
    }

    private func isFound(_ device: DeviceType, _ address: UInt8?) -> Bool {
        found.contains { $0.device === device && $0.address == address }
    }
}
