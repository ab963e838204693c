/// The one mistake on a line that explains why a frame is not valid.
///
/// Looked for only in frames whose checksum is long enough to tell such a mistake from a
/// coincidence.
package enum Damage: Sendable, Equatable {
    /// One bit was turned over; the byte it stands in, when only one can be meant.
    case flippedBit(at: Int?)
    /// One byte has another value than every frame of the message.
    case wrongByte(at: Int, expected: UInt8)
    /// One byte was lost; its value, when only one can be meant.
    case lostByte(value: UInt8?)
    /// One byte too many came; its offset, when only one can be meant.
    case extraByte(at: Int?)
}

extension Damage {
    /// A longer frame is not searched for damage.
    private static let longestFrame = 512

    /// Searches for the damage that made `bytes` a near miss.
    init?(of miss: NearMiss, in bytes: [UInt8]) {
        let format = miss.message.format
        let rest = Array(bytes[miss.offset...].prefix(Damage.longestFrame))
        guard format.checksumBits >= 16 else { return nil }
        let repair = Repair(format: format)
        switch miss.mismatch {
        case .byte(let at, let lowest, let highest) where lowest == highest:
            guard let damage = repair.byteReplaced(in: rest, at: at, with: lowest) else {
                return nil
            }
            self = damage
        case .checksum(_, _, _, let length) where length <= rest.count:
            let found =
                repair.bitFlipped(in: Array(rest[..<length]))
                ?? repair.byteRemoved(from: rest, length)
            guard let found else { return nil }
            self = found
        case .tooShort(let found) where format.length.map { $0 == found + 1 } ?? false:
            guard let damage = repair.byteInserted(into: rest) else { return nil }
            self = damage
        default: return nil
        }
    }
}

/// Undoes mistakes one by one until a frame is valid.
private struct Repair {
    let format: Format

    private func isFrame(_ bytes: [UInt8]) -> Bool {
        if case .frame = format.match(bytes.span, addresses: .all) { return true }
        return false
    }

    func byteReplaced(in bytes: [UInt8], at offset: Int, with byte: UInt8) -> Damage? {
        guard offset < bytes.count else { return nil }
        var bytes = bytes
        bytes[offset] = byte
        return isFrame(bytes) ? .wrongByte(at: offset, expected: byte) : nil
    }

    func bitFlipped(in frame: [UInt8]) -> Damage? {
        var frame = frame
        var places: [Int] = []
        for offset in frame.indices {
            for bit in 0..<8 {
                frame[offset] ^= 1 << UInt8(bit)
                if isFrame(frame) { places.append(offset) }
                frame[offset] ^= 1 << UInt8(bit)
            }
        }
        return places.isEmpty ? nil : .flippedBit(at: places.count == 1 ? places[0] : nil)
    }

    /// Tries without each byte of a frame that is one byte too long; of equal neighbours, either.
    func byteRemoved(from bytes: [UInt8], _ length: Int) -> Damage? {
        guard bytes.count > length else { return nil }
        var places: [Int] = []
        for offset in 0...length where offset == 0 || bytes[offset] != bytes[offset - 1] {
            var frame = Array(bytes[...length])
            frame.remove(at: offset)
            if isFrame(frame) { places.append(offset) }
        }
        return places.isEmpty ? nil : .extraByte(at: places.count == 1 ? places[0] : nil)
    }

    func byteInserted(into bytes: [UInt8]) -> Damage? {
        var values: Set<UInt8> = []
        for offset in 0...bytes.count {
            var frame = bytes
            frame.insert(0, at: offset)
            for value in 0...UInt8.max {
                frame[offset] = value
                if isFrame(frame) { values.insert(value) }
            }
        }
        return values.isEmpty ? nil : .lostByte(value: values.count == 1 ? values.first : nil)
    }
}
