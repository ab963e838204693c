import SGBytes

/// How a frame of fixed or separated fields proves itself.
struct Checksum: Equatable {
    enum Kind: String, CaseIterable {
        /// The arithmetic sum of all bytes before it, big-endian, truncated to its width.
        case sum
        /// MODBUS CRC-16 of all bytes before it, low byte first.
        case crc16Modbus = "crc16_modbus"
        /// The digits before it added up, in three ASCII digits (OutBack MATE).
        case digitSum = "digit_sum"
    }

    var kind: Kind
    /// Its own width in the frame, in bytes.
    var width: Int

    /// Whether it finds bytes that are swapped, and all but one in some ten thousand other damages.
    var isStrong: Bool { kind == .crc16Modbus }

    /// What may stand at each of its bytes.
    var bytes: ClosedRange<UInt8> { kind == .digitSum ? 0x30...0x39 : 0...255 }

    /// Compares the checksum at `offset` with the bytes before it.
    ///
    /// - Returns: `nil` when they agree.
    @inline(__always)
    func mismatch(in frame: borrowing Span<UInt8>, at offset: Int, length: Int) -> Mismatch? {
        let expected = computed(over: frame.extracting(..<offset))
        let read = found(in: frame, at: offset)
        guard read != expected else { return nil }
        return .checksum(computed: expected, found: read, width: width, length: length)
    }

    /// Writes the checksum of the bytes before `offset` to it.
    func write(to frame: inout [UInt8], at offset: Int) {
        let value = Int64(computed(over: frame.span.extracting(..<offset)))
        slot(at: offset).write(value, to: &frame)
    }

    private func computed(over bytes: borrowing Span<UInt8>) -> UInt32 {
        switch kind {
        case .sum: byteSum(bytes) & (UInt32.max >> UInt32(32 - 8 * width))
        case .crc16Modbus: UInt32(crc16Modbus(bytes))
        case .digitSum: digitSum(bytes) % 1000
        }
    }

    private func found(in frame: borrowing Span<UInt8>, at offset: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: slot(at: offset).read(frame) ?? -1)
    }

    /// Where it stands in a frame, and how its number is written there.
    func slot(at offset: Int) -> Slot {
        let encoding: Slot.Encoding =
            switch kind {
            case .sum: .unsignedBig
            case .crc16Modbus: .unsignedLittle
            case .digitSum: .digits
            }
        return Slot(offset: offset, width: width, encoding: encoding)
    }
}
