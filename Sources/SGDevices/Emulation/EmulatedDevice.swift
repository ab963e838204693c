import SGBytes
import SGDiagnostics
public import SGRecords

/// A device that exists in memory only: it answers queries, obeys commands and sends pages.
///
/// It does no I/O and has no clock of its own: its owner hands it the frames that arrive and the
/// time, and puts on the line what it gives.
public struct EmulatedDevice: Sendable {
    /// What it is.
    public let type: DeviceType
    /// The address that it answers to; 0 when its messages carry none.
    public private(set) var address: UInt8
    /// What the clock on the wall shows, as if it showed UTC.
    public var clock: Timestamp

    let emulation: Emulation
    var transmissions: [Transmission]
    var random: SplitMix64

    private var values: [String: FieldValue] = [:]
    /// The fields that a user has set: the sun leaves them alone.
    private var pinned: Set<String> = []
    /// How far the device's own clocks are ahead, in milliseconds.
    private var clockOffsets: [String: Int64] = [:]

    /// A page that is sent unasked.
    struct Transmission {
        let page: Message
        let period: ClosedRange<Duration>
        var due: ContinuousClock.Instant
        /// How often it was sent before.
        var turn = 0
    }

    /// Switches a device on.
    ///
    /// - Parameters:
    ///   - type: What it is; from a definition read for ``Definition/Purpose/emulation``.
    ///   - address: The address that it answers to; `nil` for the usual one.
    ///   - seed: What decides how pauses vary.
    ///   - clock: What the clock on the wall shows, as if it showed UTC.
    ///   - start: When it sends its first page.
    /// - Returns: `nil` when the definition does not say how the device is emulated.
    public init?(
        _ type: DeviceType, address: UInt8? = nil, seed: UInt64 = 0, clock: Timestamp,
        start: ContinuousClock.Instant
    ) {
        guard let emulation = type.emulation else { return nil }
        self.type = type
        self.emulation = emulation
        let field = type.address?.field
        let shown = emulation.values.first { $0.name == field }.flatMap {
            UInt8($0.value.description)
        }
        self.address = address ?? type.address?.standard ?? shown ?? 0
        self.clock = clock
        random = SplitMix64(seed)
        transmissions = type.messages.compactMap { message in
            guard message.sender == .device, let period = emulation.pages[message.name]?.period
            else { return nil }
            return Transmission(page: message, period: period, due: start)
        }
        for (name, value) in emulation.values { values[name] = value }
        if let field {
            let text = String(self.address)
            if case .number = values[field] {
                values[field] = .number(text)
            } else {
                values[field] = .text(text)
            }
        }
    }

    /// The names of its values, in alphabetical order.
    public var names: [String] { values.keys.sorted() }

    /// What a field shows now; `nil` for a name that is none of its values.
    public func value(of name: String) -> FieldValue? {
        guard let value = values[name] else { return nil }
        if !pinned.contains(name), isZero(name) { return .number("0") }
        return value == .now ? .text(clockText(ahead: clockOffsets[name] ?? 0)) : value
    }

    /// Whether other values make it zero for now.
    private func isZero(_ name: String) -> Bool {
        emulation.zeros.contains { $0.fields.contains(name) && holds($0.condition) }
    }

    /// The field that shows a value; `nil` for a name that is none of its values.
    public func field(named name: String) -> Field? {
        guard values[name] != nil else { return nil }
        let fields = type.messages.lazy.filter { $0.sender == .device }.flatMap(\.fields)
        return fields.first { $0.name == name }
    }

    /// Sets values, which from now on only commands change; a date and time runs on from there.
    ///
    /// - Throws: ``EncodeError`` when one is none of the device's values, or no page can carry it;
    ///   then none is set.
    public mutating func set(_ assignments: [FieldAssignment]) throws(EncodeError) {
        for (name, _) in assignments where values[name] == nil {
            throw .unknownField(name, nearest: nearestWord(to: name, among: names))
        }
        try change(assignments)
        pinned.formUnion(assignments.map(\.name))
    }

    /// Takes over what a model of the day tells, except for values that were set.
    public mutating func follow(_ sun: SunDay) {
        for link in emulation.sun where !pinned.contains(link.field) {
            values[link.field] = link.value(in: sun)
        }
    }

    /// Changes those of its values that are among the assignments: all or none.
    ///
    /// - Throws: ``EncodeError`` when a page cannot carry one.
    mutating func change(_ assignments: [FieldAssignment]) throws(EncodeError) {
        var changed = self
        let assignments = assignments.filter { values[$0.name] != nil }
        for (name, value) in assignments { try changed.assign(name, value) }
        for (name, _) in assignments { try changed.checkPages(with: name) }
        self = changed
    }

    /// Whether fields hold certain values.
    func holds(_ condition: [FieldAssignment]) -> Bool {
        condition.allSatisfy { values[$0.name]?.isSame(as: $0.value) ?? false }
    }

    private mutating func assign(_ name: String, _ value: FieldValue) throws(EncodeError) {
        values[name] = value
        if name == type.address?.field {
            guard let address = UInt8(value.description), type.accepts(address) else {
                throw .wrongKind(field: name, found: value.description, expected: "an address")
            }
            self.address = address
        }
        if isClock(name), let time = value.time {
            clockOffsets[name] = time.milliseconds - clock.milliseconds
            values[name] = .now
        }
    }

    private func isClock(_ name: String) -> Bool {
        type.messages.contains { message in
            message.fields.contains { $0.name == name && $0.kind == .datetime }
        }
    }

    private func clockText(ahead offset: Int64) -> String {
        var writer = ByteWriter()
        let time = Timestamp(milliseconds: clock.milliseconds + offset)
        writer.append(civilTime: time, separator: UInt8(ascii: " "))
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension DeviceType {
    /// Whether a device of this type can have an address.
    public func accepts(_ address: UInt8) -> Bool {
        self.address.map { $0.minimum...$0.maximum ~= address } ?? false
    }
}

extension FieldValue {
    /// A date and time that runs with the clock on the wall.
    static let now = FieldValue.text("now")

    /// The time that a text stands for, as if it were UTC.
    fileprivate var time: Timestamp? {
        guard case .text(let text) = self else { return nil }
        return Timestamp(Array("\(text)Z".utf8).span)
    }

    /// Whether two values are the same, however many zeros a number is written with.
    func isSame(as other: FieldValue) -> Bool {
        guard case .number(let digits) = self, case .number(let otherDigits) = other,
            let number = ExactDecimal(digits), let otherNumber = ExactDecimal(otherDigits)
        else { return self == other }
        return number.isSameNumber(as: otherNumber)
    }
}
