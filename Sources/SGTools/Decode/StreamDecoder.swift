internal import SGDevices
internal import SGRecords

/// Prints the decoded frames of streams of bytes.
struct StreamDecoder: BytesConsumer, ~Copyable {
    private let new: FrameDecoder
    private var decoder: FrameDecoder
    private var hasRead = false
    private var hasFound = false
    private var output: Output
    private var writer = FieldsWriter()

    init(_ decoder: FrameDecoder, console: Console) {
        new = decoder
        self.decoder = decoder
        output = Output(console)
    }

    var isFull: Bool { output.isFull }

    var failure: ToolFailure? { hasRead && !hasFound ? .noFrame : nil }

    mutating func flush() throws(ToolFailure) {
        try output.flush()
    }

    mutating func take(_ bytes: Span<UInt8>) {
        decoder.take(bytes, from: RecordOrigin(), &writer, into: &output.bytes)
    }

    mutating func finish() {
        decoder.finish(from: RecordOrigin(), &writer, into: &output.bytes)
        hasRead = hasRead || decoder.hasRead
        hasFound = hasFound || decoder.hasFound
        decoder = new
    }
}
