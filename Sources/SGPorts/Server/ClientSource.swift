/// Where the clients of a served port come from.
protocol ClientSource: AnyObject {
    /// What other programs can open.
    var otherEnds: [String] { get }
    /// Whether who comes can be answered.
    var isWritable: Bool { get }
    /// Can be read from once somebody comes.
    var descriptors: [Int32] { get }
    /// Whether somebody could not be let in for want of descriptors.
    var isOutOfDescriptors: Bool { get }
    /// When to look for somebody without being told; `nil` for never.
    var nextAttempt: ContinuousClock.Instant? { get }

    /// Those who have come since the last call.
    func arrivals() throws(SystemError) -> [any Channel]

    /// Forgets somebody who has gone.
    func lose(_ channel: any Channel)
}

extension ClientSource {
    var isWritable: Bool { true }
    var isOutOfDescriptors: Bool { false }
}
