/// Something that went wrong in a cycle while everything else went on.
public struct RunTrouble: Sendable, Equatable {
    /// What kind of thing went wrong.
    public enum Kind: Sendable {
        /// A port cannot be opened, or has gone.
        case port
        /// A device has not answered.
        case noAnswer
        /// A device has answered with a refusal, or never with a whole frame.
        case refusal
        /// A message cannot be sent with its values, or is lost because the actions never handle it.
        case message
        /// A file cannot be created.
        case creation
        /// A file cannot be written.
        case writing
    }

    /// What kind of thing went wrong.
    public let kind: Kind
    /// What is said about it.
    public let message: String
}
