/// What a byte of a frame is there for, as far as no field says.
enum BytePurpose {
    case start, address, separator, text, end, reserved, checksum, unknown
}

extension Format {
    /// What each byte of a valid frame is there for.
    func purposes(of frame: borrowing Span<UInt8>) -> [BytePurpose] {
        switch self {
        case .fixed(let format): format.purposes(of: frame)
        case .separated(let format): format.purposes(of: frame)
        case .lines: [BytePurpose](repeating: .text, count: frame.count)
        case .keyed(let format): format.purposes(of: frame)
        case .hexLine: HexLineFormat.purposes(count: frame.count)
        }
    }

    /// How a frame's checksum is called.
    var checksumName: String {
        switch self {
        case .fixed(let format): format.checksum?.kind.kind.title ?? "sum"
        case .separated(let format): format.checksum.kind.title
        case .lines, .keyed, .hexLine: "sum"
        }
    }

    /// A checksum as it stands in a frame.
    func wire(checksum: UInt32, _ width: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: width)
        slotOfChecksum(width).write(Int64(checksum), to: &bytes)
        return bytes
    }

    private func slotOfChecksum(_ width: Int) -> Slot {
        let checksum: Checksum? =
            switch self {
            case .fixed(let format): format.checksum?.kind
            case .separated(let format): format.checksum
            case .lines, .keyed, .hexLine: nil
            }
        return checksum?.slot(at: 0) ?? Slot(offset: 0, width: width, encoding: .unsignedBig)
    }

    /// How many bits of a frame prove the others; 0 when mistakes are likely to pass.
    var checksumBits: Int {
        switch self {
        case .fixed(let format): format.checksum?.kind.bits ?? 0
        case .separated(let format): format.checksum.bits
        case .lines: 0
        case .keyed, .hexLine: 8
        }
    }

    /// The length of every frame, in bytes; `nil` when it varies.
    var length: Int? {
        if case .fixed(let format) = self { return format.length }
        return nil
    }
}

extension Checksum {
    fileprivate var bits: Int {
        kind == .digitSum ? 8 : 8 * width
    }
}

extension Checksum.Kind {
    fileprivate var title: String {
        switch self {
        case .sum: "sum of the bytes before it"
        case .crc16Modbus: "MODBUS CRC-16"
        case .digitSum: "digit sum"
        }
    }
}

extension BytePattern {
    fileprivate func purposes() -> [BytePurpose] {
        var isAtStart = true
        return (0..<count).map { offset in
            if offset == addressOffset {
                isAtStart = isAtStart && zeroAddress == 0
                return .address
            }
            if offset == sumOffset { return .checksum }
            guard lowest[offset] == highest[offset] else {
                isAtStart = false
                return .unknown
            }
            return isAtStart ? .start : .separator
        }
    }
}

extension FixedFormat {
    fileprivate func purposes(of frame: borrowing Span<UInt8>) -> [BytePurpose] {
        let pattern = isAlternative(frame) ? alternative ?? pattern : pattern
        var purposes = pattern.purposes()
        purposes += [BytePurpose](repeating: .unknown, count: length - purposes.count)
        for (offset, bytes) in reserved {
            for i in bytes.indices where purposes[offset + i] == .unknown {
                purposes[offset + i] = .reserved
            }
        }
        if let (kind, offset) = checksum {
            for i in offset..<offset + kind.width { purposes[i] = .checksum }
        }
        if purposes.last == .separator { purposes[length - 1] = .end }
        return purposes
    }
}

extension SeparatedFormat {
    fileprivate func purposes(of frame: borrowing Span<UInt8>) -> [BytePurpose] {
        let start = pattern.purposes()
        let separators = frame.count - start.count - end.count - checksum.width
        return start + [BytePurpose](repeating: .separator, count: max(separators, 0))
            + [BytePurpose](repeating: .end, count: end.count)
            + [BytePurpose](repeating: .checksum, count: checksum.width)
    }
}

extension KeyedFormat {
    fileprivate func purposes(of frame: borrowing Span<UInt8>) -> [BytePurpose] {
        var purposes = [BytePurpose](repeating: .text, count: frame.count)
        for end in blockEnds(of: frame) { purposes[end - 1] = .checksum }
        return purposes
    }
}

extension HexLineFormat {
    /// `:`, the command digit, data, two check digits, the line's end.
    fileprivate static func purposes(count: Int) -> [BytePurpose] {
        [.start, .start] + [BytePurpose](repeating: .unknown, count: max(count - 5, 0))
            + [.checksum, .checksum, .end]
    }
}
