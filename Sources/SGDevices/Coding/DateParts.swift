import SGBytes
import SGRecords

/// The order in which bytes of binary-coded decimal hold a date and time.
///
/// Packed into one number, so that a step of the decoder holds no reference.
struct DateParts {
    /// One byte's part of a date and time; `century` is the year divided by 100.
    enum Part: UInt8, CaseIterable {
        case second, minute, hour, day, month, year, century

        /// What definitions call the parts, in their order.
        static let names = ["second", "minute", "hour", "day", "month", "year", "century"]

        /// The part of a name; `nil` for an unknown one.
        init?(name: String) {
            guard let index = Part.names.firstIndex(of: name) else { return nil }
            self.init(rawValue: UInt8(index))
        }
    }

    private var packed: UInt64 = 0
    private(set) var count = 0

    mutating func append(_ part: Part) {
        packed |= UInt64(part.rawValue) << UInt64(4 * count)
        count += 1
    }

    private func part(_ index: Int) -> Part {
        Part(rawValue: UInt8(packed >> UInt64(4 * index) & 15)) ?? .second
    }

    /// Whether there is a place for the century; without one, it is the 21st.
    var hasCentury: Bool { (0..<count).contains { part($0) == .century } }

    /// The years that a clock of these devices can show.
    private static let years = 2000...2099

    /// What the bytes of a date and time say.
    enum Reading {
        /// A date and time as `YYYY-MM-DD HH:MM:SS`.
        case time([UInt8])
        /// Month 0: the clock was never set. Real units send that.
        case neverSet
        /// A digit is not decimal, there is no such day or time, or it is not of this century.
        case impossible
    }

    /// Reads a date and time.
    func read(_ frame: borrowing Span<UInt8>, at offset: Int) -> Reading {
        var values = (second: 0, minute: 0, hour: 0, day: 0, month: 0, year: 0, century: 20)
        for i in 0..<count {
            let byte = frame[offset + i]
            guard byte >> 4 < 10, byte & 15 < 10 else { return .impossible }
            let value = Int(byte >> 4) * 10 + Int(byte & 15)
            switch part(i) {
            case .second: values.second = value
            case .minute: values.minute = value
            case .hour: values.hour = value
            case .day: values.day = value
            case .month: values.month = value
            case .year: values.year = value
            case .century: values.century = value
            }
        }
        let date = CalendarTime(
            year: values.century * 100 + values.year, month: values.month, day: values.day,
            hour: values.hour, minute: values.minute, second: values.second)
        if date.isValid, DateParts.years.contains(date.year) { return .time(date.text) }
        return date.month == 0 && date.day <= 31 && date.isTimeOfDay ? .neverSet : .impossible
    }

    /// Writes a date and time given as `YYYY-MM-DD HH:MM:SS`, with a space or a `T` between.
    ///
    /// - Returns: Whether the text is such a date and time and its parts have room for it.
    func write(_ text: String, to frame: inout [UInt8], at offset: Int) -> Bool {
        guard let date = CalendarTime(text), date.isValid else { return false }
        guard hasCentury || date.year / 100 == 20 else { return false }
        for i in 0..<count {
            let value =
                switch part(i) {
                case .second: date.second
                case .minute: date.minute
                case .hour: date.hour
                case .day: date.day
                case .month: date.month
                case .year: date.year % 100
                case .century: date.year / 100
                }
            frame[offset + i] = UInt8((value / 10) << 4 | value % 10)
        }
        return true
    }
}

/// A day and a time of day, without a time zone.
struct CalendarTime {
    var year, month, day, hour, minute, second: Int

    init(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        (self.year, self.month, self.day) = (year, month, day)
        (self.hour, self.minute, self.second) = (hour, minute, second)
    }

    /// Reads `YYYY-MM-DD HH:MM:SS`; `nil` for any other text.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        let pattern = Array("dddd-dd-dd dd:dd:dd".utf8)
        guard bytes.count == pattern.count else { return nil }
        for (byte, expected) in zip(bytes, pattern) {
            switch expected {
            case UInt8(ascii: "d"): guard isDigit(byte) else { return nil }
            case UInt8(ascii: " "):
                guard byte == expected || byte == UInt8(ascii: "T") else { return nil }
            default: guard byte == expected else { return nil }
            }
        }
        func number(_ range: Range<Int>) -> Int {
            bytes[range].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        self.init(
            year: number(0..<4), month: number(5..<7), day: number(8..<10),
            hour: number(11..<13), minute: number(14..<16), second: number(17..<19))
    }

    /// Whether there is such a day and time.
    var isValid: Bool {
        isTimeOfDay && CivilDate(year: year, month: month, day: day) != nil
    }

    /// Whether there is such a time of day.
    var isTimeOfDay: Bool { hour < 24 && minute < 60 && second < 60 }

    /// The time as `YYYY-MM-DD HH:MM:SS`.
    var text: [UInt8] {
        var writer = ByteWriter(capacity: 64)
        writer.append(digits: UInt64(year), width: 4)
        for (separator, value) in zip("-- ::".utf8, [month, day, hour, minute, second]) {
            writer.append(separator)
            writer.append(digits: UInt64(value), width: 2)
        }
        return writer.bytes
    }
}
