/// What a serial receiver makes of a sender that is slower by a whole number: each bit of the
/// sender is read as several, so only few different bytes come.
enum FastReader {
    /// How many times faster the receiver is; `nil` when the bytes do not look like it.
    static func times(of received: [UInt8]) -> Int? {
        var found: (times: Int, count: Int)?
        for times in [2, 3, 4, 6, 8, 12] {
            let possible = possibleBytes(times: times)
            let fitting = received.count { possible.contains($0) }
            if fitting * 100 >= received.count * 97, possible.count < found?.count ?? .max {
                found = (times, possible.count)
            }
        }
        return found?.times
    }

    /// The bytes that can be read, wherever in a bit of the sender the receiver's start bit begins.
    private static func possibleBytes(times: Int) -> Set<UInt8> {
        var bytes: Set<UInt8> = []
        for shift in 0..<times {
            let bitsAfterStart = (shift + 8) / times
            for sent in 0..<1 << bitsAfterStart {
                // The sender's bit in which the receiver's start bit begins is low.
                bytes.insert(byte(reading: sent << 1, times: times, shift: shift))
            }
        }
        return bytes
    }

    private static func byte(reading line: Int, times: Int, shift: Int) -> UInt8 {
        var byte: UInt8 = 0
        for bit in 0..<8 where line >> ((shift + 1 + bit) / times) & 1 == 1 {
            byte |= 1 << UInt8(bit)
        }
        return byte
    }
}
