import SGRecords
import SGSystem
import Testing

@Suite struct ReplayTimingTests {
    private let start = ContinuousClock.now

    /// The milliseconds after the start at which pieces are due that were read at these times.
    private func due(_ times: [Int64?], speed: Double, now: Int64 = 0) -> [Duration] {
        var timing = ReplayTiming(speed: speed)
        return times.map { time in
            timing.due(
                time.map { Timestamp(milliseconds: 1_700_000_000_000 + $0) }, now: start) - start
        }
    }

    @Test func `the first piece comes at once, the others with their pauses`() {
        #expect(
            due([500, 500, 1500, 61_500], speed: 1) == [
                .zero, .zero, .seconds(1), .seconds(61),
            ])
    }

    @Test func `a faster replay has shorter pauses, a slower longer ones`() {
        #expect(due([0, 60_000], speed: 60) == [.zero, .seconds(1)])
        #expect(due([0, 1000], speed: 0.5) == [.zero, .seconds(2)])
    }

    @Test func `pieces do not drift, however many there are`() {
        let times = (0..<10_000).map { Int64($0 * 7) }
        #expect(due(times, speed: 1).last == .milliseconds(69_993))
    }

    @Test func `a piece without a time comes at once`() {
        #expect(due([0, nil, 1000], speed: 1) == [.zero, .zero, .seconds(1)])
    }

    @Test func `a piece from before the first is late already`() {
        #expect(due([1000, 400], speed: 1) == [.zero, .milliseconds(-600)])
    }
}
