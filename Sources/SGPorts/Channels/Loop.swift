/// A line whose ends are joined: what is written is read, RTS is read as CTS and DTR as DSR.
final class Loop: Channel {
    var descriptor: Int32 { pipe.reader.number }
    var writingDescriptor: Int32 { pipe.writer.number }
    var isLoop: Bool { true }

    private let pipe: Pipe
    private var rts: Bool
    private var dtr: Bool

    /// Makes a loop that holds as many bytes as a pipe.
    ///
    /// - Throws: `SystemError` when the system has no descriptors left.
    init(_ settings: LineSettings) throws(SystemError) {
        pipe = try Pipe()
        rts = settings.rts ?? true
        dtr = settings.dtr ?? true
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
