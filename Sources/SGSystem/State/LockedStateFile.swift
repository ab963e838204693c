internal import Glibc
internal import SGPorts

/// A state file that only this process may write, until this value goes away.
///
/// The lock is that of a file beside it, `logger_HASH.lock`, which stays: the state file itself is
/// replaced at each writing.
package struct LockedStateFile: ~Copyable {
    /// The file.
    package let file: StateFile
    private let folder: Descriptor
    private let lock: Descriptor

    /// Makes the folder where it is missing, for the user alone, and locks the file.
    ///
    /// - Throws: `FileError.inUse` when another process has locked it; others when the folder or the
    ///   lock file cannot be made, or is a symbolic link, or the folder belongs to another user.
    package init(_ file: StateFile) throws(FileError) {
        let folder = try openFolder(file.folder)
        let lock = try openLock(file.path + ".lock")
        self.file = file
        self.folder = folder
        self.lock = lock
    }

    /// Replaces the state: after a power cut the file holds the old or the new one, whole.
    ///
    /// - Throws: `FileError` when it cannot be written; the old state stands then.
    package func write(_ state: RunState) throws(FileError) {
        let draft = file.path + ".new"
        do throws(FileError) {
            try write(state, to: draft)
            guard rename(draft, file.path) == 0 else {
                throw .rename(path: draft, SystemError(code: errno))
            }
        } catch {
            unlink(draft)
            throw error
        }
        try synchronize(folder, file.folder)
    }

    private func write(_ state: RunState, to path: String) throws(FileError) {
        // What a killed run or somebody else has left under this name is not opened.
        unlink(path)
        let file = try openFile(path, O_WRONLY | O_CREAT | O_EXCL)
        do throws(SystemError) {
            _ = try state.text.span.withUnsafeBytes { text throws(SystemError) in
                try writeAll(text, to: file.number)
            }
        } catch {
            throw .write(path: path, error)
        }
        try synchronize(file, path)
    }
}

/// Makes a folder for the user alone, or takes from others what they may write in it.
private func openFolder(_ path: String) throws(FileError) -> Descriptor {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
        throw .makeFolder(path: path, SystemError(code: errno))
    }
    let folder = try openFile(path, O_RDONLY | O_DIRECTORY)
    var status = stat()
    guard fstat(folder.number, &status) == 0 else {
        throw .read(path: path, SystemError(code: errno))
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else { throw .foreign(path: path) }
    if status.st_mode & 0o022 != 0 { fchmod(folder.number, status.st_mode & 0o755) }
    return folder
}

private func openLock(_ path: String) throws(FileError) -> Descriptor {
    let lock = try openFile(path, O_RDWR | O_CREAT)
    guard lockAmongWriters(lock) else { throw .inUse(path: path) }
    return lock
}

private func openFile(_ path: String, _ flags: Int32) throws(FileError) -> Descriptor {
    do throws(SystemError) {
        return try Descriptor(opening: path, flags: flags | O_NOFOLLOW, mode: 0o600)
    } catch {
        throw error.code == ELOOP ? .link(path: path) : .open(path: path, error)
    }
}

/// Waits until what was written is on the disk.
private func synchronize(
    _ descriptor: borrowing Descriptor, _ path: String
) throws(FileError) {
    // EINVAL: the file system does not know about it, and keeps nothing back.
    guard fsync(descriptor.number) == 0 || errno == EINVAL else {
        throw .write(path: path, SystemError(code: errno))
    }
}
