import SGRecords
import SGSystem
import Testing

struct RunStateTests {
    private let minute = Duration.seconds(60)

    // MARK: - The system

    @Test func `the first run is one after an absence`() {
        #expect(RunState().isSystemBackOnline(period: minute, now: at("2026-01-05T12:00:00Z")))
    }

    @Test(arguments: [
        ("2026-01-05T12:00:00Z", false),
        ("2026-01-05T12:01:00Z", false),
        ("2026-01-05T12:01:30Z", false),
        ("2026-01-05T12:01:30.001Z", true),
        ("2026-01-05T12:02:00Z", true),
        ("2026-02-05T12:00:00Z", true),
        ("9999-12-31T23:59:59Z", true),
    ])
    func `a cycle is missed when more than one and a half periods have passed`(
        now: String, isBack: Bool
    ) {
        var state = RunState()
        state.began(at: at("2026-01-05T12:00:00Z"))
        #expect(state.isSystemBackOnline(period: minute, now: at(now)) == isBack)
    }

    @Test func `a clock that was set back does not tell what was missed`() {
        var state = RunState()
        state.began(at: at("2026-01-05T12:00:00Z"))
        #expect(state.isSystemBackOnline(period: minute, now: at("2026-01-05T11:59:59.999Z")))
        state.began(at: at("2026-01-05T11:59:59.999Z"))
        #expect(!state.isSystemBackOnline(period: minute, now: at("2026-01-05T12:00:59Z")))
    }

    @Test func `a computer that starts in 1970 and then learns the time was away both times`() {
        var state = RunState()
        let runs = [
            ("2025-12-31T12:00:00Z", true),
            // The power goes and comes back; a computer without a clock of its own.
            ("1970-01-01T00:00:20Z", true),
            ("1970-01-01T00:01:20Z", false),
            // The time comes over the network.
            ("2025-12-31T12:10:00Z", true),
            ("2025-12-31T12:11:00Z", false),
            // A year is wrong by one, and is put right.
            ("2026-12-31T12:12:00Z", true),
            ("2025-12-31T12:13:00Z", true),
            ("2025-12-31T12:14:00Z", false),
        ]
        for (time, isBack) in runs {
            #expect(state.isSystemBackOnline(period: minute, now: at(time)) == isBack, "\(time)")
            state.began(at: at(time))
        }
    }

    @Test func `cron every ten minutes over three days with a night without power`() {
        let period = Duration.seconds(600)
        var state = RunState()
        var returns: [Int] = []
        let start = at("2026-03-01T00:00:00Z").milliseconds
        for run in 0..<3 * 144 {
            // The second night, from 22:00 to 05:00, and one run during the third day.
            if (276..<318).contains(run) || run == 400 { continue }
            // Cron is up to a second late.
            let late = Int64(run * 7919 % 1000)
            let now = Timestamp(milliseconds: start + Int64(run) * 600_000 + late)
            if state.isSystemBackOnline(period: period, now: now) { returns.append(run) }
            state.began(at: now)
        }
        #expect(returns == [0, 318, 401])
    }

    // MARK: - A device

    @Test func `a device that has always answered does not come back`() {
        var device = RunState.Device()
        let isBack = device.heard(at: at("2026-01-05T12:00:00Z"))
        #expect(!isBack)
        #expect(device.lastAnswer == at("2026-01-05T12:00:00Z"))
        #expect(device.allFailures == 0)
    }

    @Test func `a device that has never answered goes once`() {
        var device = RunState.Device()
        let gone = [device.missed(), device.missed()]
        #expect(gone == [true, false])
        #expect(!device.hasAnswered)
        #expect(device.failures == 2)
        #expect(device.lastAnswer == nil)
    }

    @Test func `a device off at night goes at dusk and is back at dawn`() {
        var device = RunState.Device()
        var went: [Int] = []
        var came: [Int] = []
        let start = at("2026-06-01T00:00:00Z").milliseconds
        for hour in 0..<72 {
            if (6..<20).contains(hour % 24) {
                let now = Timestamp(milliseconds: start + Int64(hour) * 3_600_000)
                // Its second message in the same cycle is nothing new.
                for _ in 0..<2 where device.heard(at: now) { came.append(hour) }
            } else if device.missed() {
                went.append(hour)
            }
        }
        #expect(went == [0, 20, 44, 68])
        #expect(came == [6, 30, 54])
        #expect(device.failures == 4)
        #expect(device.allFailures == 30)
        #expect(device.lastAnswer == at("2026-06-03T19:00:00Z"))
    }

    private func at(_ text: String) -> Timestamp {
        guard let time = Timestamp(Array(text.utf8).span) else {
            Issue.record("no time: \(text)")
            return Timestamp(milliseconds: 0)
        }
        return time
    }
}
