import SGBytes

/// A day of the Gregorian calendar, which is carried back to before its introduction.
public struct CivilDate: Sendable, Equatable {
    /// The year, 0 to 9999.
    public let year: Int
    /// The month, 1 to 12.
    public let month: Int
    /// The day of the month, 1 to 31.
    public let day: Int

    /// Creates a date; `nil` when there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard 0...9999 ~= year, 1...12 ~= month,
            1...Self.length(ofMonth: month, year: year) ~= day
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads a date as `2026-01-02`; `nil` when the text is anything else.
    public init?(_ text: Span<UInt8>) {
        guard text.count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            let century = twoDigits(text, 0), let year = twoDigits(text, 2),
            let month = twoDigits(text, 5), let day = twoDigits(text, 8)
        else { return nil }
        self.init(year: century * 100 + year, month: month, day: day)
    }

    /// Creates the date that is so many days after 1 January 1970, or before it when negative.
    ///
    /// Years are counted from 1 March, so that the leap day is a year's last, in cycles of 400 years.
    /// - Parameter days: From -719 528 (1 January of year 0) to 2 932 896 (31 December 9999); a
    ///   number outside counts as the nearest of these.
    public init(daysSince1970 days: Int) {
        let sinceMarch0 = min(max(days, -719_528), 2_932_896) + 719_468
        let cycle = (sinceMarch0 >= 0 ? sinceMarch0 : sinceMarch0 - 146_096) / 146_097
        let dayOfCycle = sinceMarch0 - cycle * 146_097
        let yearOfCycle =
            (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0)
    }

    /// How many days the date is after 1 January 1970; negative before.
    public var daysSince1970: Int {
        let yearFromMarch = month <= 2 ? year - 1 : year
        let cycle = (yearFromMarch >= 0 ? yearFromMarch : yearFromMarch - 399) / 400
        let yearOfCycle = yearFromMarch - cycle * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
        return cycle * 146_097 + dayOfCycle - 719_468
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CivilDate: CustomStringConvertible {
    /// The date as `2026-01-02`.
    public var description: String {
        var writer = ByteWriter(capacity: 10)
        writer.append(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// The number that two decimal digits make; `nil` when they are none.
@inline(__always)
func twoDigits(_ text: Span<UInt8>, _ at: Int) -> Int? {
    let tens = text[at] &- 0x30
    let ones = text[at + 1] &- 0x30
    guard tens < 10, ones < 10 else { return nil }
    return Int(tens) * 10 + Int(ones)
}
