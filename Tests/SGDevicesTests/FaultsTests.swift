import SGDevices
import Testing

/// Faults of an emulated line: each as often as asked for, and the same again for the same seed.
@Suite struct FaultsTests {
    static let frame: [UInt8] = Array(0..<60)

    private func outcomes(
        _ probabilities: Faults.Probabilities, seed: UInt64 = 1, count: Int = 10_000
    ) -> [(bytes: [UInt8], delay: Duration)] {
        var faults = Faults(probabilities, delay: .milliseconds(250), seed: seed)
        return (0..<count).map { _ in faults.pass(FaultsTests.frame) }
    }

    private func isAbout(_ count: Int, _ expected: Int) -> Bool {
        abs(count - expected) < expected / 5
    }

    @Test func `without faults every frame passes`() {
        for (bytes, delay) in outcomes(Faults.Probabilities(), count: 100) {
            #expect(bytes == FaultsTests.frame)
            #expect(delay == .zero)
        }
    }

    @Test func `frames get lost`() {
        var probabilities = Faults.Probabilities()
        probabilities.drop = 0.1
        let lost = outcomes(probabilities).filter(\.bytes.isEmpty)
        #expect(isAbout(lost.count, 1000))
    }

    @Test func `a corrupted frame differs in one bit`() {
        var probabilities = Faults.Probabilities()
        probabilities.corrupt = 0.1
        let damaged = outcomes(probabilities).map(\.bytes).filter { $0 != FaultsTests.frame }
        #expect(isAbout(damaged.count, 1000))
        for bytes in damaged {
            let bits = zip(bytes, FaultsTests.frame).map { ($0 ^ $1).nonzeroBitCount }
            #expect(bytes.count == FaultsTests.frame.count && bits.reduce(0, +) == 1)
        }
    }

    @Test func `a truncated frame is a beginning`() {
        var probabilities = Faults.Probabilities()
        probabilities.truncate = 0.1
        let damaged = outcomes(probabilities).map(\.bytes).filter { $0 != FaultsTests.frame }
        #expect(isAbout(damaged.count, 1000))
        for bytes in damaged {
            #expect(!bytes.isEmpty && FaultsTests.frame.starts(with: bytes))
        }
    }

    @Test func `noise stands around a whole frame`() throws {
        var probabilities = Faults.Probabilities()
        probabilities.noise = 0.1
        let damaged = outcomes(probabilities).map(\.bytes).filter { $0 != FaultsTests.frame }
        #expect(isAbout(damaged.count, 1000))
        for bytes in damaged {
            let place = try #require(bytes.firstRange(of: FaultsTests.frame))
            #expect(1...16 ~= place.lowerBound && 1...16 ~= bytes.count - place.upperBound)
        }
    }

    @Test func `frames come late`() {
        var probabilities = Faults.Probabilities()
        probabilities.delay = 0.1
        let late = outcomes(probabilities).filter { $0.delay == .milliseconds(250) }
        #expect(isAbout(late.count, 1000))
    }

    @Test func `the same seed damages the same frames, another others`() {
        var probabilities = Faults.Probabilities()
        probabilities.drop = 0.2
        probabilities.corrupt = 0.2
        probabilities.truncate = 0.2
        probabilities.noise = 0.2
        let one = outcomes(probabilities, seed: 5, count: 200).map(\.bytes)
        #expect(one == outcomes(probabilities, seed: 5, count: 200).map(\.bytes))
        #expect(one != outcomes(probabilities, seed: 6, count: 200).map(\.bytes))
    }
}
