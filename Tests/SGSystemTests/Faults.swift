import SGTestSupport

/// What goes wrong on a line: frames get lost, damaged or late, by chance.
struct Faults {
    struct Probabilities {
        var drop = 0.0
        var corrupt = 0.0
        var truncate = 0.0
        var noise = 0.0
        var delay = 0.0
    }

    private let probabilities: Probabilities
    private let delay: Duration
    private var random: SplitMix64

    init(_ probabilities: Probabilities, delay: Duration, seed: UInt64) {
        self.probabilities = probabilities
        self.delay = delay
        random = SplitMix64(seed)
    }

    /// What reaches the other end of a frame, and how late.
    mutating func pass(_ frame: [UInt8]) -> (bytes: [UInt8], delay: Duration) {
        var bytes = happens(probabilities.drop) ? [] : frame
        if happens(probabilities.corrupt), let index = bytes.indices.randomElement(using: &random) {
            bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
        if happens(probabilities.truncate), bytes.count > 1 {
            bytes.removeSubrange(Int.random(in: 1..<bytes.count, using: &random)...)
        }
        if happens(probabilities.noise) { bytes = noise() + bytes + noise() }
        return (bytes, happens(probabilities.delay) ? delay : .zero)
    }

    private mutating func happens(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < probability
    }

    private mutating func noise() -> [UInt8] {
        (0..<Int.random(in: 1...16, using: &random)).map { _ in
            UInt8.random(in: .min ... .max, using: &random)
        }
    }
}
