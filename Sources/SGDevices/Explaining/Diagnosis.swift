/// Gathers what a stream shows, in constant memory, and says what is probably wrong with its line.
package struct Diagnosis: Sendable {
    private let devices: [DeviceType]
    /// How many frames came that were wanted.
    package private(set) var frames = 0
    /// How many bytes came that belong to no wanted frame.
    package private(set) var noise = 0
    /// How many bytes belong to frames, wanted or not, or to what came near to one.
    private var explained = 0
    /// Whether frames came that only their requests tell apart: the line is all right.
    private var hasAmbiguous = false
    private var counts = [Int](repeating: 0, count: 256)
    /// The first bytes of the noise.
    private var sample: [UInt8] = []
    private var tallies: [Tally] = []

    private static let longestSample = 8192
    private static let mostTallies = 64

    /// A kind of finding about a device type that was made a number of times.
    private struct Tally {
        enum Kind: Hashable {
            case otherAddress(UInt8)
            case otherSide(Side)
            case otherType
            case lineEnds
            case cutShort(message: String, length: Int?)
            case damaged
        }
        let device: String
        let kind: Kind
        var count = 0
        /// The most bytes that came of a frame that was cut short.
        var longest = 0
    }

    /// Creates a diagnosis of a line on which these device types are expected.
    package init(_ devices: [DeviceType]) {
        self.devices = devices
    }

    /// Takes a part of the stream.
    package mutating func take(_ part: StreamPart) {
        switch part {
        case .frame(let frame):
            take(frame)
        case .ambiguous(let bytes, _):
            noise += bytes.count
            explained += bytes.count
            hasAmbiguous = true
        case .noise(let bytes, let misses):
            noise += bytes.count
            for byte in bytes { counts[Int(byte)] += 1 }
            sample += bytes.prefix(Diagnosis.longestSample - sample.count)
            if let miss = misses.first, miss.isSolid { take(miss) }
        }
    }

    private mutating func take(_ found: FoundFrame) {
        let frame = found.frame
        explained += frame.bytes.count
        guard !found.isWanted else {
            frames += 1
            return
        }
        noise += frame.bytes.count
        if found.isOfOtherType {
            tally(frame.device.name, .otherType)
        } else if let sender = found.sender {
            tally(frame.device.name, .otherSide(sender))
        } else if let address = found.address {
            tally(frame.device.name, .otherAddress(address))
        }
    }

    private mutating func take(_ miss: NearMiss) {
        explained += miss.mismatch.progress
        let name = miss.device.name
        switch miss.mismatch {
        case .byte(_, let expected, _) where expected == 0x0D || expected == 0x0A:
            tally(name, .lineEnds)
        case .checksum:
            tally(name, .damaged)
        case .tooShort where miss.damage == nil:
            tally(
                name, .cutShort(message: miss.message.name, length: miss.length),
                longest: miss.mismatch.progress)
        default:
            if miss.damage != nil { tally(name, .damaged) }
        }
    }

    private mutating func tally(_ device: String, _ kind: Tally.Kind, longest: Int = 0) {
        var index = tallies.firstIndex { $0.device == device && $0.kind == kind }
        if index == nil, tallies.count < Diagnosis.mostTallies {
            index = tallies.count
            tallies.append(Tally(device: device, kind: kind))
        }
        guard let index else { return }
        tallies[index].count += 1
        tallies[index].longest = max(tallies[index].longest, longest)
    }

    // MARK: - Hints

    /// What is probably wrong, as far as the evidence supports it.
    package var hints: [Hint] {
        guard frames + noise > 0 else { return [.nothingCame] }
        // A frame or two in a long noise are a coincidence.
        var hints = explained < noise / 20 ? [] : tallies.map(hint)
        if frames == 0, !hints.isEmpty, tallies.allSatisfy({ $0.kind == .otherSide(.host) }) {
            hints.append(.noAnswer)
        }
        if explained < noise / 2 {
            hints += LineFault.hints(sample: sample, counts: counts, devices)
        }
        guard frames == 0, hints.isEmpty, !hasAmbiguous else { return hints }
        return [LineFault.isText(sample) ? .unknownText : .checkSettings]
    }

    private func hint(_ tally: Tally) -> Hint {
        let (device, frames) = (tally.device, tally.count)
        return switch tally.kind {
        case .otherAddress(let address):
            .otherAddress(device: device, address: address, frames: frames)
        case .otherSide(let sender):
            .otherSide(device: device, sender: sender, frames: frames)
        case .otherType: .otherType(device: device, frames: frames)
        case .lineEnds: .lineEnds(device: device, frames: frames)
        case .cutShort(let message, let length):
            .cutShort(
                device: device, message: message, frames: frames, longest: tally.longest,
                length: length)
        case .damaged: .damaged(device: device, frames: frames)
        }
    }
}
