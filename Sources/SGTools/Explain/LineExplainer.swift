internal import SGDevices
internal import SGRecords

/// Explains the bytes of one direction of one line: its frames, the other bytes, and at the end
/// what is probably wrong.
struct LineExplainer {
    private let devices: [DeviceType]
    private let analysis: StreamAnalysis
    private var framer: Framer
    private var diagnosis: Diagnosis
    /// Where in the stream the bytes stand that come next.
    private var offset = 0
    /// Bytes in which no frame was found, up to the next frame.
    private var noise: [UInt8] = []
    private var noiseStart: Int?
    private var noiseOrigin = RecordOrigin()
    /// Longer noise is explained in pieces.
    private static let longestNoise = 16384

    init(_ selection: DeviceSelection, side: Side) {
        devices = selection.devices
        analysis = StreamAnalysis(
            selection.audience, others: selection.otherDevices, side: side)
        framer = Framer(devices.map(Audience.init(anywhere:)), side: side)
        diagnosis = Diagnosis(devices)
    }

    /// Takes the next bytes of the stream.
    mutating func take(
        _ bytes: Span<UInt8>, from origin: RecordOrigin, on page: inout TextPage
    ) {
        framer.append(bytes)
        take(.open(silentFor: .zero), origin, &page)
    }

    /// Explains what waits when no more bytes will come.
    mutating func end(from origin: RecordOrigin, on page: inout TextPage) {
        take(.ended, origin, &page)
        explainNoise(on: &page)
    }

    private mutating func take(
        _ line: LineState, _ origin: RecordOrigin, _ page: inout TextPage
    ) {
        while let framed = framer.next(line) {
            switch framed {
            case .frame(let frame): take(analysis.found(frame), at: offset, from: origin, on: &page)
            case .noise(let bytes, _): take(noise: bytes, at: offset, from: origin, on: &page)
            }
            offset += framed.bytes.count
        }
    }

    /// Explains a frame.
    ///
    /// - Parameter offset: Where in the stream it begins; `nil` when it came as a record.
    mutating func take(
        _ frame: FoundFrame, at offset: Int? = nil, from origin: RecordOrigin,
        on page: inout TextPage
    ) {
        explainNoise(on: &page)
        explain(.frame(frame), at: offset, origin, &page)
    }

    /// Takes bytes in which no frame was found; they are explained with those that follow.
    ///
    /// - Parameter offset: Where in the stream they begin; `nil` when they came as a record.
    mutating func take(
        noise bytes: [UInt8], at offset: Int? = nil, from origin: RecordOrigin,
        on page: inout TextPage
    ) {
        if noise.isEmpty { noiseStart = offset }
        noise += bytes
        noiseOrigin = origin
        if noise.count >= LineExplainer.longestNoise { explainNoise(mayGoOn: true, on: &page) }
    }

    /// Takes bytes that a record calls a frame, but that are none; they have nothing to do with the
    /// bytes of other records.
    mutating func take(
        brokenFrame bytes: [UInt8], from origin: RecordOrigin, on page: inout TextPage
    ) {
        explainNoise(on: &page)
        take(noise: bytes, from: origin, on: &page)
        explainNoise(on: &page)
    }

    /// Explains the noise that waits; if it may go on, all but its last part.
    private mutating func explainNoise(mayGoOn: Bool = false, on page: inout TextPage) {
        var parts = analysis.parts(of: noise)
        if mayGoOn, parts.count > 1 { parts.removeLast() }
        for part in parts {
            explain(part, at: noiseStart, noiseOrigin, &page)
            noise.removeFirst(part.count)
            noiseStart = noiseStart.map { $0 + part.count }
        }
    }

    private mutating func explain(
        _ part: StreamPart, at offset: Int?, _ origin: RecordOrigin, _ page: inout TextPage
    ) {
        diagnosis.take(part)
        switch part {
        case .frame(let frame): page.explain(frame, at: offset, from: origin)
        case .noise(let bytes, let misses): page.explain(bytes, misses, at: offset, from: origin)
        case .ambiguous(let bytes, let messages):
            page.explain(bytes, of: messages, at: offset, from: origin)
        }
    }

    /// Prints what came in all and what is probably wrong.
    ///
    /// - Parameter name: What the line is called; empty when there is only one.
    func summary(_ name: String, on page: inout TextPage) {
        let frames = diagnosis.frames == 1 ? "1 frame" : "\(diagnosis.frames) frames"
        let start = name.isEmpty ? "" : name + ": "
        page.line(("\(start)\(frames), \(diagnosis.noise) other bytes", .heading))
        for hint in diagnosis.hints {
            page.paragraph(hint.text, mark: "  - ")
            if hint.callsForSettings { page.settings(of: devices) }
        }
    }
}
