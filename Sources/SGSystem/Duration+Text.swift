internal import SGDevices

extension Duration {
    /// Reads a number of seconds, such as `90` or `0.25`.
    ///
    /// `nil` when the text is none, has more than nine digits after the point, or is unreasonably
    /// large.
    package init?(seconds text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = parts[0]
        let fraction = parts.count == 2 ? parts[1] : ""
        guard whole.count + fraction.count > 0, whole.count <= 12, fraction.count <= 9,
            (whole + fraction).utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        let nanoseconds = fraction + String(repeating: "0", count: 9 - fraction.count)
        self = .seconds(Int64(whole) ?? 0) + .nanoseconds(Int64(nanoseconds) ?? 0)
    }

    /// Whether it is a number of milliseconds.
    var isWholeMilliseconds: Bool {
        components.attoseconds % 1_000_000_000_000_000 == 0
    }

    /// The number of seconds with at most three digits after the point: `1.5`.
    package var secondsText: String {
        let milliseconds = Int64((self / .milliseconds(1)).rounded())
        var digits = ExactDecimal(mantissa: milliseconds, places: 3).description[...]
        while digits.hasSuffix("0") { digits = digits.dropLast() }
        if digits.hasSuffix(".") { digits = digits.dropLast() }
        return String(digits)
    }
}
