/// What became of a request.
public enum Outcome: Sendable {
    /// It was sent, and nothing is documented to answer it.
    case sent
    /// The device has answered.
    case reply(Reply)
    /// The device has answered that it will not do it.
    case refusal(Refusal)
    /// The device has answered, but never with a frame that was whole.
    case damaged
    /// The device has not answered in time.
    case noReply
}
