import SGBytes

/// What goes wrong on an emulated line: frames get lost, damaged or late, by chance.
///
/// The same seed damages the same sequence of frames in the same way.
public struct Faults: Sendable {
    /// How often something goes wrong, as a number from 0, never, to 1, always.
    public struct Probabilities: Sendable, Equatable {
        /// The whole frame gets lost.
        public var drop = 0.0
        /// One bit is flipped.
        public var corrupt = 0.0
        /// The end is cut off.
        public var truncate = 0.0
        /// Stray bytes stand before and after.
        public var noise = 0.0
        /// The frame comes late.
        public var delay = 0.0

        /// Nothing goes wrong.
        public init() {}
    }

    private let probabilities: Probabilities
    private let delay: Duration
    private var random: SplitMix64

    /// The most stray bytes on one side of a frame.
    private static let mostNoise = 16

    /// Nothing goes wrong.
    public static let none = Faults(Probabilities(), delay: .zero, seed: 0)

    /// Creates faults.
    ///
    /// - Parameters:
    ///   - probabilities: How often each of them happens.
    ///   - delay: How late a late frame is.
    ///   - seed: What decides when they happen.
    public init(_ probabilities: Probabilities, delay: Duration, seed: UInt64) {
        self.probabilities = probabilities
        self.delay = delay
        random = SplitMix64(seed)
    }

    /// What becomes of a frame.
    ///
    /// - Returns: The bytes that reach the other end, none when they get lost, and how late.
    public mutating func pass(_ frame: [UInt8]) -> (bytes: [UInt8], delay: Duration) {
        var bytes = happens(probabilities.drop) ? [] : frame
        if happens(probabilities.corrupt) { flipBit(of: &bytes) }
        if happens(probabilities.truncate), bytes.count > 1 {
            bytes.removeSubrange(Int.random(in: 1..<bytes.count, using: &random)...)
        }
        if happens(probabilities.noise) { bytes = noise() + bytes + noise() }
        return (bytes, happens(probabilities.delay) ? delay : .zero)
    }

    private mutating func happens(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < probability
    }

    private mutating func flipBit(of bytes: inout [UInt8]) {
        guard let index = bytes.indices.randomElement(using: &random) else { return }
        bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    }

    private mutating func noise() -> [UInt8] {
        let count = Int.random(in: 1...Faults.mostNoise, using: &random)
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }
}
