/// Whether more bytes may come.
public enum LineState: Sendable {
    /// A live line that has been silent for so long.
    case open(silentFor: Duration)
    /// The end of a file, or of a line that was closed.
    case ended
}

/// Why bytes belong to no valid frame.
public enum NoiseReason: String, Sendable {
    /// Nothing known starts there.
    case garbage
    /// A frame whose checksum is wrong.
    case checksum
    /// A frame that was cut short.
    case truncated
    /// A valid frame of several messages, which only the request that it answers tells apart.
    case ambiguous
}

/// What a framer finds in a stream.
public enum Framed: Sendable {
    /// One valid frame.
    case frame(Frame)
    /// Bytes between frames.
    case noise([UInt8], NoiseReason)

    /// Its bytes.
    public var bytes: [UInt8] {
        switch self {
        case .frame(let frame): frame.bytes
        case .noise(let bytes, _): bytes
        }
    }
}

/// Finds the frames in a stream of bytes, however it is cut into reads.
///
/// The earliest start wins, then the longest valid frame; what may still become a longer frame is
/// waited for. After bytes that are no frame the search goes on at the next byte, so that garbage
/// never hides a valid frame behind it. The same framer serves a live port, a capture, a socket
/// and a file.
public struct Framer: Sendable {
    /// How long the line must have been silent before the next call of ``next(_:)`` gives more;
    /// `nil` when nothing is waiting.
    public private(set) var awaitedSilence: Duration?

    private var candidates: [Candidate]
    /// For each first byte, which candidates may start with it.
    private let startingWith: [[Int]]
    /// The longest silence after which what could still grow is taken as it is.
    public let silence: Duration
    /// How long a pause within a frame may be.
    private let longestPause: Duration

    /// Bytes not yet given out: noise from `noiseStart` on, the search goes on at `position`.
    private var buffer: [UInt8] = []
    private var noiseStart = 0
    private var position = 0
    private var noiseReason = NoiseReason.garbage
    /// Where the failed candidate ends whose bytes are the present noise.
    private var failedEnd = 0
    private var isAtLineStart = true
    /// The candidate whose block has ended at the present position, with only frames in between.
    private var lastBlock: Int?
    /// What was found together with the last one that was given out, and comes after it.
    private var pending: [Framed] = []

    /// A longer run of noise is given out in pieces.
    private static let longestNoise = 4096
    /// A frame that has not come to its end within so many bytes is none.
    public static let longestFrame = 65536

    private struct Candidate: Sendable {
        let type: DeviceType
        let message: Message
        // What the search asks for at every byte, without a detour and a reference to count.
        let format: Format
        let addresses: AddressSet
        let silence: Duration
        let startsLine: Bool
        var blocks: BlockHistory?

        init(_ message: Message, of audience: Audience) {
            type = audience.type
            self.message = message
            format = message.format
            addresses = audience.addresses
            silence = audience.type.timing.silence
            startsLine = message.startsLine
            if case .keyed(let format) = format { blocks = BlockHistory(format: format) }
        }

        func match(_ bytes: borrowing Span<UInt8>, followsBlock: Bool) -> Match {
            blocks?.match(bytes, followsBlock: followsBlock)
                ?? format.match(bytes, addresses: addresses)
        }

        func frame(_ bytes: [UInt8]) -> Framed {
            .frame(Frame(bytes, of: message, from: type))
        }
    }

    /// Creates a framer for the messages of device types.
    ///
    /// - Parameters:
    ///   - audience: The device types that may be on the line, each once with all its addresses.
    ///   - side: Which end of the line listens; decides whose messages are framed.
    ///   - longestPause: How long the line may be silent within a frame; a part of one is given up
    ///     after that, or when what follows does not continue it. Never shorter than the silence of a
    ///     device type.
    public init(_ audience: [Audience], side: Side, longestPause: Duration = .zero) {
        let candidates = audience.flatMap { audience in
            audience.type.messages
                .filter { side.hears($0.sender) && (side == .device || !$0.isFramedByDeviceOnly) }
                .map { Candidate($0, of: audience) }
        }
        self.candidates = candidates
        var startingWith = [[Int]](repeating: [], count: 256)
        for (index, candidate) in candidates.enumerated() {
            for byte in candidate.format.firstBytes(addresses: candidate.addresses) {
                startingWith[Int(byte)].append(index)
            }
        }
        self.startingWith = startingWith
        silence = audience.map(\.type.timing.silence).max() ?? .zero
        self.longestPause = longestPause
    }

    /// Takes the next bytes of the stream.
    public mutating func append(_ bytes: borrowing Span<UInt8>) {
        if noiseStart > 65536 || noiseStart == buffer.count { compact() }
        bytes.withUnsafeBufferPointer { buffer.append(contentsOf: $0) }
    }

    private mutating func compact() {
        buffer.removeFirst(noiseStart)
        position -= noiseStart
        failedEnd -= noiseStart
        noiseStart = 0
    }

    /// How many bytes may still become part of a frame, at the end of those that were taken.
    package var undecidedCount: Int { buffer.count - position }

    /// Gives the next frame or run of noise.
    ///
    /// - Parameter line: Whether more bytes may come.
    /// - Returns: `nil` when more bytes, or the silence of ``awaitedSilence``, must come first.
    public mutating func next(_ line: LineState) -> Framed? {
        awaitedSilence = nil
        if !pending.isEmpty { return pending.removeFirst() }
        while position < buffer.count {
            switch look(line) {
            case .frame(let candidacy):
                return take(candidacy)
            case .wait(let silence):
                awaitedSilence = silence
                return nil
            case .noise(let mismatch):
                if let noise = skip(mismatch) { return noise }
            }
        }
        if noiseStart < buffer.count, !isOver(silence, line) {
            awaitedSilence = silence
            return nil
        }
        return takeNoise()
    }

