internal import ArgumentParser

/// A length of time that a user gives in seconds, as a decimal number.
struct Seconds: OptionValue {
    static let expected = "a number of seconds, such as 1.5"

    /// The length of time.
    let duration: Duration

    /// Reads a number such as `90` or `0.25`; `nil` when the text is none, or is unreasonably large.
    init?(argument: String) {
        let parts = argument.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = parts[0]
        let fraction = parts.count == 2 ? parts[1] : ""
        guard whole.count + fraction.count > 0, whole.count <= 12, fraction.count <= 9,
            (whole + fraction).utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        let nanoseconds = fraction + String(repeating: "0", count: 9 - fraction.count)
        duration = .seconds(Int64(whole) ?? 0) + .nanoseconds(Int64(nanoseconds) ?? 0)
    }
}
