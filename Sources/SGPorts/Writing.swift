internal import Glibc

/// Writes bytes to a descriptor until all are taken.
///
/// - Parameters:
///   - bytes: What to write.
///   - descriptor: Where to; when it does not block, this function waits in its place.
///   - stop: A descriptor that can be read once the process is asked to stop. From then on a
///     reader that takes nothing for a second is given up.
/// - Returns: Whether all were written; `false` when they were given up.
/// - Throws: `SystemError` when the bytes cannot be written.
package func writeAll(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, stop: Int32 = -1
) throws(SystemError) -> Bool {
    var rest = bytes
    var isStopping = false
    while !rest.isEmpty {
        if isStopping, try !waitToWrite(descriptor, limit: .seconds(1)) { return false }
        // A pipe that is ready takes this many bytes without blocking.
        let part = isStopping ? min(rest.count, Int(PIPE_BUF)) : rest.count
        let count = write(descriptor, rest.baseAddress, part)
        if count < 0 {
            guard errno == EINTR || errno == EAGAIN else { throw .last }
            if errno == EAGAIN { _ = try waitToWrite(descriptor, limit: .milliseconds(100)) }
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[max(count, 0)...])
        // A signal shows as a write of less than all.
        if !rest.isEmpty { isStopping = canReadNow(stop) }
    }
    return true
}

/// Waits until a descriptor takes bytes, `limit` at most; the result says whether it does.
private func waitToWrite(_ descriptor: Int32, limit: Duration) throws(SystemError) -> Bool {
    let deadline = ContinuousClock.now.advanced(by: limit)
    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    while true {
        let count = poll(&entry, 1, milliseconds(until: deadline))
        if count > 0 { return true }
        if count < 0, errno != EINTR { throw .last }
        if deadline <= .now { return false }
    }
}

/// Whether a descriptor has something to read right now; a negative one never has.
private func canReadNow(_ descriptor: Int32) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) > 0
}
