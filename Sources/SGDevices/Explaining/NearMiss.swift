/// A message that bytes came near to being, and what was wrong with it.
package struct NearMiss: Sendable {
    /// The device type whose message it is.
    package let device: DeviceType
    /// The message.
    package let message: Message
    /// Where in the bytes it would begin.
    package let offset: Int
    /// Whether it carries the address of a device that is not listened to.
    package let isForeign: Bool
    /// The check that failed.
    package let mismatch: Mismatch
    /// The one mistake on the line that would explain the failure, if one would.
    package internal(set) var damage: Damage?

    /// The length of every such message, in bytes; `nil` when it varies.
    package var length: Int? { message.format.length }

    /// Whether so much is right that it can hardly be a coincidence.
    package var isSolid: Bool {
        if damage != nil { return true }
        if isForeign { return false }
        if case .checksum = mismatch { return mismatch.progress >= 4 }
        return mismatch.progress >= 6
    }

    /// Bytes right, a failed checksum above all.
    fileprivate var rank: (Int, Int) {
        if damage != nil { return (2, mismatch.progress) }
        if case .checksum = mismatch { return (1, mismatch.progress) }
        return (0, mismatch.progress)
    }
}

extension NearMiss {
    /// The checksum that the bytes carry and the one that they should, as the wire has it; `nil`
    /// when another check failed.
    package var checksums: (found: [UInt8], computed: [UInt8])? {
        guard case .checksum(let computed, let found, let width, _) = mismatch else { return nil }
        let format = message.format
        return (format.wire(checksum: found, width), format.wire(checksum: computed, width))
    }
}

/// The messages of device types that bytes came nearest to, the nearest first; each message once.
///
/// - Parameters:
///   - bytes: Bytes in which no valid frame was found; few enough to be looked at many times.
///   - devices: The device types to try; a device may have any address.
///   - most: The greatest number of near misses wanted.
package func nearMisses(in bytes: [UInt8], of devices: [DeviceType], most: Int = 3) -> [NearMiss] {
    var misses: [NearMiss] = []
    for device in devices {
        for message in device.messages where !message.isFramedByDeviceOnly {
            if let miss = nearestMiss(in: bytes.span, device, message) { misses.append(miss) }
        }
    }
    for i in misses.indices { misses[i].damage = Damage(of: misses[i], in: bytes) }
    misses.sort { $0.rank > $1.rank }
    // What got less than half as far as the nearest says nothing.
    let far = (misses.first?.mismatch.progress ?? 0) / 2
    return misses.prefix(most).filter { $0.mismatch.progress > far }
}

/// The place where the bytes are most like a message.
private func nearestMiss(
    in bytes: borrowing Span<UInt8>, _ device: DeviceType, _ message: Message
) -> NearMiss? {
    var nearest: NearMiss?
    for offset in bytes.indices {
        guard message.format.mayStart(with: bytes[offset], addresses: .all) else { continue }
        let rest = bytes.extracting(offset...)
        guard let mismatch = mismatch(rest, message) else { continue }
        let isForeign = device.isForeign(rest, message)
        // A byte or two are right by chance somewhere, and any byte can be an address.
        guard mismatch.progress >= (isForeign ? 3 : 2) else { continue }
        let miss = NearMiss(
            device: device, message: message, offset: offset, isForeign: isForeign,
            mismatch: mismatch)
        if nearest.map({ $0.rank < miss.rank }) ?? true { nearest = miss }
    }
    return nearest
}

/// Why a message does not begin a run of bytes; `nil` when it does.
private func mismatch(_ bytes: borrowing Span<UInt8>, _ message: Message) -> Mismatch? {
    switch message.format.match(bytes, addresses: .all) {
    case .mismatch(let mismatch): mismatch
    case .incomplete: .tooShort(found: bytes.count)
    case .frame: nil
    }
}

extension DeviceType {
    /// Whether a message carries the address of a device that is not listened to.
    func isForeign(_ frame: borrowing Span<UInt8>, _ message: Message) -> Bool {
        guard let offset = message.addressOffset, offset < frame.count else { return false }
        return !addresses.contains(frame[offset])
    }
}
