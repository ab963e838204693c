/// Why a path cannot be read.
package enum ReadingError: Error, Sendable, Equatable {
    /// The system refuses.
    case system(SystemError)
    /// It leads to something of another kind, named with its article: `a directory`.
    case unsuitable(found: String, expected: ReadableKind)
    /// The process was asked to stop before the end.
    case stopped

    /// What is said about it.
    package var message: String {
        switch self {
        case .system(let error): error.message
        case .unsuitable(let found, let expected): "found \(found), expected \(expected.name)"
        case .stopped: "the process was asked to stop"
        }
    }
}
