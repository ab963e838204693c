internal import SGBytes
internal import SGDevices
internal import SGRecords

/// Finds the frames in captures: records of raw `bytes`, of any number of ports and directions.
///
/// A frame takes the time of the chunk that its last byte stood in. What may still grow is waited
/// for until the end, as in every file.
struct CaptureDecoder {
    /// Whether bytes came and no frame was in them, on any line; known at the end.
    private(set) var hasFoundNothing = false
    private let selection: DeviceSelection
    private let side: Side
    private let showsNoise: Bool
    private var lines: [Line] = []
    /// More lines than any real capture has.
    private static let mostLines = 256

    private struct Line {
        let port: String?
        let isTransmitted: Bool
        var origin: RecordOrigin
        var decoder: FrameDecoder
    }

    init(_ selection: DeviceSelection, side: Side, noise: Bool) {
        self.selection = selection
        self.side = side
        showsNoise = noise
    }

    /// Takes a chunk.
    ///
    /// - Throws: ``LineError`` for a chunk that is not hex or of too many ports.
    mutating func take(
        _ line: Span<UInt8>, _ object: JSONObject, _ keys: RecordKeys, bytes index: Int,
        _ writer: inout FieldsWriter, into output: inout ByteWriter
    ) throws(LineError) {
        var chunk = ByteWriter()
        guard chunk.append(hexDigits: line.extracting(object.members[index].text)) else {
            throw LineError("the bytes are no pairs of hex digits")
        }
        let origin = RecordOrigin(of: object, keys, in: line)
        let isTransmitted = keys.isTransmitted(object, in: line)
        let at = try self.line(of: origin, isTransmitted: isTransmitted)
        lines[at].origin = origin
        chunk.withSpan { lines[at].decoder.take($0, from: origin, &writer, into: &output) }
    }

    /// Writes what is left when no more chunks will come.
    mutating func finish(_ writer: inout FieldsWriter, into output: inout ByteWriter) {
        for index in lines.indices {
            lines[index].decoder.finish(from: lines[index].origin, &writer, into: &output)
        }
        hasFoundNothing =
            lines.contains { $0.decoder.hasRead } && !lines.contains { $0.decoder.hasFound }
        lines.removeAll()
    }

    private mutating func line(
        of origin: RecordOrigin, isTransmitted: Bool
    ) throws(LineError) -> Int {
        let known = lines.firstIndex { $0.port == origin.port && $0.isTransmitted == isTransmitted }
        if let known { return known }
        guard lines.count < CaptureDecoder.mostLines else {
            throw LineError("a capture of more than \(CaptureDecoder.mostLines) ports")
        }
        let decoder = FrameDecoder(
            selection.audience, side: isTransmitted ? side.opposite : side, noise: showsNoise)
        lines.append(
            Line(port: origin.port, isTransmitted: isTransmitted, origin: origin, decoder: decoder))
        return lines.count - 1
    }
}

extension Side {
    /// The other end of the line.
    var opposite: Side {
        switch self {
        case .host: .device
        case .device: .host
        case .both: .both
        }
    }
}
