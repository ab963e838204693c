package import SGPorts

/// What went wrong with a file or a folder that is written to.
package enum FileError: Error, Sendable, Equatable {
    /// The folder cannot be made.
    case makeFolder(path: String, SystemError)
    /// The file cannot be opened or made.
    case open(path: String, SystemError)
    /// The path is that of a symbolic link, which is not followed.
    case link(path: String)
    /// The path is that of a link or a fifo that somebody else can have put there.
    case planted(path: String, Placing)
    /// The path is that of a fifo that nobody reads.
    case noReader(path: String)
    /// The path is that of something that lines cannot be appended to.
    case notRegular(path: String)
    /// The folder belongs to another user, who could put anything into it.
    case foreign(path: String)
    /// Another process holds the file.
    case inUse(path: String)
    /// The file cannot be given another name.
    case rename(path: String, SystemError)
    /// The file cannot be read.
    case read(path: String, SystemError)
    /// The file cannot be written.
    case write(path: String, SystemError)
    /// Who reads what is written takes nothing any more.
    case notTaken(path: String)
}

extension FileError {
    /// Why somebody else can have put something where it is.
    package enum Placing: Sendable, Equatable {
        /// It belongs to another user.
        case ofOther
        /// Its directory belongs to another user.
        case inFolderOfOther
        /// Others can write to its directory.
        case inOpenFolder
    }

    /// Whether it lasts only until another program has done its part.
    package var isPassing: Bool {
        switch self {
        case .inUse, .noReader, .notTaken: true
        default: false
        }
    }

    /// What is said about it.
    package var message: String {
        switch self {
        case .makeFolder(let path, let error):
            "cannot make directory '\(path)': \(error.message)"
        case .link(let path):
            "cannot open '\(path)': found a symbolic link, expected a regular file"
        case .planted(let path, let placing):
            "cannot open '\(path)': found a symbolic link or a fifo that another user can have put "
                + "there: \(placing.message)"
        case .noReader(let path): "cannot open '\(path)': nobody reads it"
        case .open(let path, let error): "cannot open '\(path)': \(error.message)"
        case .notRegular(let path):
            "cannot append to '\(path)': expected a regular file, a fifo or a character device"
        case .foreign(let path): "cannot use '\(path)': it belongs to another user"
        case .inUse(let path): "cannot lock '\(path)': another program holds it"
        case .rename(let path, let error): "cannot rename '\(path)': \(error.message)"
        case .read(let path, let error): "cannot read '\(path)': \(error.message)"
        case .notTaken(let path): "cannot write '\(path)': its reader takes nothing"
        case .write(let path, let error): "cannot write '\(path)': \(error.message)"
        }
    }
}

extension FileError.Placing {
    fileprivate var message: String {
        switch self {
        case .ofOther: "it belongs to another user"
        case .inFolderOfOther: "its directory belongs to another user"
        case .inOpenFolder: "others can write to its directory"
        }
    }
}
