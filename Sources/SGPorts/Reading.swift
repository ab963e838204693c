internal import Glibc

/// Opens a file to read it; the writer of a fifo is waited for when it is read.
///
/// - Parameters:
///   - path: The file's path.
///   - kind: What it may lead to. Nothing else is opened, as opening alone makes some devices act.
///   - followsLinks: Whether the last part of the path may be a symbolic link.
/// - Throws: `ReadingError` when it cannot be opened, or leads to something else.
package func openToRead(
    _ path: String, _ kind: ReadableKind = .stream, followsLinks: Bool = true
) throws(ReadingError) -> Descriptor {
    var status = stat()
    // What is missing, or a link that is not followed, fails to open.
    if fstatat(AT_FDCWD, path, &status, followsLinks ? 0 : AT_SYMLINK_NOFOLLOW) == 0 {
        try kind.check(status)
    }
    let file = try opened(path, O_RDONLY | (followsLinks ? 0 : O_NOFOLLOW))
    if fstat(file.number, &status) == 0 { try kind.check(status) }
    return file
}

private func opened(_ path: String, _ flags: Int32) throws(ReadingError) -> Descriptor {
    do throws(SystemError) {
        return try Descriptor(opening: path, flags: flags)
    } catch {
        throw .system(error)
    }
}

extension ReadableKind {
    fileprivate func check(_ status: stat) throws(ReadingError) {
        let found: String
        switch status.st_mode & S_IFMT {
        case S_IFDIR: found = "a directory"
        case S_IFSOCK: found = "a socket"
        case S_IFIFO where self == .regularFile: found = "a fifo"
        case S_IFCHR where self == .regularFile, S_IFBLK: found = "a device"
        default: return
        }
        throw .unsuitable(found: found, expected: self)
    }
}

/// Waits for bytes and reads them once.
///
/// - Parameters:
///   - descriptor: What to read; who has opened it does not matter.
///   - buffer: Room for the bytes; not empty.
///   - limits: What else may end the wait.
/// - Throws: `SystemError` when the bytes cannot be read.
package func waitAndRead(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, limits: WaitLimits
) throws(SystemError) -> PortReading {
    while true {
        switch try waitToRead(descriptor, limits: limits) {
        case .stopped: return .stopped
        case .timedOut: return .timedOut
        case .outputClosed: return .outputClosed
        case .ready: break
        }
        do throws(SystemError) {
            let count = try readOnce(descriptor, into: buffer)
            return count > 0 ? .bytes(count) : .ended
        } catch {
            // Another reader was faster.
            guard error.isNotNow else { throw error }
        }
    }
}

/// Reads a descriptor to its end, or until there are `limit` bytes.
///
/// - Parameters:
///   - descriptor: What to read.
///   - limit: The most bytes that are read.
///   - stop: A descriptor that can be read once the process is asked to stop; negative for none.
/// - Throws: `ReadingError` when the bytes cannot be read; `.stopped` when the process is asked to
///   stop before the end.
package func readToEnd(
    _ descriptor: Int32, limit: Int, stop: Int32 = -1
) throws(ReadingError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while bytes.count < limit {
        switch try read(descriptor, into: &chunk, stop: stop) {
        case .bytes(let count): bytes += chunk[..<min(count, limit - bytes.count)]
        case .stopped: throw .stopped
        case .ended, .timedOut, .outputClosed, .lost: return bytes
        }
    }
    return bytes
}

private func read(
    _ descriptor: Int32, into chunk: inout [UInt8], stop: Int32
) throws(ReadingError) -> PortReading {
    do throws(SystemError) {
        var room = chunk.mutableSpan
        return try room.withUnsafeMutableBytes { room throws(SystemError) in
            try waitAndRead(descriptor, into: room, limits: WaitLimits(stop: stop))
        }
    } catch {
        throw .system(error)
    }
}

/// Reads what a path leads to, to its end or until there are `limit` bytes.
///
/// - Parameters:
///   - path: The file's path.
///   - kind: What it may lead to.
///   - limit: The most bytes that are read.
///   - stop: A descriptor that can be read once the process is asked to stop; negative for none.
///   - followsLinks: Whether the last part of the path may be a symbolic link.
/// - Throws: `ReadingError` when it cannot be read; `.stopped` when the process is asked to stop
///   before the end.
package func contents(
    of path: String, _ kind: ReadableKind, limit: Int, stop: Int32 = -1, followsLinks: Bool = true
) throws(ReadingError) -> [UInt8] {
    let file = try openToRead(path, kind, followsLinks: followsLinks)
    return try readToEnd(file.number, limit: limit, stop: stop)
}
