import SGBytes

/// One line of hex digits: a command digit, data bytes and a check byte that makes the sum of all
/// three kinds 55 (modulo 256).
///
///     : command | data byte, two digits each | check | ␊
///
/// Its fields stand in the bytes that the digits stand for: offset 0 is the command, 1 the first
/// data byte.
///
/// Source: Victron BMV-7xx HEX Protocol, "message format".
final class HexLineFormat: Sendable {
    /// The byte that starts the line.
    let start: UInt8
    /// The command digit, 0 to 15.
    let command: UInt8
    /// How many data bytes there are.
    let dataCount: ClosedRange<Int>
    /// What is written to bytes that no field fills.
    let reserved: [(offset: Int, bytes: [UInt8])]
    /// The most data bytes that a line can have.
    static let mostData = 64
    static let end: UInt8 = 0x0A
    static let sum: UInt8 = 0x55

    init(
        start: UInt8, command: UInt8, dataCount: ClosedRange<Int>,
        reserved: [(offset: Int, bytes: [UInt8])]
    ) {
        self.start = start
        self.command = command
        self.dataCount = dataCount
        self.reserved = reserved
    }

    /// Start, command, data, check byte and end.
    var longestFrame: Int { 2 + 2 * dataCount.upperBound + 2 + 1 }

    func match(_ bytes: borrowing Span<UInt8>) -> Match {
        guard bytes[0] == start else {
            return .mismatch(.byte(at: 0, lowest: start, highest: start))
        }
        guard bytes.count > 1 else { return .incomplete }
        guard hexValue(bytes[1]) == command else {
            return .mismatch(.structure(at: 1, expected: "the message's command digit"))
        }
        var at = 2
        var sum = command
        var last: UInt8 = 0
        var count = 0
        while true {
            guard at < bytes.count else { return .incomplete }
            if bytes[at] == HexLineFormat.end { break }
            guard let high = hexValue(bytes[at]), count <= dataCount.upperBound else {
                return .mismatch(.structure(at: at, expected: "a hex digit or the line's end"))
            }
            guard at + 1 < bytes.count else { return .incomplete }
            guard let low = hexValue(bytes[at + 1]) else {
                return .mismatch(.structure(at: at + 1, expected: "a hex digit"))
            }
            last = high << 4 | low
            sum &+= last
            count += 1
            at += 2
        }
        let length = at + 1
        guard dataCount.contains(count - 1) else {
            return .mismatch(.structure(at: at, expected: "as many data bytes as the message has"))
        }
        guard sum == HexLineFormat.sum else {
            let computed = HexLineFormat.sum &- (sum &- last)
            return .mismatch(
                .checksum(
                    computed: UInt32(computed), found: UInt32(last), width: 1, length: length))
        }
        return .frame(length: length)
    }

    /// Whether a line can be a frame of both formats.
    func overlaps(_ other: HexLineFormat) -> Bool {
        start == other.start && command == other.command && dataCount.overlaps(other.dataCount)
    }

    /// The command and data bytes of a valid frame, without the check byte.
    func contents(of frame: borrowing Span<UInt8>) -> [UInt8] {
        var contents = [command]
        var at = 2
        while at + 3 < frame.count {
            contents.append((hexValue(frame[at]) ?? 0) << 4 | (hexValue(frame[at + 1]) ?? 0))
            at += 2
        }
        return contents
    }

    /// The command and data bytes of a line without its fields.
    func template() -> [UInt8] {
        var contents = [command] + [UInt8](repeating: 0, count: dataCount.lowerBound)
        for (offset, bytes) in reserved {
            contents.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        }
        return contents
    }

    /// Builds the line for a command and data bytes.
    func frame(of contents: [UInt8]) -> [UInt8] {
        let check = HexLineFormat.sum &- contents.reduce(0, &+)
        let digits = hex(contents.dropFirst() + [check]).uppercased()
        let first = String(command, radix: 16, uppercase: true)
        return [start] + Array((first + digits).utf8) + [HexLineFormat.end]
    }

    /// Where in the line the bytes of a range of the contents stand.
    func place(of range: Range<Int>) -> Range<Int> {
        max(1, 2 * range.lowerBound)..<max(2, 2 * range.upperBound)
    }
}
