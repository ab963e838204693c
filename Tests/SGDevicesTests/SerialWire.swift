/// A serial wire, sample by sample: a sender that sets levels and a receiver that reads them.
///
/// Independent of the code under test, which reasons about bits.
struct SerialWire {
    /// How a receiver goes on after a stop bit that is low.
    enum Resync: CaseIterable {
        /// It takes the missing stop bit for the next start bit.
        case atOnce
        /// It waits until the wire is high.
        case whenHigh
    }

    /// The length of a bit of the sender and of the receiver, in ticks.
    var sentBit = 96
    var readBit = 96
    /// Whether the wire is the wrong way round.
    var isInverted = false
    var resync = Resync.atOnce

    /// What is received when bursts of bytes are sent with pauses between them.
    func received(_ bursts: [[UInt8]]) -> [UInt8] {
        var wire = Wire(isInverted: isInverted)
        wire.hold(true, 40 * sentBit)
        for burst in bursts {
            for byte in burst {
                wire.hold(false, sentBit)
                for bit in 0..<8 { wire.hold(byte >> UInt8(bit) & 1 == 1, sentBit) }
                wire.hold(true, sentBit)
            }
            wire.hold(true, 40 * sentBit)
        }
        return read(wire.levels)
    }

    private func read(_ levels: [Bool]) -> [UInt8] {
        var received: [UInt8] = []
        var at = 0
        while let start = levels[at...].firstIndex(of: false) {
            let stop = start + 9 * readBit + readBit / 2
            guard stop < levels.count else { break }
            at = start + 1
            guard !levels[start + readBit / 2] else { continue }
            var byte: UInt8 = 0
            for bit in 0..<8 where levels[start + (bit + 1) * readBit + readBit / 2] {
                byte |= 1 << UInt8(bit)
            }
            received.append(byte)
            at = stop
            if resync == .whenHigh || byte == 0 {
                guard let high = levels[at...].firstIndex(of: true) else { break }
                at = high
            }
        }
        return received
    }

    private struct Wire {
        let isInverted: Bool
        var levels: [Bool] = []

        mutating func hold(_ level: Bool, _ ticks: Int) {
            levels += [Bool](repeating: level != isInverted, count: ticks)
        }
    }
}
