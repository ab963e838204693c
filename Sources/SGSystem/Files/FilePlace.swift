internal import Glibc
internal import SGPorts

/// Where a path leads, and what is there.
///
/// Links are followed, and fifos and devices used, only where nobody but the user or root can have put
/// them.
struct FilePlace {
    /// What something is appended to.
    enum Kind: Equatable {
        /// Nothing yet: a regular file is made.
        case missing
        /// A regular file.
        case regular
        /// A fifo or a device, which may have a reader but has no contents.
        case stream
        /// A descriptor that this process was started with, as `/dev/stdout` is.
        case inherited(Int32)
    }

    /// The path without links.
    let path: String
    /// What is there.
    let kind: Kind

    /// Finds out where a path leads; nothing is opened.
    ///
    /// - Throws: `FileError` when nothing can be appended to what is there.
    init(_ path: String) throws(FileError) {
        var place = path
        for _ in 0..<FilePlace.mostLinks {
            if let number = inheritedDescriptor(place) {
                self.init(path: place, kind: .inherited(number))
                return
            }
            var status = stat()
            let kind = lstat(place, &status) == 0 ? status.st_mode & S_IFMT : 0
            if kind == S_IFLNK || kind == S_IFIFO || kind == S_IFCHR {
                try checkPlacing(of: place, status)
            }
            if kind == S_IFLNK {
                place = try target(of: place)
                continue
            }
            self.init(path: place, kind: try FilePlace.kind(kind, place))
            return
        }
        throw .open(path: path, SystemError(code: ELOOP))
    }

    private init(path: String, kind: Kind) {
        self.path = path
        self.kind = kind
    }

    /// As many links as the system itself follows.
    private static let mostLinks = 40

    private static func kind(_ format: mode_t, _ path: String) throws(FileError) -> Kind {
        switch format {
        case 0: return .missing
        case S_IFREG: return .regular
        case S_IFIFO, S_IFCHR: return .stream
        case S_IFDIR: throw .open(path: path, SystemError(code: EISDIR))
        default: throw .notRegular(path: path)
        }
    }
}

/// The number in a path such as `/proc/self/fd/1`, to which `/dev/stdout` leads.
private func inheritedDescriptor(_ path: String) -> Int32? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let folder = parts.dropLast().joined(separator: "/")
    guard folder == "/proc/self/fd" || folder == "/dev/fd" else { return nil }
    return parts.last.flatMap { Int32($0) }
}

/// Where a link leads, seen from here.
private func target(of link: String) throws(FileError) -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(link, &buffer, buffer.count)
    guard count >= 0 else { throw .open(path: link, SystemError(code: errno)) }
    let text = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    return text.hasPrefix("/") ? text : folder(of: link) + text
}

/// The folder of a path, up to its slash; empty for the working directory.
private func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
}

/// Makes sure that nobody but the user or root can have put a link or a fifo where it is.
private func checkPlacing(of path: String, _ status: stat) throws(FileError) {
    func isTrusted(_ user: uid_t) -> Bool { user == geteuid() || user == 0 }
    guard isTrusted(status.st_uid) else { throw .planted(path: path, .ofOther) }
    var folder = stat()
    guard stat(SGSystem.folder(of: path) + ".", &folder) == 0 else {
        throw .open(path: path, SystemError(code: errno))
    }
    guard isTrusted(folder.st_uid) else { throw .planted(path: path, .inFolderOfOther) }
    // In a directory such as /tmp others can neither move nor remove it, but they can link to one
    // that is elsewhere.
    let isSticky = folder.st_mode & S_ISVTX != 0 && status.st_nlink == 1
    guard folder.st_mode & 0o022 == 0 || isSticky else {
        throw .planted(path: path, .inOpenFolder)
    }
}
