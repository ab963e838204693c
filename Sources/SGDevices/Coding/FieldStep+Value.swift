extension FieldStep {
    /// The bits of the raw number that are the field's.
    var mask: Int64 {
        bitCount == 0 ? -1 : (1 << Int64(bitCount) - 1) << Int64(firstBit)
    }

    /// Cuts the field's bits out of a raw number.
    @inline(__always)
    func slice(of raw: Int64) -> Int64 {
        bitCount == 0 ? raw : raw &>> Int64(firstBit) & (1 &<< Int64(bitCount) &- 1)
    }

    /// Whether a number in a text is neither scaled nor looked up.
    var isWrittenAsItIs: Bool {
        meaning == .number && notation != .hexadecimal && multiplier == 1 && places == 0
            && offset == 0 && absent == nil
    }

    /// The number that a raw number stands for: its sign, scale, offset and tenths.
    @inline(__always)
    func value(of raw: Int64, in bytes: borrowing Span<UInt8>, shift: Int) -> ExactDecimal {
        var multiplier = multiplier
        var places = places
        if let otherScale, otherScale.bit.isSet(in: bytes) {
            (multiplier, places) = (otherScale.multiplier, otherScale.places)
        }
        var mantissa = raw &* multiplier &+ offset
        if let sign, sign.isSet(in: bytes) { mantissa = 0 &- mantissa }
        if let tenths {
            mantissa = mantissa &* 10 &+ (tenths.read(bytes) ?? 0)
            places &+= 1
        }
        return ExactDecimal(mantissa: mantissa, places: places)
    }

    /// Whether a raw number, and those that its sign, scale and tenths come from, can be what the
    /// device sent: all digits are such, and no bit is set that it does not use.
    func isSound(_ raw: Int64, in bytes: borrowing Span<UInt8>) -> Bool {
        guard slot.uses(raw) else { return false }
        if let sign, !sign.slot.isSound(in: bytes) { return false }
        if let otherScale, !otherScale.bit.slot.isSound(in: bytes) { return false }
        if let tenths, !tenths.isSound(in: bytes) { return false }
        switch presence {
        case .selected(let selector, _, _), .otherwise(let selector):
            return selector.isSound(in: bytes)
        case .always, .firstPattern:
            return true
        }
    }

    /// Whether a value lies in the definition's plausible range.
    @inline(__always)
    func isPlausible(_ value: ExactDecimal) -> Bool {
        if let minimum, value < minimum { return false }
        if let maximum, maximum < value { return false }
        return true
    }
}
