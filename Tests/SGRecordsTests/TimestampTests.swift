import SGBytes
import SGRecords
import SGTestSupport
import Testing

struct TimestampTests {
    struct Reading: Sendable, CustomTestStringConvertible {
        let text: String
        let milliseconds: Int64
        init(_ text: String, _ milliseconds: Int64) {
            self.text = text
            self.milliseconds = milliseconds
        }
        var testDescription: String { text }
    }

    static let readings = [
        Reading("1970-01-01T00:00:00Z", 0),
        Reading("2026-01-02T03:04:05.678Z", 1_767_323_045_678),
        Reading("2026-01-02t03:04:05.678z", 1_767_323_045_678),
        Reading("2026-01-02 03:04:05.678+00:00", 1_767_323_045_678),
        Reading("2026-01-02T04:34:05.6789999999999999999999999+01:30", 1_767_323_045_678),
        Reading("2026-01-01T23:04:05.6-04:00", 1_767_323_045_600),
        Reading("1969-12-31T23:59:59.999Z", -1),
        Reading("2016-12-31T23:59:60Z", 1_483_228_800_000),
        Reading("2000-02-29T00:00:00-00:00", 951_782_400_000),
        Reading("0000-01-01T00:00:00Z", -62_167_219_200_000),
        Reading("0000-01-01T00:00:00+23:59", -62_167_219_200_000),
        Reading("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        Reading("9999-12-31T23:59:60-23:59", 253_402_300_799_999),
    ]

    @Test(arguments: readings)
    func `a time is read with any offset and fraction`(vector: Reading) {
        #expect(Timestamp(Array(vector.text.utf8).span)?.milliseconds == vector.milliseconds)
    }

    @Test(arguments: [
        "", "2026-01-02", "2026-01-02T03:04:05", "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05,5Z",
        "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-00-02T03:04:05Z",
        "2026-13-02T03:04:05Z", "2026-04-31T03:04:05Z", "2026-01-00T03:04:05Z",
        "2026-01-02T24:04:05Z", "2026-01-02T03:60:05Z", "2026-01-02T03:04:61Z",
        "2026-01-02T03:04:05+24:00", "2026-01-02T03:04:05+01:60", "2026-01-02T03:04:05+0100",
        "2026-01-02T03:04:05Z ", "20260102T030405Z____", "2026/01/02T03:04:05Z",
        "+026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.1", "2026-01-02T03:04:05é",
    ])
    func `anything else is no time`(text: String) {
        #expect(Timestamp(Array(text.utf8).span) == nil)
    }

    @Test(arguments: UInt64(0)..<20)
    func `every moment survives writing and reading`(seed: UInt64) {
        var random = SplitMix64(seed)
        let range = Int64(-62_167_219_200_000)...253_402_300_799_999
        for _ in 0..<500 {
            let time = Timestamp(milliseconds: .random(in: range, using: &random))
            var writer = ByteWriter()
            writer.append(time)
            #expect(writer.withSpan { Timestamp($0) } == time, "seed \(seed)")
        }
    }

    @Test func `a moment is written in UTC with milliseconds`() {
        func text(_ milliseconds: Int64) -> String {
            var writer = ByteWriter()
            writer.append(Timestamp(milliseconds: milliseconds))
            return String(decoding: writer.bytes, as: UTF8.self)
        }
        #expect(text(1_767_323_045_678) == "2026-01-02T03:04:05.678Z")
        #expect(text(-1) == "1969-12-31T23:59:59.999Z")
        #expect(text(.max) == "9999-12-31T23:59:59.999Z")
        #expect(text(.min) == "0000-01-01T00:00:00.000Z")
    }

    @Test func `every day has its date`() throws {
        var previous = CivilDate(daysSince1970: -719_528)
        #expect(previous == CivilDate(year: 0, month: 1, day: 1))
        for days in -719_527...2_932_896 {
            let date = CivilDate(daysSince1970: days)
            guard date.daysSince1970 == days, isNext(date, after: previous) else {
                Issue.record("day \(days) is \(date), after \(previous)")
                return
            }
            previous = date
        }
        #expect(previous == CivilDate(year: 9999, month: 12, day: 31))
        #expect(CivilDate(daysSince1970: .max) == previous)
    }

    @Test(arguments: ["0000-01-01", "1969-12-31", "2024-02-29", "9999-12-31"])
    func `a date is read as it is written`(text: String) {
        #expect(date(text)?.description == text)
    }

    @Test(arguments: [
        "", "2026-01-0", "2026-01-022", "2026-1-002", "2026/01/02", "2026-02-29", "2026-00-01",
        "2026-01-00", "+026-01-02", "2026-01-O2",
    ])
    func `what is no date is not read`(text: String) {
        #expect(date(text) == nil)
    }

    private func date(_ text: String) -> CivilDate? {
        CivilDate(Array(text.utf8).span)
    }

    private func isNext(_ date: CivilDate, after previous: CivilDate) -> Bool {
        let next =
            CivilDate(year: previous.year, month: previous.month, day: previous.day + 1)
            ?? CivilDate(year: previous.year, month: previous.month + 1, day: 1)
            ?? CivilDate(year: previous.year + 1, month: 1, day: 1)
        return date == next
    }
}
