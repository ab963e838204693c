import SGBytes

/// A decimal number written in ASCII: an optional sign, digits, and digits after a point.
struct Numeral {
    let isNegative: Bool
    /// Where the digits before the point stand, without leading zeros but never empty.
    let whole: Range<Int>
    /// Where the digits after the point stand; empty when there is no point.
    let fraction: Range<Int>
    /// The number; `nil` when it has more than 18 digits.
    let value: ExactDecimal?

    /// Whether none of the characters that it is written with is needless: no `+`, no leading zero,
    /// no sign of a zero.
    func isShortest(in count: Int) -> Bool {
        if isNegative, value?.mantissa == 0 { return false }
        let point = fraction.isEmpty ? 0 : 1
        return count == (isNegative ? 1 : 0) + whole.count + point + fraction.count
    }

    /// Reads a text that is a number and nothing else; `nil` for any other text.
    init?(_ text: borrowing Span<UInt8>) {
        guard let (numeral, end) = Numeral.prefix(of: text, from: 0), end == text.count else {
            return nil
        }
        self = numeral
    }

    /// Reads the longest number that a text holds at an offset, and gives the offset after it.
    static func prefix(
        of text: borrowing Span<UInt8>, from start: Int
    ) -> (numeral: Numeral, end: Int)? {
        var at = start
        var isNegative = false
        if at < text.count, text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: "+") {
            isNegative = text[at] == UInt8(ascii: "-")
            at += 1
        }
        var whole = at..<skipDigits(text, from: at)
        guard !whole.isEmpty else { return nil }
        var end = whole.upperBound
        var fraction = end..<end
        if end < text.count, text[end] == UInt8(ascii: ".") {
            let digits = end + 1..<skipDigits(text, from: end + 1)
            if !digits.isEmpty {
                fraction = digits
                end = digits.upperBound
            }
        }
        while whole.count > 1, text[whole.lowerBound] == UInt8(ascii: "0") {
            whole = whole.lowerBound + 1..<whole.upperBound
        }
        return (Numeral(isNegative: isNegative, whole: whole, fraction: fraction, in: text), end)
    }

    private init(
        isNegative: Bool, whole: Range<Int>, fraction: Range<Int>, in text: borrowing Span<UInt8>
    ) {
        self.isNegative = isNegative
        self.whole = whole
        self.fraction = fraction
        guard whole.count + fraction.count <= 18 else {
            value = nil
            return
        }
        var magnitude: Int64 = 0
        for i in whole { magnitude = magnitude &* 10 &+ Int64(text[i] &- 0x30) }
        for i in fraction { magnitude = magnitude &* 10 &+ Int64(text[i] &- 0x30) }
        value = ExactDecimal(mantissa: isNegative ? -magnitude : magnitude, places: fraction.count)
    }

    private static func skipDigits(_ text: borrowing Span<UInt8>, from start: Int) -> Int {
        var at = start
        while at < text.count, isDigit(text[at]) { at += 1 }
        return at
    }
}
