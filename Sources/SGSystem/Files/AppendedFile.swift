internal import Glibc
internal import SGPorts
internal import SGRecords

/// A regular file of lines, open for appending and usually locked.
///
/// Other programs of this toolkit wait a while for it to be closed; others may read it at any time.
package struct AppendedFile: ~Copyable {
    /// The file's path.
    package let path: String
    private let descriptor: Descriptor

    /// Opens a file, or makes it with mode 0644 less the umask.
    ///
    /// - Parameters:
    ///   - path: Its path; the last part of it may be no symbolic link.
    ///   - isLocked: Whether it is locked; otherwise lines of several programs mix, which does no
    ///     harm to whole lines, and it may also be a device such as `/dev/null`.
    /// - Throws: `FileError` when it cannot be opened, is no such file, or stays locked.
    package init(path: String, isLocked: Bool = true) throws(FileError) {
        let descriptor = try isLocked ? openLocked(path) : openFile(path, of: [S_IFREG, S_IFCHR])
        self.path = path
        self.descriptor = descriptor
    }

    /// Whether nothing is in the file.
    ///
    /// - Throws: `FileError.read` when the system does not say.
    package func isEmpty() throws(FileError) -> Bool {
        try size() == 0
    }

    /// When something was last written to the file.
    ///
    /// - Throws: `FileError.read` when the system does not say.
    func lastChange() throws(FileError) -> Timestamp {
        do throws(SystemError) {
            return Timestamp(milliseconds: try SGPorts.lastChange(of: descriptor.number))
        } catch {
            throw .read(path: path, error)
        }
    }

    /// Moves a last line that has no newline into another file, whose name ends in `.torn`.
    ///
    /// - Returns: The other file's path; `nil` when the file ends as it should.
    /// - Throws: `FileError` when either file cannot be read or written; nothing is lost then.
    package func setTornLineAside() throws(FileError) -> String? {
        let end = try size()
        let start = try wholeLinesEnd(before: end)
        guard start < end else { return nil }
        let torn = try AppendedFile(path: path + ".torn")
        for piece in stride(from: start, to: end, by: AppendedFile.pieceSize) {
            try torn.write(try bytes(from: piece, count: min(end - piece, AppendedFile.pieceSize)))
        }
        try torn.write([UInt8(ascii: "\n")])
        guard fsync(torn.descriptor.number) == 0 else {
            throw .write(path: torn.path, SystemError(code: errno))
        }
        try truncate(to: start)
        return torn.path
    }

    /// Appends whole lines with one write(2).
    ///
    /// - Throws: `FileError.write` when they cannot be written; of a line that was written in part
    ///   nothing is left.
    package func append(_ lines: UnsafeRawBufferPointer) throws(FileError) {
        do throws(FileError) {
            try write(lines)
        } catch {
            try truncate(to: try wholeLinesEnd(before: size()))
            throw error
        }
    }

    /// How many bytes are read at once.
    static let pieceSize = 4096

    private func size() throws(FileError) -> Int {
        Int(try status(descriptor, path).st_size)
    }

    /// Where the last line that ends before `end` ends; 0 when there is none.
    private func wholeLinesEnd(before end: Int) throws(FileError) -> Int {
        var end = end
        while end > 0 {
            let start = max(end - AppendedFile.pieceSize, 0)
            let piece = try bytes(from: start, count: end - start)
            if let newline = piece.lastIndex(of: UInt8(ascii: "\n")) { return start + newline + 1 }
            end = start
        }
        return 0
    }

    /// The bytes from `start` on, as many as the file has of them.
    ///
    /// - Throws: `FileError.read` when they cannot be read.
    func bytes(from start: Int, count: Int) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let length = pread(descriptor.number, &bytes, count, off_t(start))
        guard length >= 0 else { throw .read(path: path, SystemError(code: errno)) }
        return Array(bytes[..<length])
    }

    private func write(_ bytes: [UInt8]) throws(FileError) {
        try bytes.span.withUnsafeBytes { bytes throws(FileError) in try write(bytes) }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        do throws(SystemError) {
            _ = try writeAll(bytes, to: descriptor.number)
        } catch {
            throw .write(path: path, error)
        }
    }

    private func truncate(to size: Int) throws(FileError) {
        guard ftruncate(descriptor.number, off_t(size)) == 0 else {
            throw .write(path: path, SystemError(code: errno))
        }
    }
}

/// How long to wait for another program that has a file locked, which it does for one batch only.
private let lockPatience = Duration.seconds(3)

/// Opens and locks the file that has this path when the lock is got: whoever had the lock before may
/// have given the file another name.
private func openLocked(_ path: String) throws(FileError) -> Descriptor {
    var file = try openFile(path)
    try lock(file, path)
    // Some file systems have no lasting inode numbers, so that no file is ever the same.
    for _ in 0..<3 where try !isFile(file, path) {
        file = try openFile(path)
        try lock(file, path)
    }
    return file
}

private func lock(_ file: borrowing Descriptor, _ path: String) throws(FileError) {
    let deadline = ContinuousClock.now + lockPatience
    // A file system without locks leaves the file to one writer, as before.
    while flock(file.number, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        guard .now < deadline else { throw .inUse(path: path) }
        // flock(2) itself would wait for ever, and poll(2) does not tell of locks.
        usleep(5000)
    }
}

private func openFile(
    _ path: String, of kinds: [mode_t] = [S_IFREG]
) throws(FileError) -> Descriptor {
    let file = try openForAppending(path)
    guard kinds.contains(try status(file, path).st_mode & S_IFMT) else {
        throw .notRegular(path: path)
    }
    return file
}

/// Whether a path is still that of an open file.
private func isFile(_ file: borrowing Descriptor, _ path: String) throws(FileError) -> Bool {
    let opened = try status(file, path)
    var named = stat()
    return lstat(path, &named) == 0 && named.st_ino == opened.st_ino
        && named.st_dev == opened.st_dev
}

private func openForAppending(_ path: String) throws(FileError) -> Descriptor {
    do throws(SystemError) {
        return try Descriptor(
            opening: path, flags: O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NOCTTY, mode: 0o644)
    } catch {
        throw error.code == ELOOP ? .link(path: path) : .open(path: path, error)
    }
}

private func status(
    _ file: borrowing Descriptor, _ path: String
) throws(FileError) -> stat {
    var status = stat()
    guard fstat(file.number, &status) == 0 else {
        throw .read(path: path, SystemError(code: errno))
    }
    return status
}
