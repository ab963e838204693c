/// What a serial receiver makes of a sender that is slower by a whole number: each bit of the
/// sender is read as several, so only few different bytes come.
enum FastReader {
    /// How many times faster the receiver is; `nil` when the bytes do not look like it.
    static func times(of received: [UInt8]) -> Int? {
        let marked = received.filter { $0 != 0 }
        var best: (times: Int, possible: Int)?
        for times in [2, 3, 4, 6, 8, 12] {
            let possible = Set((0..<times).flatMap { bytes(times: times, shift: $0) })
            // Many start bits of the receiver begin with a bit of the sender.
            let aligned = Set(bytes(times: times, shift: 0))
            guard count(received, in: possible) * 100 >= received.count * 97,
                count(marked, in: aligned) * 3 >= marked.count
            else { continue }
            if possible.count < best?.possible ?? .max { best = (times, possible.count) }
        }
        return best?.times
    }

    private static func count(_ received: [UInt8], in possible: Set<UInt8>) -> Int {
        received.count { possible.contains($0) }
    }

    /// The bytes that can be read when the receiver's start bit begins `shift` of its own bits after
    /// a bit of the sender.
    private static func bytes(times: Int, shift: Int) -> [UInt8] {
        let bitsAfterStart = (shift + 8) / times
        return (0..<1 << bitsAfterStart).map { sent in
            // The sender's bit in which the receiver's start bit begins is low.
            byte(reading: sent << 1, times: times, shift: shift)
        }
    }

    private static func byte(reading line: Int, times: Int, shift: Int) -> UInt8 {
        var byte: UInt8 = 0
        for bit in 0..<8 where line >> ((shift + 1 + bit) / times) & 1 == 1 {
            byte |= 1 << UInt8(bit)
        }
        return byte
    }
}
