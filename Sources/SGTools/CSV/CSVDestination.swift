internal import Glibc
internal import SGPorts
internal import SGSystem

/// Where the tables of `sg-csv` go.
enum CSVDestination: Equatable {
    /// One after the other to standard output.
    case standardOutput
    /// One table into one file.
    case file(String)
    /// Each table into its own file of a directory.
    case directory(String)

    /// Makes sure that there is something to write to.
    ///
    /// - Throws: 73 when the file or the directory cannot be made.
    func prepare() throws(ToolFailure) {
        switch self {
        case .standardOutput: break
        case .file(let path):
            do throws(FileError) {
                try DataFile.prepare(path)
            } catch {
                throw ToolFailure(error)
            }
        case .directory(let path):
            guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
                throw ToolFailure(
                    .cannotCreate,
                    "cannot make directory '\(path)': \(SystemError(code: errno).message)")
            }
        }
    }

    /// The path of the file that records go to; `nil` for standard output.
    ///
    /// - Throws: `LineError` when the directory cannot have a file for them.
    func path(for kind: CSVKind) throws(LineError) -> String? {
        switch self {
        case .standardOutput: return nil
        case .file(let path): return path
        case .directory(let path):
            guard let name = kind.fileName else {
                throw LineError("no file in '\(path)' can be named after \(kind)")
            }
            return "\(path)/\(name)"
        }
    }
}

extension ToolFailure {
    /// Why a file could not be appended to.
    init(_ error: FileError) {
        switch error {
        case .makeFolder, .open, .link, .planted, .noReader, .notRegular, .foreign, .rename:
            self.init(.cannotCreate, error.message)
        case .read, .write, .notTaken: self.init(.cannotWrite, error.message)
        case .inUse: self.init(.tryAgain, error.message)
        }
    }
}
