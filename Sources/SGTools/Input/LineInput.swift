internal import Glibc

/// Cuts a tool's input into lines, in constant memory and without copying them.
package struct LineInput: ~Copyable {
    /// The longest line that is taken, in bytes.
    package static let longestLine = 16 * 1024 * 1024
    /// How many bytes are asked for at once.
    private static let chunkSize = 64 * 1024

    private var files: InputFiles
    private let console: Console
    private var hasBadLines = false

    // SAFETY: `base` is owned by this value alone, has room for `capacity` bytes and is freed in
    // `deinit`; the bytes from `start` up to `end` are initialised.
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity = 2 * LineInput.chunkSize
    private var start = 0
    private var end = 0
    /// Up to where the bytes are known to hold no newline.
    private var searched = 0
    /// Whether the line at `start` is too long and its rest is thrown away.
    private var isSkipping = false
    /// How many lines of the current file have ended.
    private var lineCount = 0

    /// Creates the input of a tool; the parameters are those of `InputFiles`.
    package init(_ names: [String], console: Console, output: Int32 = -1) {
        files = InputFiles(names, console: console, output: output)
        self.console = console
        base = .allocate(capacity: capacity)
    }

    deinit {
        base.deallocate()
    }

    /// How the tool ends as far as its input goes.
    package var status: ExitStatus {
        files.status == .done && hasBadLines ? .malformedInput : files.status
    }

    /// Gives every line of every file to a consumer, and has it flushed before each wait.
    ///
    /// A line that the consumer refuses, or that is longer than `longestLine`, is reported with
    /// its number. A last line without a newline counts as one; not so when the tool is asked to
    /// stop in the middle of it.
    ///
    /// - Throws: What `flush()` and `InputFiles.read(into:)` throw.
    package mutating func feed(
        _ consumer: inout some LineConsumer & ~Copyable
    ) throws(ToolFailure) {
        while true {
            try consumer.flush()
            makeRoom()
            let room = UnsafeMutableRawBufferPointer(start: base + end, count: capacity - end)
            switch try files.read(into: room, deadline: consumer.deadline) {
            case .bytes(let count):
                end += count
                try takeLines(&consumer)
            case .endOfFile:
                takeLastLine(&consumer)
            case .timedOut:
                break
            case .end:
                return try consumer.flush()
            }
        }
    }

    /// Moves what waits to the front, and grows the buffer when that is not enough.
    private mutating func makeRoom() {
        if isSkipping { start = end }
        if start > 0 {
            base.update(from: base + start, count: end - start)
            (start, end, searched) = (0, end - start, max(searched - start, 0))
        }
        guard capacity - end < LineInput.chunkSize else { return }
        capacity = min(capacity * 2, LineInput.longestLine + LineInput.chunkSize)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: base, count: end)
        base.deallocate()
        base = larger
    }

    private mutating func takeLines(
        _ consumer: inout some LineConsumer & ~Copyable
    ) throws(ToolFailure) {
        while let newline = nextNewline() {
            takeLine(upTo: newline, &consumer)
            start = newline + 1
            if consumer.isFull { try consumer.flush() }
        }
        if !isSkipping, end - start > LineInput.longestLine { isSkipping = true }
    }

    /// The offset of the first newline that waits.
    private mutating func nextNewline() -> Int? {
        let from = max(start, searched)
        guard let found = memchr(base + from, 0x0A, end - from) else {
            searched = end
            return nil
        }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    private mutating func takeLine(
        upTo newline: Int, _ consumer: inout some LineConsumer & ~Copyable
    ) {
        lineCount += 1
        guard !isSkipping, newline - start <= LineInput.longestLine else {
            isSkipping = false
            return complain(LineError("the line is longer than 16 MiB"))
        }
        let line = UnsafeBufferPointer(start: base + start, count: newline - start)
        do throws(LineError) {
            try consumer.take(line.span)
        } catch {
            complain(error)
        }
    }

    private mutating func takeLastLine(_ consumer: inout some LineConsumer & ~Copyable) {
        if start < end || isSkipping { takeLine(upTo: end, &consumer) }
        (start, end, searched, lineCount) = (0, 0, 0, 0)
    }

    private mutating func complain(_ error: LineError) {
        hasBadLines = true
        let place = "\(files.name):\(lineCount)" + (error.column.map { ":\($0)" } ?? "")
        let complaint = "\(place): error: \(error.message)"
        if files.isStandardInput {
            console.report(complaint)
        } else {
            console.report(place: complaint)
        }
    }
}
