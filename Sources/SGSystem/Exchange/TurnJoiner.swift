internal import SGDevices

/// Joins the frames that devices send in turn into one frame for each turn.
///
/// A turn ends with the first frame that is none of it, or when its time is over. Everything else goes
/// by without delay.
struct TurnJoiner {
    /// A point of the clock that measures time.
    typealias Instant = ContinuousClock.Instant

    /// The turns that have not ended, one for each device that is in one.
    private var turns: [Turn] = []

    private struct Turn {
        let heard: Heard
        let frame: Frame
        let begin: Instant
        let end: Instant

        func isOfSameDevice(as other: Turn) -> Bool {
            frame.message === other.frame.message && frame.address == other.frame.address
        }

        /// Both as one turn; `nil` when the other one begins another.
        func joined(with other: Turn) -> Turn? {
            guard let frame = frame.joined(with: other.frame) else { return nil }
            let heard = Heard(
                content: .frame(frame), time: other.heard.time, start: heard.start,
                isLateReply: heard.isLateReply)
            return Turn(heard: heard, frame: frame, begin: begin, end: end)
        }
    }

    /// When the next turn's time is over; `nil` when nobody is in the middle of one.
    var deadline: Instant? { turns.map(\.end).min() }

    /// Until when turns may last that began before a moment; `nil` when all of them have ended.
    func end(ofTurnsBegunBefore moment: Instant) -> Instant? {
        turns.filter { $0.begin <= moment }.map(\.end).max()
    }

    /// Takes what was heard, and gives what is whole now.
    mutating func take(_ heard: Heard, at now: Instant) -> [Heard] {
        let ended = takeEnded(at: now)
        guard case .frame(let frame) = heard.content, let turn = frame.message.turn else {
            return ended + [heard]
        }
        let next = Turn(heard: heard, frame: frame, begin: now, end: now + turn)
        guard let index = turns.firstIndex(where: { $0.isOfSameDevice(as: next) }) else {
            turns.append(next)
            return ended
        }
        if let joined = turns[index].joined(with: next) {
            turns[index] = joined
            return ended
        }
        defer { turns[index] = next }
        return ended + [turns[index].heard]
    }

    /// Gives the turns whose time is over.
    mutating func takeEnded(at now: Instant) -> [Heard] {
        guard turns.contains(where: { $0.end <= now }) else { return [] }
        defer { turns.removeAll { $0.end <= now } }
        return turns.filter { $0.end <= now }.map(\.heard)
    }

    /// Gives all turns as far as they have come.
    ///
    /// - Parameter moment: When a turn must have begun, or else is given up; `nil` for any time.
    mutating func takeAll(begunBefore moment: Instant? = nil) -> [Heard] {
        defer { turns = [] }
        return turns.filter { turn in moment.map { turn.begin <= $0 } ?? true }.map(\.heard)
    }
}
