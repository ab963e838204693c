internal import Glibc

/// What stands behind a port: where its bytes come from and go to.
///
/// No call waits, but for the ones that say so; `Port` does the waiting.
protocol Channel: AnyObject {
    /// Can be read from once bytes, or the end, have come.
    var descriptor: Int32 { get }
    /// Can be written to once there is room for bytes; negative when nothing can be written.
    var writingDescriptor: Int32 { get }
    /// Whether the end of the bytes is the end of a file, not the loss of a port.
    var canEnd: Bool { get }
    /// Whether bytes have come that the descriptor does not show.
    var hasUnseenBytes: Bool { get }
    /// Whether there is a serial line at the end of it whose settings have been set.
    var hasLineSettings: Bool { get }
    /// Where other programs open their end, if it was made for them.
    var otherEnd: String? { get }
    /// Whether everything that is written comes back.
    var isLoop: Bool { get }

    /// Reads what is there.
    ///
    /// - Returns: How many bytes came, 0 at the end; `nil` when there is nothing after all.
    /// - Throws: `SystemError` when they cannot be read, also when none are there yet.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int?

    /// Writes as much as there is room for, at least one byte.
    ///
    /// - Returns: How many bytes were taken.
    /// - Throws: `SystemError` when they cannot be written, also when there is no room.
    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int

    /// How many bytes that were written are still on their way to the line.
    func countUnsent() throws(SystemError) -> Int

    /// Waits until the hardware has sent what little it holds.
    func finishSending() throws(SystemError)

    /// Says to the other end, where it can be told, that nothing more will be written.
    func finishWriting()

    /// Forgets the bytes that have come and have not been read.
    func discardInput() throws(SystemError)

    /// Sets the level of a modem line; a channel without such lines ignores it.
    func set(_ line: ModemLine, _ level: Bool) throws(PortError)

    /// Begins to set the level of a modem line, where that takes the answer of another machine.
    func begin(_ line: ModemLine, _ level: Bool) throws(PortError)

    /// Until when such an answer is waited for; `nil` while none is.
    var answerDeadline: ContinuousClock.Instant? { get }

    /// Tells once what has become of what was begun.
    ///
    /// - Throws: `PortError` when it was refused, or no answer has come until the deadline.
    func checkAnswers() throws(PortError)

    /// Starts or ends a break; a channel that cannot ignores it.
    func setBreak(_ isOn: Bool) throws(PortError)

    /// The levels of the modem lines of the other end; `nil` when there are none.
    func modemLines() throws(PortError) -> ModemLines?

    /// What was wrong with the line since it was opened; `nil` when nobody counts.
    var lineErrors: LineErrors? { get }
}

extension Channel {
    var writingDescriptor: Int32 { descriptor }
    var canEnd: Bool { false }
    var hasUnseenBytes: Bool { false }
    var hasLineSettings: Bool { false }
    var otherEnd: String? { nil }
    var isLoop: Bool { false }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int? {
        try readOnce(descriptor, into: buffer)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int {
        let descriptor = writingDescriptor
        return try retrying { Glibc.write(descriptor, bytes.baseAddress, bytes.count) }
    }

    func countUnsent() throws(SystemError) -> Int { 0 }
    func finishSending() throws(SystemError) {}
    func finishWriting() {}
    func set(_ line: ModemLine, _ level: Bool) throws(PortError) {}
    func begin(_ line: ModemLine, _ level: Bool) throws(PortError) { try set(line, level) }
    var answerDeadline: ContinuousClock.Instant? { nil }
    func checkAnswers() throws(PortError) {}
    func setBreak(_ isOn: Bool) throws(PortError) {}
    func modemLines() throws(PortError) -> ModemLines? { nil }
    var lineErrors: LineErrors? { nil }

    /// Reads what is there and forgets it.
    func discardInput() throws(SystemError) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while try canReadNow(descriptor) {
            var room = buffer.mutableSpan
            let count = try room.withUnsafeMutableBytes { bytes throws(SystemError) in
                try read(into: bytes)
            }
            if count == 0 { return }
        }
    }
}
