/// What may stand at each of the first bytes of a frame.
struct BytePattern {
    /// The lowest and highest byte at each offset.
    private(set) var lowest: [UInt8] = []
    private(set) var highest: [UInt8] = []
    /// Where the device's address stands.
    private(set) var addressOffset: Int?
    /// The byte that stands for address 0.
    private(set) var zeroAddress: UInt8 = 0
    /// Where the 8-bit sum of the bytes before it stands.
    private(set) var sumOffset: Int?

    var count: Int { lowest.count }

    mutating func append(_ byte: UInt8) {
        append(byte...byte)
    }

    mutating func append(_ range: ClosedRange<UInt8>) {
        lowest.append(range.lowerBound)
        highest.append(range.upperBound)
    }

    /// Appends the device's address: the bytes that stand for one, and that for address 0.
    mutating func appendAddress(_ bytes: ClosedRange<UInt8> = 0...255, zero: UInt8 = 0) {
        addressOffset = count
        zeroAddress = zero
        append(bytes)
    }

    mutating func appendSum() {
        sumOffset = count
        append(0...255)
    }

    /// Whether each of some bytes may stand at an offset.
    func admits(_ bytes: ClosedRange<UInt8>, at offset: Int) -> Bool {
        lowest[offset] <= bytes.lowerBound && bytes.upperBound <= highest[offset]
            && offset != addressOffset && offset != sumOffset
    }

    /// The bytes that a frame may start with.
    func firstBytes(addresses: AddressSet) -> [UInt8] {
        guard let first = lowest.first, let last = highest.first else { return Array(0...255) }
        return (first...last).filter { addressOffset != 0 || addresses.contains($0 &- zeroAddress) }
    }

    /// Looks at as many bytes as there are, up to the pattern's end.
    @inline(__always)
    func mismatch(in bytes: borrowing Span<UInt8>, addresses: AddressSet) -> Mismatch? {
        for i in 0..<min(count, bytes.count) {
            let byte = bytes[i]
            if byte < lowest[i] || byte > highest[i] {
                return .byte(at: i, lowest: lowest[i], highest: highest[i])
            }
        }
        if let address = address(in: bytes), !addresses.contains(address) {
            let offset = addressOffset ?? 0
            return .structure(at: offset, expected: "the address of a device that is listened to")
        }
        if let offset = sumOffset, offset < bytes.count {
            let sum = self.sum(before: offset, of: bytes)
            if bytes[offset] != sum { return .byte(at: offset, lowest: sum, highest: sum) }
        }
        return nil
    }

    /// The device's address in bytes; `nil` when there is none.
    @inline(__always)
    func address(in bytes: borrowing Span<UInt8>) -> UInt8? {
        guard let offset = addressOffset, offset < bytes.count else { return nil }
        return bytes[offset] &- zeroAddress
    }

    /// Whether bytes can follow both patterns, as far as both reach.
    func overlaps(_ other: BytePattern) -> Bool {
        (0..<min(count, other.count)).allSatisfy {
            lowest[$0] <= other.highest[$0] && other.lowest[$0] <= highest[$0]
        }
    }

    /// The plainest bytes that follow the pattern, with a device's address.
    func template(address: UInt8) -> [UInt8] {
        var bytes = lowest
        write(address: address, to: &bytes)
        return bytes
    }

    /// Writes a device's address, and the sum that it is part of.
    func write(address: UInt8, to bytes: inout [UInt8]) {
        if let offset = addressOffset { bytes[offset] = address &+ zeroAddress }
        if let offset = sumOffset { bytes[offset] = sum(before: offset, of: bytes.span) }
    }

    private func sum(before offset: Int, of bytes: borrowing Span<UInt8>) -> UInt8 {
        (0..<offset).reduce(0) { $0 &+ bytes[$1] }
    }
}
