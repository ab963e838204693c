/// What there is to say of a data stream that was written to.
package enum DataIncident: Sendable, Equatable {
    /// All is written, and something that stood in the way was put aside.
    case finding(FileFinding)
    /// Suspect values of these fields are left out of a CSV file, for the first time.
    case suspects(path: String, [String])
    /// Values came that a CSV file has no column for.
    case unknown(path: String, [String])
    /// Something cannot be written now, and is kept.
    case delay(FileError)
    /// What is kept has reached the limit: what comes now is lost.
    case full(FileError)
    /// Lines that were to be kept are lost.
    case loss(FileError, lines: Int)
    /// Something is not written.
    case failure(FileError)
}

extension DataIncident {
    /// What is said about it.
    package var message: String {
        switch self {
        case .finding(let finding): finding.message
        case .suspects(let path, let names):
            "suspect values are left out of '\(path)': \(names.joined(separator: ", "))"
        case .unknown(let path, let names):
            "'\(path)' has no column for \(names.joined(separator: ", "))"
        case .delay(let error): "\(error.message); what comes is kept until it can be written"
        case .full(let error): "\(error.message); no more is kept, what comes is lost"
        case .loss(let error, 1): "\(error.message); a line is lost"
        case .loss(let error, let count): "\(error.message); \(count) lines are lost"
        case .failure(let error): error.message
        }
    }
}
