internal import Glibc

/// A line whose ends are joined: what is written is read, RTS is read as CTS and DTR as DSR.
final class Loop: Channel {
    var descriptor: Int32 { reader.number }
    var writingDescriptor: Int32 { writer.number }
    var isLoop: Bool { true }

    private let reader: Descriptor
    private let writer: Descriptor
    private var rts: Bool
    private var dtr: Bool

    /// Makes a loop that holds as many bytes as a pipe.
    ///
    /// - Throws: `SystemError` when the system has no descriptors left.
    init(_ settings: LineSettings) throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        try check(pipe(&ends))
        reader = Descriptor(owning: ends[0])
        writer = Descriptor(owning: ends[1])
        rts = settings.rts ?? true
        dtr = settings.dtr ?? true
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
    }

    func set(_ line: ModemLine, _ level: Bool) {
        switch line {
        case .rts: rts = level
        case .dtr: dtr = level
        }
    }

    func modemLines() -> ModemLines? {
        ModemLines(cts: rts, dsr: dtr, ri: false, cd: true)
    }
}
