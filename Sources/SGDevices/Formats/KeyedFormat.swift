/// Blocks of labelled texts, closed by a label of its own whose one byte makes the sum of the whole
/// block zero (modulo 256).
///
///     ␍␊ label ␉ text | ␍␊ label ␉ text | … | ␍␊ Checksum ␉ byte
///
/// Messages of another protocol may cut into a block anywhere; they do not count in its sum.
///
/// Source: Victron VE.Direct Protocol 3.33, "Text-mode".
final class KeyedFormat: Sendable {
    /// The labels that only ever begin a block; a block may begin with others, too.
    let firstLabels: [[UInt8]]
    /// The label before the byte that makes the sum zero.
    let checksumLabel: [UInt8]
    /// The first and last byte of a message that may cut into a block, hex digits between.
    let interruption: (start: UInt8, end: UInt8)
    /// How long a device takes to send, in turn, all blocks of a message; `nil` where each block is one.
    let turn: Duration?
    let longestLabel = 16
    let longestText = 64
    let mostLines = 64
    let longestInterruption = 256
    /// The most bytes of a block, with all that cuts into it.
    ///
    /// A block that waits for more bytes is read again from its start, so that this bounds the work.
    let longestFrame = 4096

    init(
        firstLabels: [[UInt8]], checksumLabel: [UInt8], interruption: (start: UInt8, end: UInt8),
        turn: Duration?
    ) {
        self.firstLabels = firstLabels
        self.checksumLabel = checksumLabel
        self.interruption = interruption
        self.turn = turn
    }

    /// Whether a block can be a frame of both formats.
    func overlaps(_ other: KeyedFormat) -> Bool {
        checksumLabel == other.checksumLabel
            && firstLabels.contains { other.firstLabels.contains($0) }
    }

    func match(_ bytes: borrowing Span<UInt8>) -> Match {
        var reader = Reader(format: self)
        return reader.match(bytes)
    }

    /// Builds a block.
    func frame(of entries: [(label: [UInt8], text: [UInt8])]) -> [UInt8] {
        var frame: [UInt8] = []
        for (label, text) in entries { frame += [0x0D, 0x0A] + label + [0x09] + text }
        frame += [0x0D, 0x0A] + checksumLabel + [0x09]
        frame.append(0 &- frame.reduce(0, &+))
        return frame
    }

    /// Whether a label or a text can stand in a block.
    func admits(_ text: [UInt8], asLabel: Bool = false) -> Bool {
        text.count <= (asLabel ? longestLabel : longestText)
            && !(asLabel && text.isEmpty)
            && text.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != interruption.start }
    }
}

extension KeyedFormat {
    /// Walks through one block.
    struct Reader {
        let format: KeyedFormat
        private var at = 0
        /// What has been read, without interruptions; the entries' ranges are places in it.
        private(set) var block: [UInt8] = []
        private(set) var interruptions: [Range<Int>] = []
        private(set) var entries: [(label: Range<Int>, text: Range<Int>)] = []

        init(format: KeyedFormat) {
            self.format = format
        }

        /// The first label; empty before it has been read.
        var firstLabel: ArraySlice<UInt8> {
            entries.first.map { block[$0.label] } ?? []
        }

        /// All labels, each with a tab after it.
        var labels: [UInt8] {
            entries.flatMap { block[$0.label] + [0x09] }
        }

        private enum Stop: Error {
            case incomplete
            case mismatch(Mismatch)
        }

        mutating func match(_ stream: borrowing Span<UInt8>) -> Match {
            let bytes = stream.extracting(first: format.longestFrame)
            do throws(Stop) {
                while true {
                    try expect(0x0D, in: bytes)
                    try expect(0x0A, in: bytes)
                    let label = try text(in: bytes, until: 0x09, longest: format.longestLabel)
                    try admitCharacters(of: label)
                    try expect(0x09, in: bytes)
                    if block[label] == format.checksumLabel[...], !entries.isEmpty {
                        return try finish(bytes)
                    }
                    try admit(label)
                    let text = try text(in: bytes, until: 0x0D, longest: format.longestText)
                    entries.append((label, text))
                }
            } catch {
                switch error {
                case .incomplete where bytes.count == format.longestFrame:
                    return .mismatch(.structure(at: at, expected: "the end of the block"))
                case .incomplete: return .incomplete
                case .mismatch(let mismatch): return .mismatch(mismatch)
                }
            }
        }

        /// Checks that a label may stand here: none twice.
        private func admit(_ label: Range<Int>) throws(Stop) {
            guard !label.isEmpty, block[label] != format.checksumLabel[...],
                entries.count < format.mostLines
            else {
                throw .mismatch(.structure(at: at, expected: "a label"))
            }
            guard !entries.contains(where: { block[$0.label] == block[label] }) else {
                throw .mismatch(.structure(at: at, expected: "a label that is not there yet"))
            }
        }

        /// Checks that a label is of characters that are printed: of others, damage made some.
        private func admitCharacters(of label: Range<Int>) throws(Stop) {
            guard block[label].allSatisfy({ 0x21...0x7E ~= $0 }) else {
                throw .mismatch(.structure(at: at, expected: "a label of printed characters"))
            }
        }

        private mutating func finish(_ bytes: borrowing Span<UInt8>) throws(Stop) -> Match {
            let computed = 0 &- block.reduce(0, &+)
            if at < bytes.count, bytes[at] != computed { try skipInterruptions(in: bytes) }
            guard at < bytes.count else { throw .incomplete }
            let found = bytes[at]
            block.append(found)
            at += 1
            guard found == computed else {
                throw .mismatch(
                    .checksum(
                        computed: UInt32(computed), found: UInt32(found), width: 1, length: at))
            }
            return .frame(length: at)
        }

        private mutating func expect(
            _ byte: UInt8, in bytes: borrowing Span<UInt8>
        ) throws(Stop) {
            try skipInterruptions(in: bytes)
            guard at < bytes.count else { throw .incomplete }
            guard bytes[at] == byte else {
                throw .mismatch(.byte(at: at, lowest: byte, highest: byte))
            }
            block.append(byte)
            at += 1
        }

        /// Reads printable text up to a byte that ends it.
        private mutating func text(
            in bytes: borrowing Span<UInt8>, until end: UInt8, longest: Int
        ) throws(Stop) -> Range<Int> {
            let start = block.count
            while true {
                try skipInterruptions(in: bytes)
                guard at < bytes.count else { throw .incomplete }
                let byte = bytes[at]
                if byte == end { return start..<block.count }
                guard byte >= 0x20, block.count - start < longest else {
                    throw .mismatch(.structure(at: at, expected: "text"))
                }
                block.append(byte)
                at += 1
            }
        }

        /// Passes over messages that cut into the block here; anything less than a whole one is
        /// text of the block.
        private mutating func skipInterruptions(in bytes: borrowing Span<UInt8>) throws(Stop) {
            while at < bytes.count, bytes[at] == format.interruption.start {
                var end = at + 1
                while end < bytes.count, isHexDigit(bytes[end]),
                    end - at < format.longestInterruption
                {
                    end += 1
                }
                guard end < bytes.count else { throw .incomplete }
                guard bytes[end] == format.interruption.end, end > at + 1 else { return }
                interruptions.append(at..<end + 1)
                at = end + 1
            }
        }
    }
}

private func isHexDigit(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || byte &- 0x41 < 6 || byte &- 0x61 < 6
}
