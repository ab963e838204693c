/// What stood in the way of new lines of a file and was put aside.
package enum FileFinding: Sendable, Equatable {
    /// The last line of a file had no end, as after a power cut; it is now in another.
    case tornLine(path: String, movedTo: String)
    /// A file had another header; it now has another name.
    case otherHeader(path: String, movedTo: String)
}

extension FileFinding {
    /// What is said about it.
    package var message: String {
        switch self {
        case .tornLine(let path, let place):
            "the torn last line of '\(path)' is now in '\(place)'"
        case .otherHeader(let path, let place):
            "'\(path)' had another header and is now '\(place)'"
        }
    }
}
