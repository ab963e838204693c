internal import SGBytes

/// What a tool does with streams of bytes, one after the other.
protocol BytesConsumer: ~Copyable {
    /// Takes the next bytes of the stream.
    mutating func take(_ bytes: Span<UInt8>)

    /// Ends the stream; the next bytes begin another.
    mutating func finish()

    /// What is wrong with all streams together, once they have ended; `nil` for nothing.
    var failure: ToolFailure? { get }

    /// Whether so much output waits that it should be written before more bytes are taken.
    var isFull: Bool { get }

    /// Writes all output that waits.
    ///
    /// - Throws: `ToolFailure` when that is not possible.
    mutating func flush() throws(ToolFailure)
}

extension BytesConsumer where Self: ~Copyable {
    var failure: ToolFailure? { nil }

    /// How a tool ends that has given all input to the consumer.
    ///
    /// - Throws: ``failure``, unless the input itself was not all right.
    fileprivate func status(after input: ExitStatus) throws(ToolFailure) -> ExitStatus {
        if input == .done, let failure { throw failure }
        return input
    }
}

/// Gives the bytes of files to a consumer, each file as a stream of its own.
func feed(
    bytesOf files: [String], to consumer: consuming some BytesConsumer & ~Copyable, console: Console
) throws(ToolFailure) -> ExitStatus {
    var input = InputFiles(files, console: console, output: console.output)
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 65536, alignment: 16)
    defer { room.deallocate() }
    var isOpen = false
    while true {
        try consumer.flush()
        switch try input.read(into: room) {
        case .bytes(let count):
            // SAFETY: the buffer is ours until the function ends, and its first `count` bytes have
            // just been read.
            let bytes = UnsafeRawBufferPointer(rebasing: room[..<count])
            consumer.take(bytes.bindMemory(to: UInt8.self).span)
            isOpen = true
        case .timedOut:
            break
        case .endOfFile:
            consumer.finish()
            isOpen = false
        case .end:
            if isOpen { consumer.finish() }
            try consumer.flush()
            return try consumer.status(after: input.status)
        }
    }
}

/// Gives the bytes that files of hex text stand for to a consumer, each file as a stream of its own.
func feed(
    hexOf files: [String], to consumer: consuming some BytesConsumer & ~Copyable, console: Console
) throws(ToolFailure) -> ExitStatus {
    var lines = HexLines(consumer: consumer)
    var status = ExitStatus.done
    for file in files.isEmpty ? ["-"] : files {
        var input = LineInput([file], console: console, output: console.output)
        try input.feed(&lines)
        lines.consumer.finish()
        try lines.flush()
        if input.status != .done { status = input.status }
    }
    return try lines.consumer.status(after: status)
}

/// Turns lines of hex text into bytes.
private struct HexLines<Consumer: BytesConsumer & ~Copyable>: LineConsumer, ~Copyable {
    var consumer: Consumer

    var isFull: Bool { consumer.isFull }

    mutating func take(_ line: Span<UInt8>) throws(LineError) {
        let text = line.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        guard let bytes = bytes(hex: text) else {
            throw problem(of: line)
        }
        consumer.take(bytes.span)
    }

    /// Why a line is no pairs of hex digits.
    private func problem(of line: Span<UInt8>) -> LineError {
        let place = line.indices.first { !isWhiteSpace(line[$0]) && hexValue(line[$0]) == nil }
        guard let place else { return LineError("found a single hex digit, expected pairs") }
        return LineError(
            "found \(quoted([line[place]])), expected pairs of hex digits", column: place + 1)
    }

    mutating func flush() throws(ToolFailure) {
        try consumer.flush()
    }
}
