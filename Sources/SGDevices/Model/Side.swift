/// One end of a serial line, or both.
///
/// As a message's sender it says who speaks; given to a framer it says which end of the line the
/// listener is, and so whose messages it frames.
public enum Side: String, Sendable, CaseIterable {
    /// The computer that asks.
    case host
    /// The charge controller, inverter, battery or meter that answers.
    case device
    /// Neither end: a sniffer that hears both.
    case both

    /// Whether a listener at this end hears messages of `sender`.
    func hears(_ sender: Side) -> Bool {
        self == .both || self != sender
    }
}
