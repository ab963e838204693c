/// What there is to say of a data stream that was written to.
package enum DataIncident: Sendable, Equatable {
    /// All is written, and something that stood in the way was put aside.
    case finding(FileFinding)
    /// Something is not written.
    case failure(FileError)
}

extension DataIncident {
    /// What is said about it.
    package var message: String {
        switch self {
        case .finding(let finding): finding.message
        case .failure(let error): error.message
        }
    }
}
