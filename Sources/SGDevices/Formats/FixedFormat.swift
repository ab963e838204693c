/// Frames of one length, with every field at a fixed place: binary pages and requests, and text
/// whose columns never move.
///
///     | pattern: signature, address, literals | fields and reserved bytes | checksum | tail |
final class FixedFormat: Sendable {
    /// What the bytes may be, from the first on; what stands beyond its end may be anything.
    let pattern: BytePattern
    /// An older form of the same length that lacks some fields.
    let alternative: BytePattern?
    /// The whole frame, in bytes.
    let length: Int
    /// Its checksum, and where it stands.
    let checksum: (kind: Checksum, offset: Int)?
    /// What is written to bytes that no field fills.
    let reserved: [(offset: Int, bytes: [UInt8])]

    init(
        pattern: BytePattern, alternative: BytePattern?, length: Int,
        checksum: (kind: Checksum, offset: Int)?, reserved: [(offset: Int, bytes: [UInt8])]
    ) {
        self.pattern = pattern
        self.alternative = alternative
        self.length = length
        self.checksum = checksum
        self.reserved = reserved
    }

    /// The bytes that a frame of either form may start with, each once.
    func firstBytes(addresses: AddressSet) -> [UInt8] {
        let bytes = pattern.firstBytes(addresses: addresses)
        let older = alternative?.firstBytes(addresses: addresses) ?? []
        return bytes + older.filter { !bytes.contains($0) }
    }

    @inline(__always)
    func match(_ bytes: borrowing Span<UInt8>, addresses: AddressSet) -> Match {
        if let mismatch = pattern.mismatch(in: bytes, addresses: addresses) {
            guard let alternative,
                alternative.mismatch(in: bytes, addresses: addresses) == nil
            else { return .mismatch(mismatch) }
        }
        guard bytes.count >= length else { return .incomplete }
        if let (kind, offset) = checksum,
            let mismatch = kind.mismatch(in: bytes, at: offset, length: length)
        {
            return .mismatch(mismatch)
        }
        return .frame(length: length)
    }

    /// Whether bytes can be a frame of both formats, by more than a coincidence of checksums.
    func overlaps(_ other: FixedFormat) -> Bool {
        let isSameProof =
            checksum == nil || other.checksum == nil
            || checksum?.kind == other.checksum?.kind
                && checksum?.offset == other.checksum?.offset
        return length == other.length && isSameProof
            && forms.contains { form in other.forms.contains { form.overlaps($0) } }
    }

    private var forms: [BytePattern] { [pattern, alternative].compactMap(\.self) }

    /// Whether a valid frame has the older form.
    func isAlternative(_ frame: borrowing Span<UInt8>) -> Bool {
        alternative != nil && pattern.mismatch(in: frame, addresses: .all) != nil
    }

    /// A frame without its fields.
    func template(address: UInt8) -> [UInt8] {
        var frame = pattern.template(address: address)
        frame += [UInt8](repeating: 0, count: length - frame.count)
        for (offset, bytes) in reserved {
            frame.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        }
        return frame
    }

    /// Writes the checksum of an otherwise finished frame.
    func finish(_ frame: inout [UInt8]) {
        checksum?.kind.write(to: &frame, at: checksum?.offset ?? 0)
    }
}
