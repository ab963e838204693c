internal import Glibc
internal import SGPorts

/// What a path leads to, open for appending.
struct OpenedFile: ~Copyable {
    /// Where the file is, once all links are followed.
    let path: String
    /// The file.
    let descriptor: Descriptor
    /// What is appended to.
    let kind: FilePlace.Kind

    /// Opens what a path leads to, and makes a file with mode 0644 less the umask where there is none.
    ///
    /// A fifo or a device does not block, and nothing here waits for the reader of a fifo.
    ///
    /// - Throws: `FileError` when it cannot be opened, or nothing can be appended to it.
    init(_ path: String) throws(FileError) {
        let place = try FilePlace(path)
        descriptor = try open(place)
        self.path = place.path
        kind = place.kind
    }
}

/// Opens what a path leads to, as `OpenedFile` does.
///
/// - Throws: `FileError` when it cannot be opened, or nothing can be appended to it.
func openForAppending(_ path: String) throws(FileError) -> Descriptor {
    try open(try FilePlace(path))
}

private func open(_ place: FilePlace) throws(FileError) -> Descriptor {
    switch place.kind {
    // O_CREAT is refused for files of others in directories such as /tmp.
    case .regular: return try openFile(place.path, O_RDWR | O_APPEND)
    case .missing: return try openFile(place.path, O_RDWR | O_APPEND | O_CREAT)
    case .stream: return try openFile(place.path, O_WRONLY | O_APPEND)
    case .inherited(let number):
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw .open(path: place.path, SystemError(code: errno)) }
        return Descriptor(owning: copy)
    }
}

private func openFile(_ path: String, _ flags: Int32) throws(FileError) -> Descriptor {
    do throws(SystemError) {
        return try Descriptor(opening: path, flags: flags | O_NOFOLLOW | O_NONBLOCK, mode: 0o644)
    } catch {
        throw error.code == ENXIO ? .noReader(path: path) : .open(path: path, error)
    }
}

/// What is known of an open file.
///
/// - Throws: `FileError.read` when the system does not say.
func status(of file: borrowing Descriptor, _ path: String) throws(FileError) -> stat {
    var status = stat()
    guard fstat(file.number, &status) == 0 else {
        throw .read(path: path, SystemError(code: errno))
    }
    return status
}
