/// What is wrong at one place of a file that a person wrote.
///
/// Printed as compilers do, so that an editor can jump to the place:
///
///     inverter.yaml:12:11: error: unknown type 'u17'
///       hint: did you mean 'u16'?
public struct Diagnostic: Error, Sendable, Equatable {
    /// How bad it is.
    public enum Severity: String, Sendable {
        /// The file cannot be used.
        case error
        /// The file can be used all the same.
        case warning
    }

    /// The file's name as the user gave it.
    public var file: String
    /// Where in the file; `nil` when the file as a whole is meant.
    public var mark: Mark?
    /// How bad it is.
    public var severity: Severity
    /// What was found and what was expected; no capital letter, no final period.
    public var message: String
    /// What would be right, when that is sure.
    public var hint: String?

    /// Creates a diagnostic for a place in a file.
    public init(
        file: String, mark: Mark?, severity: Severity = .error, message: String, hint: String? = nil
    ) {
        self.file = file
        self.mark = mark
        self.severity = severity
        self.message = message
        self.hint = hint
    }
}

extension Diagnostic: CustomStringConvertible {
    /// The diagnostic as it is printed, without a final newline.
    public var description: String {
        let place = mark.map { "\(file):\($0.line):\($0.column)" } ?? file
        let first = "\(place): \(severity.rawValue): \(message)"
        return hint.map { "\(first)\n  hint: \($0)" } ?? first
    }
}
