/// A message that bytes came near to being, and what was wrong with it.
package struct NearMiss: Sendable {
    /// The device type whose message it is.
    package let device: DeviceType
    /// The message.
    package let message: Message
    /// Where in the bytes it would begin.
    package let offset: Int
    /// The check that failed.
    package let mismatch: Mismatch
    /// The one mistake on the line that would explain the failure, if one would.
    package internal(set) var damage: Damage?

    /// The length of every such message, in bytes; `nil` when it varies.
    package var length: Int? { message.format.length }

    /// Whether so much is right that it can hardly be a coincidence.
    package internal(set) var isSolid = false
    /// How much is right, in half bytes.
    var evidence = 0

    /// Bytes right, a failed checksum above all.
    var rank: (Int, Int) {
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
///   - audience: The device types to try; a device at another address is a near miss, too.
///   - most: The greatest number of near misses wanted.
package func nearMisses(in bytes: [UInt8], of audience: [Audience], most: Int = 3) -> [NearMiss] {
    NearMissSearch(bytes, of: audience).nearest(most)
}
