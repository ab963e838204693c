/// What a serial receiver makes of a sender whose levels are inverted: swapped A and B wires, or
/// TTL levels on an RS-232 port.
///
/// Start, data and stop bits all come inverted, so the receiver finds its start bit inside the
/// sender's byte and reads on across the border to the next one.
enum InvertedLine {
    /// The bits of a byte on the line: start, data with the lowest first, stop.
    private static let bitsPerByte = 10
    /// A shorter piece of text may be a coincidence.
    private static let shortestText = 24

    /// The bytes that are read when `sent` is sent back to back, as far as they do not depend on
    /// what is sent before or after, or on how the receiver goes on after a missing stop bit.
    static func received(_ sent: [UInt8]) -> [UInt8] {
        let line = levels(of: sent).map { !$0 }
        var received: [UInt8] = []
        var at = 0
        while let start = line[at...].firstIndex(of: false), start + bitsPerByte <= line.count {
            let end = start + bitsPerByte
            guard line[end - 1] else { break }
            received.append(byte(line, startBitAt: start))
            at = end
        }
        return received
    }

    /// A piece of the text that a sender with inverted levels has sent, if it has sent text.
    ///
    /// In a text sent back to back the receiver soon finds its start bit always at the same place
    /// of the sender's bytes. Each place is tried.
    static func text(of received: [UInt8]) -> [UInt8]? {
        var longest: ArraySlice<UInt8> = []
        for place in 1..<bitsPerByte {
            let runs = sent(received, startBitAt: place).split { !isPlainText($0) }
            let run = runs.max { $0.count < $1.count } ?? []
            if run.count > longest.count { longest = run }
        }
        return longest.count >= shortestText ? Array(longest) : nil
    }

    /// Puts the sender's bytes together again, 00 for each that does not fit.
    private static func sent(_ received: [UInt8], startBitAt place: Int) -> [UInt8] {
        let line = levels(of: received).map { !$0 }
        let first = bitsPerByte - place
        return stride(from: first, through: line.count - bitsPerByte, by: bitsPerByte).map {
            start in
            let isByte = !line[start] && line[start + bitsPerByte - 1]
            return isByte ? byte(line, startBitAt: start) : 0
        }
    }

    private static func levels(of bytes: [UInt8]) -> [Bool] {
        var levels: [Bool] = []
        levels.reserveCapacity(bytes.count * bitsPerByte)
        for byte in bytes {
            levels.append(false)
            for bit in 0..<8 { levels.append(byte >> UInt8(bit) & 1 == 1) }
            levels.append(true)
        }
        return levels
    }

    private static func byte(_ line: [Bool], startBitAt start: Int) -> UInt8 {
        var byte: UInt8 = 0
        for bit in 0..<8 where line[start + 1 + bit] { byte |= 1 << UInt8(bit) }
        return byte
    }
}
