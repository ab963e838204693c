/// The labelled blocks that a stream has had, which tell a whole block from one that lost its head.
///
/// Nobody promises which label comes first, and what is left of a block without its head has a right
/// sum once in 256 times. So a block that begins with a label of unknown standing needs a witness: a
/// block with the same labels, or a block of this kind before it without a gap. One whose labels are
/// the last labels of another block is a tail, whatever else speaks for it.
struct BlockHistory: Sendable {
    private let format: KeyedFormat
    /// The labels of the latest block for each label that began one, the oldest first.
    private var kinds: [[UInt8]] = []

    /// More first labels are not remembered; devices are known that send two kinds of blocks in turn.
    private static let mostKinds = 8
    /// How many of the blocks that follow are asked for one with the same labels.
    private static let longestCycle = 3

    private static let headless = Mismatch.structure(
        at: 2, expected: "a label that a block begins with")

    init(format: KeyedFormat) {
        self.format = format
    }

    /// Looks for a whole block at the start of bytes.
    ///
    /// - Parameter followsBlock: Whether a block has ended right before them.
    func match(_ bytes: borrowing Span<UInt8>, followsBlock: Bool) -> Match {
        var reader = KeyedFormat.Reader(format: format)
        let match = reader.match(bytes)
        if format.firstLabels.contains(where: { $0[...] == reader.firstLabel }) { return match }
        switch match {
        case .frame(let length, _):
            switch standing(of: reader, before: bytes.extracting(length...)) {
            case .whole: return match
            case .tail: return .mismatch(BlockHistory.headless)
            case .undecided(let isOpen) where followsBlock:
                return .frame(length: length, growth: isOpen ? .possible : .none)
            case .undecided(let isOpen):
                return isOpen ? .incomplete : .mismatch(BlockHistory.headless)
            }
        case .mismatch(.checksum) where !hasBegun(with: reader.firstLabel):
            return .mismatch(BlockHistory.headless)
        case .mismatch, .incomplete:
            return match
        }
    }

    /// Remembers a block, and gives its bytes and where messages of another protocol cut into it.
    ///
    /// - Parameter bytes: A valid block.
    mutating func take(
        _ bytes: borrowing Span<UInt8>
    ) -> (block: [UInt8], interruptions: [Range<Int>]) {
        var reader = KeyedFormat.Reader(format: format)
        _ = reader.match(bytes)
        if let index = kinds.firstIndex(where: { begins($0, with: reader.firstLabel) }) {
            kinds[index] = reader.labels
        } else {
            if kinds.count == BlockHistory.mostKinds { kinds.removeFirst() }
            kinds.append(reader.labels)
        }
        return (reader.block, reader.interruptions)
    }

    /// What a block with a right sum is.
    private enum Standing {
        case whole
        case tail
        /// Nothing tells; `isOpen` while bytes may come that do.
        case undecided(isOpen: Bool)
    }

    private func standing(
        of block: KeyedFormat.Reader, before following: borrowing Span<UInt8>
    ) -> Standing {
        let labels = block.labels
        if kinds.contains(where: { isTail(labels, of: $0) }) { return .tail }
        if hasBegun(with: block.firstLabel) { return .whole }
        var at = 0
        for _ in 0..<BlockHistory.longestCycle {
            var reader = KeyedFormat.Reader(format: format)
            switch reader.match(following.extracting(at...)) {
            case .incomplete: return .undecided(isOpen: true)
            case .mismatch: return .undecided(isOpen: false)
            case .frame(let length, _): at += length
            }
            if reader.labels == labels { return .whole }
            if isTail(labels, of: reader.labels) { return .tail }
        }
        return .undecided(isOpen: false)
    }

    private func hasBegun(with label: ArraySlice<UInt8>) -> Bool {
        kinds.contains { begins($0, with: label) }
    }

    private func begins(_ labels: [UInt8], with label: ArraySlice<UInt8>) -> Bool {
        labels.prefix { $0 != 0x09 } == label
    }

    /// Whether labels are the last ones of a block; of the first, only an end may be left.
    private func isTail(_ labels: [UInt8], of block: [UInt8]) -> Bool {
        block.count > labels.count && block.suffix(labels.count) == labels[...]
    }
}
