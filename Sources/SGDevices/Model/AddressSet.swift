/// The device addresses that are listened for, as a set of bytes.
struct AddressSet: Sendable, Equatable {
    private var bits = SIMD4<UInt64>()

    /// Every address.
    static let all = AddressSet(bits: SIMD4(repeating: .max))

    private init(bits: SIMD4<UInt64>) {
        self.bits = bits
    }

    init(_ addresses: some Sequence<UInt8>) {
        for address in addresses {
            bits[Int(address >> 6)] |= 1 << UInt64(address & 63)
        }
    }

    func contains(_ address: UInt8) -> Bool {
        bits[Int(address >> 6)] >> UInt64(address & 63) & 1 == 1
    }
}
