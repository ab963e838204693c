/// Finds the messages that bytes came near to being.
struct NearMissSearch {
    private let bytes: [UInt8]
    private let audience: [Audience]
    /// In half bytes: so much is right by chance somewhere in so many bytes.
    private let coincidence: Int

    init(_ bytes: [UInt8], of audience: [Audience]) {
        self.bytes = bytes
        self.audience = audience
        let trials = 16 * bytes.count * audience.reduce(0) { $0 + $1.type.messages.count }
        coincidence = (Int.bitWidth - trials.leadingZeroBitCount + 3) / 4
    }

    /// The nearest messages, the nearest first; each message once.
    func nearest(_ most: Int) -> [NearMiss] {
        var misses: [NearMiss] = []
        for audience in audience {
            for message in audience.type.messages where !message.isFramedByDeviceOnly {
                if let miss = nearest(audience, message) { misses.append(miss) }
            }
        }
        misses.sort { $0.rank > $1.rank }
        // What got less than half as far as the nearest says nothing.
        let far = (misses.first?.mismatch.progress ?? 0) / 2
        return misses.prefix(most).filter { $0.mismatch.progress > far }
    }

    /// The place where the bytes are most like a message.
    private func nearest(_ audience: Audience, _ message: Message) -> NearMiss? {
        let bytes = bytes.span
        let start = message.format.startFilter
        var nearest: NearMiss?
        for offset in 0..<max(bytes.count - 1, 0)
        where start.admits(bytes[offset], bytes[offset + 1]) {
            let rest = bytes.extracting(offset...)
            guard let mismatch = mismatch(rest, message) else { continue }
            let evidence =
                message.format.evidence(mismatch.progress)
                - (audience.isForeign(rest, message) ? 2 : 0)
            guard evidence >= min(coincidence, 4) else { continue }
            var miss = NearMiss(
                device: audience.type, message: message, offset: offset, mismatch: mismatch)
            miss.evidence = evidence
            if nearest.map({ $0.rank < miss.rank }) ?? true { nearest = miss }
        }
        guard var nearest else { return nil }
        nearest.damage = Damage(of: nearest, in: self.bytes)
        nearest.isSolid =
            nearest.damage != nil || nearest.evidence >= coincidence + 2 || isWhole(nearest)
        return nearest.damage != nil || nearest.evidence >= coincidence ? nearest : nil
    }

    /// Whether nothing but a checksum is wrong, from the first byte to the last.
    private func isWhole(_ miss: NearMiss) -> Bool {
        guard case .checksum(_, _, _, let length) = miss.mismatch else { return false }
        return miss.offset == 0 && length == bytes.count
    }

    /// Why a message does not begin a run of bytes; `nil` when it does.
    private func mismatch(_ bytes: borrowing Span<UInt8>, _ message: Message) -> Mismatch? {
        switch message.format.match(bytes, addresses: .all) {
        case .mismatch(let mismatch): mismatch
        case .incomplete: .tooShort(found: bytes.count)
        case .frame: nil
        }
    }
}

/// What the first two bytes of a frame may be; sorts most places out fast.
private struct StartFilter {
    private var lowest: (UInt8, UInt8) = (0, 0)
    private var highest: (UInt8, UInt8) = (255, 255)

    init(first: UInt8? = nil) {
        if let first { (lowest.0, highest.0) = (first, first) }
    }

    init(_ pattern: BytePattern) {
        if pattern.count > 0 { (lowest.0, highest.0) = (pattern.lowest[0], pattern.highest[0]) }
        if pattern.count > 1 { (lowest.1, highest.1) = (pattern.lowest[1], pattern.highest[1]) }
    }

    func admits(_ first: UInt8, _ second: UInt8) -> Bool {
        lowest.0 <= first && first <= highest.0 && lowest.1 <= second && second <= highest.1
    }
}

extension Format {
    fileprivate var startFilter: StartFilter {
        switch self {
        case .fixed(let format): StartFilter(format.pattern)
        case .separated(let format): StartFilter(format.pattern)
        case .lines(let format): StartFilter(first: format.lines.first?.before.first)
        case .keyed: StartFilter(first: 0x0D)
        case .hexLine(let format): StartFilter(first: format.start)
        }
    }

    /// How much the first `count` bytes of a frame say when they are right, in half bytes: a byte
    /// that can only be one counts two, a digit one, one that may be anything nothing.
    fileprivate func evidence(_ count: Int) -> Int {
        switch self {
        case .fixed(let format): format.pattern.evidence(count)
        case .separated(let format): format.pattern.evidence(count)
        case .lines, .keyed, .hexLine: 2 * count
        }
    }
}

extension BytePattern {
    fileprivate func evidence(_ count: Int) -> Int {
        (0..<min(count, self.count)).reduce(0) { evidence, offset in
            let choices = Int(highest[offset]) - Int(lowest[offset]) + 1
            let isAddress = offset == addressOffset && zeroAddress == 0
            if choices == 1 || isAddress || offset == sumOffset {
                return evidence + 2
            }
            return choices <= 16 ? evidence + 1 : evidence
        }
    }
}
