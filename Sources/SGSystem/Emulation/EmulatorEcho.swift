/// Recognises what an emulator has sent itself, which half-duplex adapters send back.
///
/// Unlike a host's, an emulator's echo may begin like a message to it: a page of the SD4860 begins
/// with the query for it. Left in, it would be answered with a page whose echo is answered, too.
///
/// Bytes are held back only on a line that is known to echo, so that no other answers late.
struct EmulatorEcho: Sendable {
    /// Whether a whole frame has come back that no host sends.
    private var isCertain = false
    /// What was sent and has not come back.
    private var frames: ArraySlice<Frame> = []
    /// How many bytes of the first of them have come back.
    private var matchCount = 0

    private struct Frame {
        let bytes: [UInt8]
        let mayBeHosts: Bool
    }

    /// No more frames than this come back late.
    private static let mostFrames = 16

    /// Notes that a frame is sent.
    ///
    /// - Parameter mayBeHosts: Whether a host may send the same bytes, as with a setting that a
    ///   device confirms by repeating it.
    mutating func expect(_ frame: [UInt8], mayBeHosts: Bool) {
        if frames.count == EmulatorEcho.mostFrames { forget() }
        frames.append(Frame(bytes: frame, mayBeHosts: mayBeHosts))
    }

    /// What is left of bytes that have come without the echo.
    mutating func strip(_ bytes: Span<UInt8>) -> [UInt8] {
        var rest: [UInt8] = []
        for index in bytes.indices {
            let byte = bytes[index]
            if frames.first?.bytes[matchCount] == byte {
                if !isCertain { rest.append(byte) }
                match()
            } else {
                if isCertain { rest += frames.first?.bytes.prefix(matchCount) ?? [] }
                forget()
                rest.append(byte)
            }
        }
        return rest
    }

    private mutating func match() {
        matchCount += 1
        guard let frame = frames.first, matchCount == frame.bytes.count else { return }
        if !frame.mayBeHosts { isCertain = true }
        frames.removeFirst()
        matchCount = 0
    }

    private mutating func forget() {
        frames = []
        matchCount = 0
    }
}
