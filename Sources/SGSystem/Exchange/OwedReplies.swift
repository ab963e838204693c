internal import SGDevices

/// The replies that have not come, and may still come.
///
/// Such a reply looks like the answer to the next request to the same device. But a device answers in
/// order: when two replies are owed, the second to come answers the request that was made last.
struct OwedReplies: Sendable {
    /// The replies in the order of their requests.
    private var replies: [Owed] = []

    private struct Owed {
        let reply: AwaitedReply
        /// How long it may take, counted from the request or from what the device has done since.
        let lateness: Duration
        var end: ContinuousClock.Instant
    }

    /// How many replies may still come that could be taken for another.
    mutating func count(like reply: AwaitedReply, at now: ContinuousClock.Instant) -> Int {
        replies.removeAll { $0.end <= now }
        return replies.count { $0.reply.isLike(reply) }
    }

    /// Until when the last of those may come; `nil` when none is owed.
    func end(like reply: AwaitedReply) -> ContinuousClock.Instant? {
        replies.last { $0.reply.isLike(reply) }?.end
    }

    /// A reply is owed, and may take so long.
    mutating func add(
        _ reply: AwaitedReply, at now: ContinuousClock.Instant, lateness: Duration
    ) {
        replies.append(Owed(reply: reply, lateness: lateness, end: now + lateness))
    }

    /// A frame has come that answers the earliest request it can answer.
    mutating func remove(_ frame: Frame, at now: ContinuousClock.Instant) {
        remove(at: now) { $0.frame(of: frame.bytes) != nil }
    }

    /// A reply has come, whole or not, that could be taken for another.
    mutating func remove(like reply: AwaitedReply, at now: ContinuousClock.Instant) {
        remove(at: now) { $0.isLike(reply) }
    }

    /// Removes the earliest reply of a kind; the device only now turns to the others.
    private mutating func remove(
        at now: ContinuousClock.Instant, where isMeant: (AwaitedReply) -> Bool
    ) {
        guard let index = replies.firstIndex(where: { isMeant($0.reply) }) else { return }
        let reply = replies.remove(at: index).reply
        for index in replies.indices where replies[index].reply.isSameDevice(as: reply) {
            replies[index].end = now + replies[index].lateness
        }
    }
}
