/// Frames of texts with a separator byte between them, closed by an end mark and a checksum.
///
///     | signature | text | sep | text | sep | … | end mark | checksum |
final class SeparatedFormat: Sendable {
    let pattern: BytePattern
    let separator: UInt8
    /// How many texts there are.
    let count: Int
    /// A longer text is no text of this frame.
    let longestText: Int
    /// What follows the last separator.
    let end: [UInt8]
    let checksum: Checksum

    init(
        pattern: BytePattern, separator: UInt8, count: Int, longestText: Int, end: [UInt8],
        checksum: Checksum
    ) {
        self.pattern = pattern
        self.separator = separator
        self.count = count
        self.longestText = longestText
        self.end = end
        self.checksum = checksum
    }

    var longestFrame: Int {
        pattern.count + count * (longestText + 1) + end.count + checksum.width
    }

    func match(_ bytes: borrowing Span<UInt8>, addresses: AddressSet) -> Match {
        if let mismatch = pattern.mismatch(in: bytes, addresses: addresses) {
            return .mismatch(mismatch)
        }
        var at = pattern.count
        for _ in 0..<count {
            let start = at
            while at < bytes.count, bytes[at] != separator {
                guard bytes[at] < 0x80, at - start < longestText else {
                    return .mismatch(.structure(at: at, expected: "ASCII text or a separator"))
                }
                at += 1
            }
            at += 1
        }
        for byte in end {
            guard at < bytes.count else { return .incomplete }
            guard bytes[at] == byte else {
                return .mismatch(.byte(at: at, lowest: byte, highest: byte))
            }
            at += 1
        }
        let length = at + checksum.width
        guard length <= bytes.count else { return .incomplete }
        if let mismatch = checksum.mismatch(in: bytes, at: at, length: length) {
            return .mismatch(mismatch)
        }
        return .frame(length: length)
    }

    /// Whether bytes can be a frame of both formats, by more than a coincidence of checksums.
    func overlaps(_ other: SeparatedFormat) -> Bool {
        separator == other.separator && count == other.count && end == other.end
            && checksum == other.checksum && pattern.overlaps(other.pattern)
    }

    /// Where each text of a valid frame stands.
    func texts(of frame: borrowing Span<UInt8>) -> [Range<Int>] {
        var texts: [Range<Int>] = []
        texts.reserveCapacity(count)
        var at = pattern.count
        for _ in 0..<count {
            let start = at
            while frame[at] != separator { at += 1 }
            texts.append(start..<at)
            at += 1
        }
        return texts
    }

    /// Builds a frame of `count` texts.
    func frame(of texts: [[UInt8]], address: UInt8) -> [UInt8] {
        var frame = pattern.template(address: address)
        for text in texts {
            frame += text
            frame.append(separator)
        }
        frame += end
        let offset = frame.count
        frame += [UInt8](repeating: 0, count: checksum.width)
        checksum.write(to: &frame, at: offset)
        return frame
    }

    /// Whether a text can stand in a frame.
    func admits(_ text: [UInt8]) -> Bool {
        text.count <= longestText && text.allSatisfy { $0 < 0x80 && $0 != separator }
    }
}
