extension ByteWriter {
    /// Appends the bytes that hex digits stand for.
    ///
    /// - Parameter digits: Pairs of hex digits, upper or lower case, and nothing else.
    /// - Returns: Whether they are that; otherwise nothing was appended.
    public mutating func append(hexDigits digits: Span<UInt8>) -> Bool {
        guard digits.count & 1 == 0 else { return false }
        reserve(digits.count / 2)
        let start = written
        // SAFETY: half as many bytes as there are digits have just been reserved, and the loads
        // stay below `digits.count`.
        let isValid = digits.withUnsafeBytes { text in
            var at = 0
            while at &+ 8 <= text.count {
                guard
                    let four = fourBytes(
                        of: text.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                else { return false }
                UnsafeMutableRawPointer(base + written).storeBytes(of: four, as: UInt32.self)
                written &+= 4
                at &+= 8
            }
            while at < text.count {
                guard let high = hexValue(text[at]), let low = hexValue(text[at &+ 1]) else {
                    return false
                }
                base[written] = high << 4 | low
                written &+= 1
                at &+= 2
            }
            return true
        }
        if !isValid { written = start }
        return isValid
    }
}

/// The four bytes that eight hex digits stand for, all eight worked on at once; `nil` when one is
/// none.
///
/// - Parameter digits: The digits as they stand in memory.
@inline(__always)
private func fourBytes(of digits: UInt64) -> UInt32? {
    let text = UInt64(littleEndian: digits)
    let ones: UInt64 = 0x0101_0101_0101_0101
    // A letter has bit 6 set and its value is its low nibble plus 9.
    let letters = text >> 6 & ones
    let nibbles = text & (ones &* 0x0F) &+ letters &* 9
    // They were hex digits if the same nibbles, written again, give the same text in lower case.
    let above9 = (nibbles &+ ones &* 0x76) >> 7 & ones
    let again = nibbles &+ ones &* 0x30 &+ above9 &* 0x27
    guard again == text | ones &* 0x20, (text | text >> 1) & (ones &* 0x20) == ones &* 0x20 else {
        return nil
    }
    let pairs = (nibbles << 4 | nibbles >> 8) & 0x00FF_00FF_00FF_00FF
    let quads = (pairs | pairs >> 8) & 0x0000_FFFF_0000_FFFF
    return UInt32(truncatingIfNeeded: quads | quads >> 16).littleEndian
}
