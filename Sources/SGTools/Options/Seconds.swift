internal import ArgumentParser
internal import SGSystem

/// A length of time that a user gives in seconds, as a decimal number.
struct Seconds: OptionValue {
    static let expected = "a number of seconds, such as 1.5"

    /// The length of time.
    let duration: Duration

    /// Reads a number such as `90` or `0.25`; `nil` when the text is none, or is unreasonably large.
    init?(argument: String) {
        guard let duration = Duration(seconds: argument) else { return nil }
        self.duration = duration
    }
}
