/// What a tool does with the lines of its input.
package protocol LineConsumer: ~Copyable {
    /// Takes the next line, without its newline; the bytes are gone when this returns.
    ///
    /// - Throws: `LineError` when something is wrong with the line; the next one follows.
    mutating func take(_ line: Span<UInt8>) throws(LineError)

    /// Whether so much output waits that it should be written before the next line.
    var isFull: Bool { get }

    /// When output will be there although no line has come; `nil` for never.
    var deadline: ContinuousClock.Instant? { get }

    /// Writes all output that waits; called before the tool waits for more lines, and at the
    /// deadline.
    ///
    /// - Throws: `ToolFailure` when that is not possible.
    mutating func flush() throws(ToolFailure)
}

extension LineConsumer where Self: ~Copyable {
    package var deadline: ContinuousClock.Instant? { nil }
}

/// What is wrong with one line of input.
package struct LineError: Error, Sendable, Equatable {
    /// What was found, then what was expected.
    package let message: String
    /// The column in bytes, from 1; `nil` when the line as a whole is meant.
    package let column: Int?

    /// Creates an error of the whole line or of one place in it.
    package init(_ message: String, column: Int? = nil) {
        self.message = message
        self.column = column
    }
}
