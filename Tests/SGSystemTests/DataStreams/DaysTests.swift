import Foundation
import SGDevices
import SGRecords
import SGSystem
import SGTestSupport
import Testing

/// Pages of thirty days, each read at some time and appended to one file.
struct DaysTests {
    private let directory: TemporaryDirectory
    private let page: Vector
    private var device: LoggedDevice

    init() throws {
        directory = try TemporaryDirectory()
        page = try #require(try Vector.examples("history_page").first)
        device = try LoggedDevice(
            ["history_page": .table(directory.file("history.csv"))], in: directory)
    }

    @Test mutating func `a new file gets the whole page, byte for byte`() throws {
        try log("2026-01-05 12:00:00")
        var expected = try #require(page.csv_header) + "\n"
        let rows = try #require(page.csv_rows)
        for (age, row) in rows.enumerated() { expected += "\(day("2026-01-05", -age)),\(row)\n" }
        #expect(rows.count == 30)
        #expect(try text == expected)
    }

    @Test mutating func `the same page twice a day adds nothing`() throws {
        try log("2026-01-05 12:00:00")
        let first = try text
        try log("2026-01-05 12:10:00")
        try log("2026-01-05 23:59:59")
        #expect(try text == first)
    }

    @Test mutating func `the next day finishes the day before`() throws {
        try log("2026-01-05 12:00:00")
        try log("2026-01-06 00:00:00")
        #expect(try days.dropFirst(30) == ["2026-01-05", "2026-01-06"])
        try log("2026-01-06 12:00:00")
        #expect(try days.count == 32)
    }

    @Test mutating func `the later row of a day is the one after the day`() throws {
        try log("2026-01-05 12:00:00")
        let maxima = ["50.1", "61.2"] + Array(repeating: "50.0", count: 28)
        let message = try #require(device.type["history_page"])
        let later = try message.encode(
            [("daily_battery_voltage_maximum", .list(maxima.map(FieldValue.number)))],
            base: device.type.frame(page.frame, of: message))
        _ = try device.append(later, of: message, at: try local("2026-01-06 00:10:00"))
        let rows = try text.split(separator: "\n").filter { $0.hasPrefix("2026-01-05,") }
        #expect(rows == ["2026-01-05,50.0,47.0,24,22", "2026-01-05,61.2,47.0,24,22"])
    }

