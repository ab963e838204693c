internal import Glibc
internal import SGPorts

/// Waits until the contents of a file are on the disk; one that has gone is somebody else's.
///
/// The corresponding C function is `fdatasync`.
///
/// - Throws: `FileError.write` when they cannot be written.
func synchronizeFile(_ path: String) throws(FileError) {
    do throws(SystemError) {
        let file = try Descriptor(opening: path, flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        guard fdatasync(file.number) == 0 else { throw SystemError(code: errno) }
    } catch {
        if error.code != ENOENT { throw .write(path: path, error) }
    }
}
