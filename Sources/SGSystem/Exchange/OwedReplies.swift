/// The replies that have not come, and may still come.
///
/// Such a reply looks like the answer to the next request to the same device. But a device answers in
/// order: when two replies are owed, the second to come answers the request that was made last.
struct OwedReplies: Sendable {
    /// The replies in the order of their requests.
    private var replies: [Reply] = []

    private struct Reply {
        let source: ExpectedReply.Source
        /// How long it may take, counted from the request or from what the device has done since.
        let lateness: Duration
        var end: ContinuousClock.Instant
    }

    /// How many replies may still come.
    mutating func count(_ source: ExpectedReply.Source, at now: ContinuousClock.Instant) -> Int {
        replies.removeAll { $0.end <= now }
        return replies.count { $0.source == source }
    }

    /// Until when the last of them may come; `nil` when none is owed.
    func end(_ source: ExpectedReply.Source) -> ContinuousClock.Instant? {
        replies.last { $0.source == source }?.end
    }

    /// A reply is owed, and may take so long.
    mutating func add(
        _ source: ExpectedReply.Source, at now: ContinuousClock.Instant, lateness: Duration
    ) {
        replies.append(Reply(source: source, lateness: lateness, end: now + lateness))
    }

    /// A reply has come, that to the earliest request; the device only now turns to the others.
    mutating func remove(_ source: ExpectedReply.Source, at now: ContinuousClock.Instant) {
        guard let index = replies.firstIndex(where: { $0.source == source }) else { return }
        replies.remove(at: index)
        for index in replies.indices where replies[index].source.isSameDevice(as: source) {
            replies[index].end = now + replies[index].lateness
        }
    }
}