    @Test mutating func `a gap after a power cut is filled, over the end of a month`() throws {
        try log("2025-12-30 18:00:00")
        try log("2026-01-02 09:00:00")
        #expect(
            try days.dropFirst(30) == ["2025-12-30", "2025-12-31", "2026-01-01", "2026-01-02"])
    }

    @Test mutating func `a leap day is a day`() throws {
        try log("2028-02-27 18:00:00")
        try log("2028-03-01 09:00:00")
        #expect(
            try days.dropFirst(30) == ["2028-02-27", "2028-02-28", "2028-02-29", "2028-03-01"])
    }

    @Test mutating func `after a gap longer than a page the whole page is written once`() throws {
        try log("2026-01-05 12:00:00")
        try log("2026-06-05 12:00:00")
        let added = try Array(days.dropFirst(30))
        #expect(added == (0..<30).map { day("2026-05-07", $0) })
    }

    @Test mutating func `a year of days has each day once, and each but the last once more`() throws
    {
        for number in stride(from: 0, to: 365, by: 1) {
            // Twice on some days, and not at all on others.
            if number % 7 == 3 { continue }
            try log("\(day("2026-01-01", number)) 08:00:00")
            if number % 5 == 0 { try log("\(day("2026-01-01", number)) 20:00:00") }
        }
        let counts = Dictionary(grouping: try days) { $0 }.mapValues(\.count)
        for number in 0..<365 {
            let wasLogged = number % 7 != 3 && number != 364
            #expect(counts[day("2026-01-01", number)] == (wasLogged ? 2 : 1), "day \(number)")
        }
    }

    // MARK: - Wrong clocks

    @Test mutating func `days of a wrong year stand by themselves`() throws {
        try log("2026-01-05 12:00:00")
        try log("2036-01-05 12:00:00")
        try log("2026-01-05 13:00:00")
        #expect(try days.count == 60)
        // Rows of days to come do not hide that a day has ended.
        try log("2026-01-06 13:00:00")
        #expect(try days.dropFirst(60) == ["2026-01-05", "2026-01-06"])
    }

    @Test mutating func `a computer that starts in 1970 logs those days once`() throws {
        try log("1970-01-01 12:00:00")
        try log("2026-01-05 12:00:00")
        try log("1970-01-01 12:00:00")
        try log("2026-01-05 12:00:00")
        #expect(try days.count == 60)
    }

    // MARK: - Damage

    @Test(
        arguments: [
            "2026-01-03,50.0,47.0", "2026-01-03,50.0,47.0,24,22,9", "2026-01-03,50.0,47.0,2\0,22",
            "2026-01-03", "2026-01-0", "2026-01-033,50.0,47.0,24,22", "2026-13-03,50.0,47.0,24,22",
            "\"2026-01-03,50.0\",47.0,24,22,1", "", ",,,,", "\0\0\0\0",
        ])
    mutating func `a damaged row counts as none`(row: String) throws {
        try log("2026-01-05 12:00:00")
        let lines = try text.split(separator: "\n").map {
            $0.hasPrefix("2026-01-03,") ? row : String($0)
        }
        _ = try directory.write(
            Array((lines.joined(separator: "\n") + "\n").utf8), to: "history.csv")
        try log("2026-01-05 13:00:00")
        #expect(try text == lines.joined(separator: "\n") + "\n2026-01-03,50.0,47.0,24,22\n")
    }

    @Test mutating func `a file cut anywhere has every day again`() throws {
        try log("2026-01-05 12:00:00")
        try log("2026-01-07 12:00:00")
        let whole = try directory.read("history.csv")
        let firstRowEnd = try text.split(separator: "\n").prefix(2).joined(separator: "\n").utf8
            .count
        for length in stride(from: 0, through: whole.count, by: 7) {
            _ = try directory.write(Array(whole[..<length]), to: "history.csv")
            _ = try device.append(page, at: try local("2026-01-07 13:00:00"))
            let days = try days
            for age in 0..<30 {
                #expect(days.contains(day("2026-01-07", -age)), "cut at \(length)")
            }
            // A row of 5 January that was written on that day is followed by one from after it.
            let wasLogged = length > firstRowEnd
            #expect(days.count { $0 == "2026-01-05" } >= (wasLogged ? 2 : 1), "cut at \(length)")
        }
    }

    @Test mutating func `a page with another header begins anew`() throws {
        _ = try directory.write(Array("datetime,other\n2026-01-05,1\n".utf8), to: "history.csv")
        let incidents = try device.append(page, at: try local("2026-01-05 12:00:00"))
        #expect(incidents.count == 1)
        #expect(try days.count == 30)
    }

    @Test mutating func `rows may end in carriage returns`() throws {
        try log("2026-01-05 12:00:00")
        let old = try text.replacingOccurrences(of: "\n", with: "\r\n")
        _ = try directory.write(Array(old.utf8), to: "history.csv")
        try log("2026-01-05 13:00:00")
        #expect(try text == old)
    }

    // MARK: -

    private mutating func log(_ time: String) throws {
        let incidents = try device.append(page, at: try local(time))
        #expect(incidents == [])
    }

    private var text: String {
        get throws { String(decoding: try directory.read("history.csv"), as: UTF8.self) }
    }

    /// The days of the file's rows, in order.
    private var days: [String] {
        get throws {
            try text.split(separator: "\n").dropFirst().map { String($0.prefix(10)) }
        }
    }

    private func day(_ start: String, _ count: Int) -> String {
        guard let date = CivilDate(Array(start.utf8).span) else { return "no date" }
        return CivilDate(daysSince1970: date.daysSince1970 + count).description
    }
}
