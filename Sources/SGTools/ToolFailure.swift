/// Why a tool stops before its work is done.
package struct ToolFailure: Error, Sendable, Equatable {
    /// How the tool ends.
    package let status: ExitStatus
    /// What is said about it, without the tool's name; `nil` when it ends without a word.
    package let message: String?

    /// Creates a failure with a message: what was found, then what was expected.
    package init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    private init(silent status: ExitStatus) {
        self.status = status
        message = nil
    }

    /// What stops the tool has been told already.
    static func told(_ status: ExitStatus) -> ToolFailure {
        ToolFailure(silent: status)
    }

    /// Bytes were to be decoded, and there was no frame in them.
    static let noFrame = ToolFailure(
        .malformedInput, "no frame found in the bytes\n  hint: --explain shows why")
    /// Nobody reads the output any more, which is a reader's right: a quiet end.
    package static let outputClosed = ToolFailure(silent: .done)
    /// The process was asked to stop while it could not get rid of its output, or while it waited
    /// for a port: a quiet end.
    package static let stopped = ToolFailure(silent: .cannotWrite)
}
