internal import Glibc

/// The two ends of a pipe, neither of which blocks or is passed on to another program.
struct Pipe: ~Copyable, Sendable {
    /// The end that is read from.
    let reader: Descriptor
    /// The end that is written to.
    let writer: Descriptor

    /// Makes a pipe.
    ///
    /// - Throws: `SystemError` when the system has no descriptors left.
    init() throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        try check(pipe(&ends))
        reader = Descriptor(owning: ends[0])
        writer = Descriptor(owning: ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
    }
}
