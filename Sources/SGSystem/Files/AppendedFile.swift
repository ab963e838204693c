internal import Glibc
internal import SGPorts
internal import SGRecords

/// A regular file of lines, open for appending and usually locked.
///
/// Other programs of this toolkit leave it alone until it is closed; others may read it at any time.
package struct AppendedFile: ~Copyable {
    /// Where the file is, once all links are followed.
    package let path: String
    private let descriptor: Descriptor

    /// Opens and locks a file, or makes it with mode 0644 less the umask.
    ///
    /// - Parameter path: Its path; a link is followed where only the user or root can have put it.
    /// - Throws: `FileError` when it cannot be opened or is no regular file; `FileError.inUse` when
    ///   another writer has locked it.
    package init(path: String) throws(FileError) {
        // Whoever had the lock before may have given the file another name. Some file systems have no
        // lasting inode numbers, so that no file is ever the same.
        for _ in 0..<3 {
            let file = try openRegular(path)
            if try file.isAtItsPath() {
                self.init(file)
                return
            }
        }
        self.init(try openRegular(path))
    }

    /// Uses a file that is open, without a lock: lines of several programs mix then, which does no
    /// harm to whole lines.
    init(_ file: consuming OpenedFile) {
        path = file.path
        descriptor = file.descriptor
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

    /// Appends whole lines with one write(2), and takes those away that are written.
    ///
    /// - Throws: `FileError.write` when they cannot be written; of a line that was written in part
    ///   nothing is left.
    package func append(_ lines: inout [UInt8]) throws(FileError) {
        let start = try size()
        do throws(FileError) {
            try write(lines)
            lines = []
        } catch {
            let end = try wholeLinesEnd(before: size())
            try truncate(to: end)
            lines.removeFirst(min(max(end - start, 0), lines.count))
            throw error
        }
    }

    /// How many bytes are read at once.
    static let pieceSize = 4096

    private func size() throws(FileError) -> Int {
        Int(try status(of: descriptor, path).st_size)
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
        do throws(SystemError) {
            _ = try bytes.span.withUnsafeBytes { bytes throws(SystemError) in
                try writeAll(bytes, to: descriptor.number)
            }
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

private func openRegular(_ path: String) throws(FileError) -> OpenedFile {
    let file = try OpenedFile(path)
    // Between the two looks at the path something else may have come there.
    guard try status(of: file.descriptor, path).st_mode & S_IFMT == S_IFREG else {
        throw .notRegular(path: path)
    }
    guard lockAmongWriters(file.descriptor) else { throw .inUse(path: path) }
    return file
}

extension OpenedFile {
    /// Whether the path is still that of this file.
    fileprivate func isAtItsPath() throws(FileError) -> Bool {
        let opened = try status(of: descriptor, path)
        var named = stat()
        return lstat(path, &named) == 0 && named.st_ino == opened.st_ino
            && named.st_dev == opened.st_dev
    }
}
