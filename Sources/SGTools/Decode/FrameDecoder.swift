internal import SGBytes
internal import SGDevices
internal import SGRecords

/// Finds the frames in the bytes of one direction of one line, and writes their decoded records.
struct FrameDecoder {
    /// Whether bytes have come.
    private(set) var hasRead = false
    /// Whether a frame was in them.
    private(set) var hasFound = false
    private var framer: Framer
    private let showsNoise: Bool

    init(_ audience: [Audience], side: Side, noise: Bool) {
        framer = Framer(audience, side: side)
        showsNoise = noise
    }

    /// Takes bytes and writes the record of every frame that has come to its end.
    mutating func take(
        _ bytes: Span<UInt8>, from origin: RecordOrigin, _ writer: inout FieldsWriter,
        into output: inout ByteWriter
    ) {
        if !bytes.isEmpty { hasRead = true }
        framer.append(bytes)
        write(.open(silentFor: .zero), origin, &writer, &output)
    }

    /// Writes what is left when no more bytes will come.
    mutating func finish(
        from origin: RecordOrigin, _ writer: inout FieldsWriter, into output: inout ByteWriter
    ) {
        write(.ended, origin, &writer, &output)
    }

    private mutating func write(
        _ line: LineState, _ origin: RecordOrigin, _ writer: inout FieldsWriter,
        _ output: inout ByteWriter
    ) {
        while let framed = framer.next(line) {
            switch framed {
            case .frame(let frame):
                hasFound = true
                writer.append(recordOf: frame, from: origin, to: &output)
            case .noise(let bytes, let reason):
                guard showsNoise else { continue }
                output.append(noise: bytes.span, reason: reason.rawValue, from: origin)
            }
        }
    }
}
