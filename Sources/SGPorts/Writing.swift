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
    // A reader that takes nothing would hold up this process for ever, if nothing interrupted that.
    var isStopping = try canReadNow(stop)
    while !rest.isEmpty {
        if isStopping, try !takesBytes(descriptor, within: .seconds(1)) { return false }
        // A pipe that is ready takes this many bytes without blocking.
        let part = isStopping ? min(rest.count, Int(PIPE_BUF)) : rest.count
        let count = write(descriptor, rest.baseAddress, part)
        if count < 0 {
            guard errno == EINTR || errno == EAGAIN else { throw .last }
            if errno == EAGAIN { _ = try takesBytes(descriptor, within: .milliseconds(100)) }
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[max(count, 0)...])
        // A signal shows as a write of less than all.
        if !rest.isEmpty { isStopping = try canReadNow(stop) }
    }
    return true
}

private func takesBytes(
    _ descriptor: Int32, within time: Duration
) throws(SystemError) -> Bool {
    try waitToWrite(descriptor, limits: WaitLimits(deadline: .now + time)) == .ready
}

/// Opens a terminal once more, so that to write to it never waits; whoever else has it open does not
/// notice.
///
/// - Returns: `nil` when it is no terminal, or cannot be opened again.
package func reopenedTerminal(_ descriptor: Int32) -> Descriptor? {
    var status = stat()
    guard isatty(descriptor) == 1, fstat(descriptor, &status) == 0, status.st_rdev != pairMaker
    else { return nil }
    return try? Descriptor(opening: "/proc/self/fd/\(descriptor)", flags: O_WRONLY)
}

/// The number of `/dev/ptmx`: whoever opens the controlling end of a pseudo-terminal by its name makes
/// another pair.
///
/// Source: the kernel's `devices.txt`; major number 5, minor number 2.
private let pairMaker: dev_t = 0x0502

/// Writes to a descriptor what its reader takes now.
///
/// - Parameters:
///   - bytes: What to write.
///   - descriptor: Where to; only a terminal must not block. A file takes everything, at once.
/// - Returns: How many bytes were taken.
/// - Throws: `SystemError` when the bytes cannot be written.
package func writeNow(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32
) throws(SystemError) -> Int {
    // A pipe that is ready takes this many bytes without blocking.
    let most = isRegularFile(descriptor) ? Int.max : Int(PIPE_BUF)
    var rest = bytes
    while !rest.isEmpty, try takesBytes(descriptor, within: .zero) {
        let count = write(descriptor, rest.baseAddress, min(rest.count, most))
        if count < 0, errno == EAGAIN { break }
        if count < 0, errno != EINTR { throw .last }
        rest = UnsafeRawBufferPointer(rebasing: rest[max(count, 0)...])
    }
    return bytes.count - rest.count
}
