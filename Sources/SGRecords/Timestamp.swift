public import SGBytes

/// A moment, in milliseconds since the start of 1970 in UTC, leap seconds not counted.
public struct Timestamp: Sendable, Equatable, Comparable {
    /// The milliseconds; the years 0 to 9999, which RFC 3339 can write, are all there is.
    public let milliseconds: Int64

    /// Creates a moment; one outside the years 0 to 9999 becomes the nearest inside.
    public init(milliseconds: Int64) {
        self.milliseconds = min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999)
    }

    /// Reads an RFC 3339 time: any offset, any number of digits after the second.
    ///
    /// What is finer than a millisecond is dropped. A leap second (60) counts as the first second of
    /// the next minute. A space or a lower-case `t` is accepted between date and time, as section 5.6
    /// of the RFC allows. `nil` when the text is no such time.
    public init?(_ text: Span<UInt8>) {
        guard let date = Self.date(text), let time = Self.secondOfDay(text) else { return nil }
        var at = 19
        guard let fraction = Self.fraction(text, &at),
            let offset = Self.offset(text.extracting(at...))
        else { return nil }
        let seconds = date.daysSince1970 * 86400 + time - offset
        self.init(milliseconds: Int64(seconds) * 1000 + Int64(fraction))
    }

    /// The day in UTC.
    public var date: CivilDate {
        CivilDate(daysSince1970: Int(floorDivided(milliseconds, by: 86_400_000)))
    }

    /// The whole seconds since the day began in UTC.
    fileprivate var secondOfDay: UInt64 {
        let milliseconds = milliseconds % 86_400_000
        return UInt64(milliseconds < 0 ? milliseconds + 86_400_000 : milliseconds) / 1000
    }

    /// Whether one moment is before another.
    public static func < (lhs: Timestamp, rhs: Timestamp) -> Bool {
        lhs.milliseconds < rhs.milliseconds
    }
}

// MARK: - Reading

extension Timestamp {
    private static func date(_ text: Span<UInt8>) -> CivilDate? {
        text.count >= 20 ? CivilDate(text.extracting(first: 10)) : nil
    }

    private static func secondOfDay(_ text: Span<UInt8>) -> Int? {
        guard text[10] | 0x20 == UInt8(ascii: "t") || text[10] == UInt8(ascii: " "),
            text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            let hour = twoDigits(text, 11), let minute = twoDigits(text, 14),
            let second = twoDigits(text, 17), hour < 24, minute < 60, second <= 60
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// The milliseconds of a fraction, 0 when there is none; moves on to its end.
    private static func fraction(_ text: Span<UInt8>, _ at: inout Int) -> Int? {
        guard text[at] == UInt8(ascii: ".") else { return 0 }
        at += 1
        var milliseconds = 0
        var weight = 100
        let start = at
        while at < text.count, isDigit(text[at]) {
            milliseconds += weight * Int(text[at] - 0x30)
            weight /= 10
            at += 1
        }
        return at > start ? milliseconds : nil
    }

    /// The seconds that local time is ahead of UTC.
    private static func offset(_ text: Span<UInt8>) -> Int? {
        if text.count == 1, text[0] | 0x20 == UInt8(ascii: "z") { return 0 }
        guard text.count == 6, text[3] == UInt8(ascii: ":"),
            let hours = twoDigits(text, 1), let minutes = twoDigits(text, 4),
            hours < 24, minutes < 60
        else { return nil }
        let seconds = hours * 3600 + minutes * 60
        switch text[0] {
        case UInt8(ascii: "+"): return seconds
        case UInt8(ascii: "-"): return -seconds
        default: return nil
        }
    }
}

// MARK: - Writing

extension ByteWriter {
    /// Appends a moment as RFC 3339 in UTC with milliseconds: `2026-01-02T03:04:05.678Z`.
    public mutating func append(_ time: Timestamp) {
        append(civilTime: time, separator: UInt8(ascii: "T"))
        append(UInt8(ascii: "."))
        let milliseconds = ((time.milliseconds % 1000) + 1000) % 1000
        append(digits: UInt64(milliseconds), width: 3)
        append(UInt8(ascii: "Z"))
    }

    /// Appends a moment's date and time in UTC to the second, with a byte between the two.
    public mutating func append(civilTime time: Timestamp, separator: UInt8) {
        append(time.date)
        append(separator)
        let second = time.secondOfDay
        append(twoDigits: second / 3600)
        append(UInt8(ascii: ":"))
        append(twoDigits: second / 60 % 60)
        append(UInt8(ascii: ":"))
        append(twoDigits: second % 60)
    }

    /// Appends a date as `2026-01-02`.
    public mutating func append(_ date: CivilDate) {
        append(twoDigits: UInt64(date.year / 100))
        append(twoDigits: UInt64(date.year % 100))
        append(UInt8(ascii: "-"))
        append(twoDigits: UInt64(date.month))
        append(UInt8(ascii: "-"))
        append(twoDigits: UInt64(date.day))
    }

    private mutating func append(twoDigits value: UInt64) {
        append(UInt8(truncatingIfNeeded: value / 10) &+ 0x30)
        append(UInt8(truncatingIfNeeded: value % 10) &+ 0x30)
    }
}

/// The quotient rounded down, also of a negative dividend.
private func floorDivided(_ dividend: Int64, by divisor: Int64) -> Int64 {
    (dividend - (dividend % divisor + divisor) % divisor) / divisor
}
