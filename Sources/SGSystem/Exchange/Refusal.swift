public import SGDevices
public import SGRecords

/// What a device has answered instead of doing what it was asked.
public struct Refusal: Sendable {
    /// The answer.
    public let frame: Frame
    /// When its last byte was read.
    public let time: Timestamp?
    /// The names of what says so: the answer's fields that do, or the answer itself.
    public let reasons: [String]

    /// The reasons in words.
    public var reason: String {
        reasons.map { $0.split(separator: "_").joined(separator: " ") }.joined(separator: ", ")
    }
}
