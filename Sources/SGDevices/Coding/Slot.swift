import SGBytes

/// A place in a frame that holds one whole number, and how it is written there.
struct Slot: Equatable {
    /// How a slot's bytes stand for a number.
    enum Encoding: UInt8 {
        case unsignedBig, unsignedLittle, signedBig, signedLittle
        /// ASCII decimal digits, one a byte.
        case digits
    }

    /// Of its first byte, from the start of the frame.
    var offset: Int
    /// In bytes; 1 to 4 for a binary number, up to 9 for digits.
    var width: Int
    var encoding: Encoding
    /// The bits of its number that the device uses: any other is 0 unless damage has set it.
    var usedBits: Int64 = -1

    var end: Int { offset + width }

    /// The numbers that it has room for.
    var representable: ClosedRange<Int64> {
        switch encoding {
        case .unsignedBig, .unsignedLittle:
            0...(1 << (8 * Int64(width)) - 1)
        case .signedBig, .signedLittle:
            -(1 << (8 * Int64(width) - 1))...(1 << (8 * Int64(width) - 1) - 1)
        case .digits:
            0...((0..<width).reduce(1) { power, _ in power * 10 } - 1)
        }
    }

    /// The highest bit that a flag can stand in; digits have no room for every number of so many.
    var highestBit: Int {
        switch encoding {
        case .unsignedBig, .unsignedLittle, .signedBig, .signedLittle: max(0, 8 * width - 1)
        case .digits: 63 - representable.upperBound.leadingZeroBitCount
        }
    }

    /// Whether a number has no bit set that the device does not use.
    @inline(__always)
    func uses(_ raw: Int64) -> Bool { raw & ~usedBits == 0 }

    /// Whether a frame has a number here, and one that the device may send.
    func isSound(in frame: borrowing Span<UInt8>) -> Bool {
        read(frame).map(uses) ?? false
    }

    /// Reads its number, `shift` bytes further on; `nil` when a digit is none.
    @inline(__always)
    func read(_ frame: borrowing Span<UInt8>, shift: Int = 0) -> Int64? {
        let start = offset &+ shift
        switch encoding {
        case .unsignedBig: return Int64(bigEndian(frame, at: start))
        case .signedBig: return signed(bigEndian(frame, at: start))
        case .unsignedLittle: return Int64(littleEndian(frame, at: start))
        case .signedLittle: return signed(littleEndian(frame, at: start))
        case .digits: return digits(frame, at: start)
        }
    }

    @inline(__always)
    private func bigEndian(_ frame: borrowing Span<UInt8>, at start: Int) -> UInt32 {
        if width == 4 {
            return frame.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt32.self).bigEndian
        }
        var raw: UInt32 = 0
        for i in 0..<width { raw = raw &<< 8 | UInt32(frame[start &+ i]) }
        return raw
    }

    @inline(__always)
    private func littleEndian(_ frame: borrowing Span<UInt8>, at start: Int) -> UInt32 {
        var raw: UInt32 = 0
        for i in 0..<width { raw |= UInt32(frame[start &+ i]) &<< UInt32(8 &* i) }
        return raw
    }

    /// Takes the highest bit of the slot's width for a sign.
    @inline(__always)
    private func signed(_ raw: UInt32) -> Int64 {
        let unused = UInt32(32 &- 8 &* width)
        return Int64(Int32(bitPattern: raw &<< unused) &>> Int32(bitPattern: unused))
    }

    private func digits(_ frame: borrowing Span<UInt8>, at start: Int) -> Int64? {
        var raw: Int64 = 0
        for i in 0..<width {
            let digit = frame[start &+ i] &- 0x30
            guard digit < 10 else { return nil }
            raw = raw &* 10 &+ Int64(digit)
        }
        return raw
    }

    /// Writes a number that it has room for.
    func write(_ raw: Int64, to frame: inout [UInt8], shift: Int = 0) {
        let start = offset + shift
        var rest = raw
        switch encoding {
        case .unsignedBig, .signedBig:
            for i in (0..<width).reversed() {
                frame[start + i] = UInt8(truncatingIfNeeded: rest)
                rest >>= 8
            }
        case .unsignedLittle, .signedLittle:
            for i in 0..<width {
                frame[start + i] = UInt8(truncatingIfNeeded: rest)
                rest >>= 8
            }
        case .digits:
            for i in (0..<width).reversed() {
                frame[start + i] = UInt8(rest % 10) + 0x30
                rest /= 10
            }
        }
    }
}

/// One bit of a number in a frame, such as a sign that stands apart from its value.
struct SlotBit {
    var slot: Slot
    /// From 0, the lowest.
    var bit: Int

    func isSet(in frame: borrowing Span<UInt8>) -> Bool {
        guard let raw = slot.read(frame) else { return false }
        return raw &>> Int64(bit) & 1 == 1
    }
}
