internal import SGBytes
internal import SGDevices
internal import SGRecords

/// Explains the bytes of one direction of one line: its frames, the other bytes, and at the end
/// what is probably wrong.
struct LineExplainer {
    private let devices: [DeviceType]
    private let analysis: NoiseAnalysis
    private var framer: Framer
    private var diagnosis: Diagnosis
    /// Where in the stream the bytes stand that come next.
    private var offset = 0
    /// Bytes in which no frame was found, up to the next frame.
    private var noise: [UInt8] = []
    private var noiseStart: Int?
    /// Longer noise is explained in pieces.
    private static let longestNoise = 16384

    init(_ devices: [DeviceType], side: Side) {
        self.devices = devices
        analysis = NoiseAnalysis(devices, side: side)
        framer = Framer(devices.map(\.atAnyAddress), side: side)
        diagnosis = Diagnosis(devices, side: side)
    }

    /// Takes the next bytes of the stream.
    mutating func take(
        _ bytes: Span<UInt8>, from origin: RecordOrigin, on page: inout TextPage
    ) {
        framer.append(bytes)
        explain(.open(silentFor: .zero), origin, &page)
    }

    /// Explains what waits when no more bytes will come.
    mutating func end(from origin: RecordOrigin, on page: inout TextPage) {
        explain(.ended, origin, &page)
    }

    private mutating func explain(
        _ line: LineState, _ origin: RecordOrigin, _ page: inout TextPage
    ) {
        while let framed = framer.next(line) {
            switch framed {
            case .frame(let device, let message, let frame):
                if let unwanted = analysis.unwanted(frame: frame, message, of: device) {
                    endNoise(origin, &page)
                    explain(.unwanted(unwanted), at: offset, origin, &page)
                } else {
                    take(frame: frame, message, of: device, at: offset, from: origin, on: &page)
                }
                offset += frame.count
            case .noise(let bytes, _):
                take(noise: bytes, at: offset, from: origin, on: &page)
                offset += bytes.count
            }
        }
        if case .ended = line { endNoise(origin, &page) }
    }

    /// Explains a frame.
    ///
    /// - Parameter offset: Where in the stream it begins; `nil` when it came as a record.
    mutating func take(
        frame: [UInt8], _ message: Message, of device: DeviceType, at offset: Int? = nil,
        from origin: RecordOrigin, on page: inout TextPage
    ) {
        endNoise(origin, &page)
        diagnosis.take(frame: frame)
        page.heading("\(device.name) \(message.name), \(frame.count) bytes", at: offset, origin)
        page.table(of: frame, message)
        page.line()
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
        if noise.count >= LineExplainer.longestNoise { explainNoise(isEnd: false, origin, &page) }
    }

    private mutating func endNoise(_ origin: RecordOrigin, _ page: inout TextPage) {
        if !noise.isEmpty { explainNoise(isEnd: true, origin, &page) }
    }

    /// Explains the noise that waits; unless it has ended, its last part may go on.
    private mutating func explainNoise(
        isEnd: Bool, _ origin: RecordOrigin, _ page: inout TextPage
    ) {
        var parts = analysis.parts(of: noise)
        if !isEnd, parts.count > 1 { parts.removeLast() }
        for part in parts {
            explain(part, at: noiseStart, origin, &page)
            noise.removeFirst(part.count)
            noiseStart = noiseStart.map { $0 + part.count }
        }
    }

    private mutating func explain(
        _ part: NoisePart, at offset: Int?, _ origin: RecordOrigin, _ page: inout TextPage
    ) {
        diagnosis.take(part)
        switch part {
        case .unwanted(let unwanted):
            let (device, message, frame) = (unwanted.device, unwanted.message, unwanted.frame)
            page.heading("\(device.name) \(message.name), \(frame.count) bytes", at: offset, origin)
            for reason in unwanted.reasons { page.paragraph(reason, mark: "  ", .warning) }
            page.table(of: frame, message)
        case .bytes(let bytes, let misses):
            page.heading(
                bytes.count == 1
                    ? "1 byte that is no frame" : "\(bytes.count) bytes that are no frame",
                at: offset, origin)
            page.dump(bytes, from: offset ?? 0)
            for miss in misses {
                page.paragraph(miss.text(in: bytes, from: offset ?? 0), mark: "  nearest: ")
            }
            if misses.isEmpty { page.line("  nothing known begins like this") }
        }
        page.line()
    }

    /// Prints what came in all and what is probably wrong.
    ///
    /// - Parameter name: What the line is called; empty when there is only one.
    func summary(_ name: String, on page: inout TextPage) {
        page.line(
            (name.isEmpty ? "" : "\(name): ", .heading),
            ("\(diagnosis.frames) frame\(diagnosis.frames == 1 ? "" : "s"), ", .heading),
            ("\(diagnosis.noise) other bytes", .heading))
        for hint in diagnosis.hints {
            page.paragraph(hint.text, mark: "  - ")
            if hint == .nothingCame || hint == .checkSettings { page.settings(of: devices) }
        }
    }
}
