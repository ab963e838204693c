/// Messages that come in several blocks, which a device sends in turn; in a frame they stand one after
/// the other.
extension KeyedFormat {
    /// The most blocks of one message.
    private static let mostBlocks = 8

    /// One block of a frame.
    private struct Block {
        let place: Range<Int>
        /// Where each label and its text stand in the frame.
        let entries: [(label: Range<Int>, text: Range<Int>)]
    }

    /// What is wrong with bytes as a frame; `nil` when they are a block or, where a message comes in
    /// several, blocks of different kinds.
    func mismatch(_ frame: borrowing Span<UInt8>) -> Mismatch? {
        var reader = Reader(format: self)
        if case .frame(frame.count, _) = reader.match(frame), reader.interruptions.isEmpty {
            return nil
        }
        return mismatchOfBlocks(frame)
    }

    private func mismatchOfBlocks(_ frame: borrowing Span<UInt8>) -> Mismatch? {
        var blocks: [Block] = []
        var start = 0
        while start < frame.count {
            var reader = Reader(format: self)
            switch reader.match(frame.extracting(start...)) {
            case .incomplete: return .tooShort(found: frame.count)
            case .mismatch(let mismatch): return mismatch.moved(by: start)
            case .frame(let length, _):
                if let place = reader.interruptions.first {
                    return .structure(at: start + place.lowerBound, expected: "text of the block")
                }
                let block = block(of: reader, at: start..<start + length)
                if let mismatch = mismatch(of: block, after: blocks, in: frame) { return mismatch }
                blocks.append(block)
                start += length
            }
        }
        return nil
    }

    /// Where each label and its text stand in a valid frame; of a label that several blocks have, the
    /// last.
    func entries(of frame: borrowing Span<UInt8>) -> [(label: Range<Int>, text: Range<Int>)] {
        var reader = Reader(format: self)
        guard case .frame(let length, _) = reader.match(frame) else { return [] }
        guard length < frame.count else { return reader.entries }
        let later = entries(of: frame.extracting(length...)).map {
            (label: moved($0.label, by: length), text: moved($0.text, by: length))
        }
        return reader.entries.filter { entry in
            !later.contains { isSame($0.label, entry.label, in: frame) }
        } + later
    }

    /// Where the blocks of a valid frame end.
    func blockEnds(of frame: borrowing Span<UInt8>) -> [Int] {
        var ends: [Int] = []
        var end = 0
        while end < frame.count, case .frame(let length, _) = match(frame.extracting(end...)) {
            end += length
            ends.append(end)
        }
        return ends
    }

    private func block(of reader: Reader, at place: Range<Int>) -> Block {
        Block(
            place: place,
            entries: reader.entries.map {
                (moved($0.label, by: place.lowerBound), moved($0.text, by: place.lowerBound))
            })
    }

    /// Why a block does not belong to those before it.
    private func mismatch(
        of block: Block, after blocks: [Block], in frame: borrowing Span<UInt8>
    ) -> Mismatch? {
        guard let first = blocks.first else { return nil }
        guard turn != nil else {
            return .tooLong(expected: first.place.upperBound, found: frame.count)
        }
        for other in blocks where areAlike(other, block, in: frame) {
            return .structure(
                at: block.place.lowerBound, expected: "a block of another kind than those before")
        }
        return blocks.count < KeyedFormat.mostBlocks
            ? nil : .tooLong(expected: block.place.lowerBound, found: frame.count)
    }

    /// Whether most labels of the shorter of two blocks stand in both, so that one is the other's next.
    private func areAlike(_ one: Block, _ other: Block, in frame: borrowing Span<UInt8>) -> Bool {
        var sharedCount = 0
        for entry in one.entries {
            for rival in other.entries where isSame(entry.label, rival.label, in: frame) {
                sharedCount += 1
            }
        }
        return sharedCount * 2 > min(one.entries.count, other.entries.count)
    }

    private func isSame(
        _ one: Range<Int>, _ other: Range<Int>, in frame: borrowing Span<UInt8>
    ) -> Bool {
        one.count == other.count && zip(one, other).allSatisfy { frame[$0] == frame[$1] }
    }

    private func moved(_ place: Range<Int>, by offset: Int) -> Range<Int> {
        place.lowerBound + offset..<place.upperBound + offset
    }
}
