internal import Glibc

/// Another channel, of which everything that happens is written down for people to read.
///
/// The lines look as pySerial's: seconds since the start, direction, offset, bytes and characters.
///
///     000001.500 TX   0000  ED 03 03 F3                                       ....
///     000001.750 RTS  low
final class Spy: Channel {
    var descriptor: Int32 { channel.descriptor }
    var writingDescriptor: Int32 { channel.writingDescriptor }
    var canEnd: Bool { channel.canEnd }
    var hasUnseenBytes: Bool { channel.hasUnseenBytes }
    var hasLineSettings: Bool { channel.hasLineSettings }
    var isLoop: Bool { channel.isLoop }
    var lineErrors: LineErrors? { channel.lineErrors }
    var answerDeadline: ContinuousClock.Instant? { channel.answerDeadline }

    var otherEnd: String? { channel.otherEnd }

    /// What is watched.
    let channel: any Channel
    private let transcript: Transcript

    /// Watches a channel.
    init(_ channel: any Channel, transcript: Transcript) {
        self.channel = channel
        self.transcript = transcript
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int? {
        let count = try channel.read(into: buffer)
        if let count { transcript.append("RX", UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
        return count
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int {
        let count = try channel.write(bytes)
        transcript.append("TX", UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        return count
    }

    func countUnsent() throws(SystemError) -> Int {
        try channel.countUnsent()
    }

    func finishSending() throws(SystemError) {
        try channel.finishSending()
    }

    func finishWriting() {
        channel.finishWriting()
    }

    func discardInput() throws(SystemError) {
        transcript.append("RX", "discard")
        try channel.discardInput()
    }

    func set(_ line: ModemLine, _ level: Bool) throws(PortError) {
        append(line, level)
        try channel.set(line, level)
    }

    func begin(_ line: ModemLine, _ level: Bool) throws(PortError) {
        append(line, level)
        try channel.begin(line, level)
    }

    func checkAnswers() throws(PortError) {
        try channel.checkAnswers()
    }

    private func append(_ line: ModemLine, _ level: Bool) {
        transcript.append(line == .rts ? "RTS" : "DTR", level ? "high" : "low")
    }

    func setBreak(_ isOn: Bool) throws(PortError) {
        transcript.append("BRK", isOn ? "on" : "off")
        try channel.setBreak(isOn)
    }

    func modemLines() throws(PortError) -> ModemLines? {
        try channel.modemLines()
    }
}