    /// What stands at the present position.
    private enum Look {
        case frame(Candidacy)
        case wait(Duration)
        case noise(Mismatch?)
    }

    /// The longest frame at the present position.
    private struct Candidacy {
        let index: Int
        let length: Int
        /// Whether it is as well a frame of another message of the same device.
        var isAmbiguous = false
    }

    /// Tries every candidate at the present position.
    private func look(_ line: LineState) -> Look {
        let bytes = buffer.span.extracting(position...)
        var best: Candidacy?
        var open: Duration?
        var isBegun = false
        var failure: Mismatch?
        for index in startingWith[Int(bytes[0])] {
            if candidates[index].startsLine, !isAtLineStart { continue }
            switch candidates[index].match(bytes, followsBlock: index == lastBlock) {
            case .frame(let length, let growth):
                if length > best?.length ?? 0 {
                    best = Candidacy(index: index, length: length)
                } else if let rival = best, length == rival.length, isRival(index, of: rival.index)
                {
                    best?.isAmbiguous = true
                }
                if growth != .none { open = max(open ?? .zero, candidates[index].silence) }
                if growth == .begun { isBegun = true }
            case .incomplete:
                if bytes.count > Framer.longestFrame {
                    failure = further(failure, .tooShort(found: bytes.count))
                } else {
                    open = max(open ?? .zero, candidates[index].silence)
                }
            case .mismatch(let mismatch):
                if case .checksum = mismatch { failure = further(failure, mismatch) }
            }
        }
        if let open {
            // A whole frame has come to its end when the line is silent; a part of one may go on.
            let isWhole = best != nil && !isBegun
            let silence = isWhole ? open : max(open, longestPause)
            if !isOver(silence, line) { return .wait(silence) }
            failure = further(failure, .tooShort(found: bytes.count))
        }
        if let best { return .frame(best) }
        return .noise(failure)
    }

    /// Whether one end of the line sends both, so that nothing but the request tells them apart.
    private func isRival(_ index: Int, of other: Int) -> Bool {
        candidates[index].type === candidates[other].type
            && candidates[index].message.sender == candidates[other].message.sender
    }

    private func isOver(_ silence: Duration, _ line: LineState) -> Bool {
        switch line {
        case .open(let silentFor): silentFor >= silence
        case .ended: true
        }
    }

    private func further(_ one: Mismatch?, _ other: Mismatch) -> Mismatch {
        guard let one, one.progress >= other.progress else { return other }
        return one
    }

    /// Takes the frame that starts at the present position; gives the noise before it, if there is
    /// some, and the frame after that.
    private mutating func take(_ candidacy: Candidacy) -> Framed {
        // What was taken for a frame with a wrong checksum ran into this one: it was cut short.
        if failedEnd > position, noiseReason == .checksum { noiseReason = .truncated }
        let noise = takeNoise()
        let bytes = Array(buffer[position..<position + candidacy.length])
        let frame =
            candidacy.isAmbiguous ? .noise(bytes, .ambiguous) : frame(candidacy.index, bytes)
        position += bytes.count
        noiseStart = position
        noiseReason = .garbage
        failedEnd = position
        isAtLineStart = isLineEnd(buffer[position - 1])
        guard let noise else { return frame }
        pending.insert(frame, at: 0)
        return noise
    }

    /// The frame that bytes are; of one that others cut into, the first of those, and the rest after
    /// that.
    private mutating func frame(_ index: Int, _ bytes: [UInt8]) -> Framed {
        guard let (block, interruptions) = candidates[index].blocks?.take(bytes.span) else {
            return candidates[index].frame(bytes)
        }
        lastBlock = index
        pending = interruptions.map { interruption(Array(bytes[$0])) }
        pending.append(candidates[index].frame(block))
        return pending.removeFirst()
    }

    /// What a message that cut into another is.
    private func interruption(_ bytes: [UInt8]) -> Framed {
        let owner = startingWith[Int(bytes[0])].first { index in
            let addresses = candidates[index].addresses
            return candidates[index].message.mismatch(bytes.span, addresses: addresses) == nil
        }
        guard let owner else { return .noise(bytes, .checksum) }
        return candidates[owner].frame(bytes)
    }

    /// Passes over one byte that starts no frame; gives the noise before it that is of another kind,
    /// or as long as noise may be.
    private mutating func skip(_ failure: Mismatch?) -> Framed? {
        var noise: Framed?
        let reason: NoiseReason? =
            switch failure {
            case .checksum: .checksum
            case .tooShort: .truncated
            default: position >= failedEnd ? .garbage : nil
            }
        if let reason, position >= failedEnd || noiseReason == .garbage {
            if reason != noiseReason || reason != .garbage { noise = takeNoise() }
            noiseReason = reason
            failedEnd = position + (failure?.progress ?? 1)
        }
        isAtLineStart = isLineEnd(buffer[position])
        lastBlock = nil
        position += 1
        return position - noiseStart == Framer.longestNoise ? takeNoise() : noise
    }

    /// The noise before the present position, if there is some.
    private mutating func takeNoise() -> Framed? {
        guard noiseStart < position else { return nil }
        defer { noiseStart = position }
        return .noise(Array(buffer[noiseStart..<position]), noiseReason)
    }

    private func isLineEnd(_ byte: UInt8) -> Bool {
        byte == 0x0A || byte == 0x0D
    }
}
