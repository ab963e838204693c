import Glibc
import SGBytes
import SGTestSupport
import SGTools
import Testing

/// Writes each line between brackets, and refuses the line `bad`.
private struct Brackets: LineConsumer, ~Copyable {
    var output: Output
    var flushCount = 0

    init(_ console: Console) {
        output = Output(console)
    }

    var isFull: Bool { output.isFull }

    mutating func take(_ line: Span<UInt8>) throws(LineError) {
        let isBad = line.count == 3 && line[0] == UInt8(ascii: "b")
        if isBad { throw LineError("expected something good, found 'bad'") }
        output.bytes.append("[")
        if line.count < 100 { output.bytes.append(line) }
        output.bytes.append(decimal: Int64(line.count))
        output.bytes.append("]")
    }

    mutating func flush() throws(ToolFailure) {
        flushCount += 1
        try output.flush()
    }
}

/// Sends the next batch only when the lines of the one before are flushed.
private struct Sender: LineConsumer {
    let writer: Int32
    var batches: ArraySlice<String>
    var received: [[String]] = []
    private var lines: [String] = []

    init(writer: Int32, batches: ArraySlice<String>) {
        (self.writer, self.batches) = (writer, batches)
    }

    var isFull: Bool { false }

    mutating func take(_ line: Span<UInt8>) throws(LineError) {
        lines.append(line.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) })
    }

    mutating func flush() throws(ToolFailure) {
        if !lines.isEmpty { received.append(lines) }
        lines = []
        if let next = batches.popFirst() {
            try? write(Array(next.utf8), to: writer)
            if batches.isEmpty { close(writer) }
        }
    }
}

/// Asks the tool to stop once it has taken a line.
private struct Stopper: LineConsumer {
    let stop: Int32
    var lineCount = 0

    var isFull: Bool { false }

    mutating func take(_ line: Span<UInt8>) throws(LineError) {
        lineCount += 1
        try? write([2], to: stop)
    }

    mutating func flush() throws(ToolFailure) {}
}

private func feed(_ files: [String], input: [UInt8] = []) throws -> InProcessResult {
    try withConsole("sg-test", input: input) { console in
        var lines = LineInput(files, console: console, output: console.output)
        var consumer = Brackets(console)
        try lines.feed(&consumer)
        return lines.status
    }
}

@Suite struct LineInputTests {
    @Test func `every line arrives, an empty one and a last one without newline too`() throws {
        let result = try feed([], input: Array("a\n\ncde".utf8))
        #expect(result == InProcessResult(status: .done, output: "[a1][0][cde3]"))
    }

    @Test func `nothing at all is no line`() throws {
        #expect(try feed([]) == InProcessResult(status: .done))
    }

    @Test func `a refused line is reported with its number and the next ones follow`() throws {
        let result = try feed(["-"], input: Array("a\nbad\nc\n".utf8))
        #expect(result.status == .malformedInput)
        #expect(result.output == "[a1][c1]")
        #expect(
            result.errors
                == "sg-test: stdin:2: error: expected something good, found 'bad'\n")
    }

    @Test func `lines of a file are counted in that file and reported in its name`() throws {
        let directory = try TemporaryDirectory()
        let first = try directory.write(Array("a\nb".utf8), to: "first")
        let second = try directory.write(Array("bad".utf8), to: "second")
        let result = try feed([first, "-", second], input: Array("c\n".utf8))
        #expect(result.output == "[a1][b1][c1]")
        #expect(
            result.errors == "\(second):1: error: expected something good, found 'bad'\n")
    }

    @Test func `a missing file is reported and the others are read`() throws {
        let result = try feed(["/nowhere/x", "-"], input: Array("a\n".utf8))
        #expect(result.status == .noInput)
        #expect(result.output == "[a1]")
        #expect(
            result.errors == "sg-test: cannot read '/nowhere/x': No such file or directory\n")
    }

    @Test func `a directory is not a file`() throws {
        let result = try feed(["/"])
        #expect(result.status == .noInput)
        #expect(
            result.errors
                == "sg-test: cannot read '/': found a directory, expected a file or a fifo\n")
    }

    @Test func `the longest line is taken and a longer one is skipped`() throws {
        let longest = [UInt8](repeating: 0x61, count: LineInput.longestLine)
        let result = try feed([], input: longest + [0x0A] + longest + [0x61, 0x0A, 0x62, 0x0A])
        #expect(result.status == .malformedInput)
        #expect(result.output == "[\(LineInput.longestLine)][b1]")
        #expect(result.errors == "sg-test: stdin:2: error: the line is longer than 16 MiB\n")
    }

    @Test(arguments: UInt64(0)..<20)
    func `lines do not depend on how reads cut them`(seed: UInt64) throws {
        var random = SplitMix64(seed)
        let lines = (0..<200).map { _ in
            String(repeating: "x", count: Int.random(in: 0..<90, using: &random))
        }
        let text = Array(lines.joined(separator: "\n").utf8)
        let (reader, writer) = try makePipe()
        let result = try withConsole("sg-test") { console in
            let piped = Console(
                program: "sg-test", input: reader, output: console.output, errors: console.errors,
                environment: [:])
            for piece in random.pieces(of: text, longest: 50) { try write(piece, to: writer) }
            close(writer)
            var input = LineInput([], console: piped)
            var consumer = Brackets(console)
            try input.feed(&consumer)
            return input.status
        }
        close(reader)
        #expect(result.output == lines.map { "[\($0)\($0.count)]" }.joined())
    }

    @Test(.timeLimit(.minutes(1)))
    func `what came at once is flushed before the wait for more`() throws {
        let (reader, writer) = try makePipe()
        defer { close(reader) }
        let console = Console(program: "sg-test", input: reader, environment: [:])
        var input = LineInput([], console: console)
        var sender = Sender(writer: writer, batches: ["a\nb\nhal", "f\n", "c"])
        try input.feed(&sender)
        #expect(sender.received == [["a", "b"], ["half"], ["c"]])
    }

    @Test(.timeLimit(.minutes(1))) func `the wish to stop ends the input`() throws {
        let (reader, writer) = try makePipe()
        let (stop, stopWriter) = try makePipe()
        defer { for end in [reader, writer, stop, stopWriter] { close(end) } }
        try write(Array("a\nhalf".utf8), to: writer)
        let console = Console(program: "sg-test", input: reader, environment: [:], stop: stop)
        var input = LineInput([], console: console)
        var stopper = Stopper(stop: stopWriter)
        try input.feed(&stopper)
        #expect(stopper.lineCount == 1)
        #expect(input.status == .done)
    }

    @Test func `the end of the output's reader ends the tool quietly`() throws {
        let (reader, writer) = try makePipe()
        let (outputReader, outputWriter) = try makePipe()
        defer { for end in [reader, writer, outputWriter] { close(end) } }
        close(outputReader)
        let console = Console(
            program: "sg-test", input: reader, output: outputWriter, errors: 2, environment: [:])
        var input = LineInput([], console: console, output: outputWriter)
        var consumer = Brackets(console)
        #expect(throws: ToolFailure.outputClosed) { try input.feed(&consumer) }
    }
}
