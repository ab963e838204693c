internal import SGBytes
internal import SGDevices
internal import SGRecords

/// Explains records of frames, of raw bytes and of noise.
struct RecordExplainer: LineConsumer, ~Copyable {
    private let selection: DeviceSelection
    /// Explainers that have heard nothing yet, of what is received and of what is sent.
    private let receiving: LineExplainer
    private let sending: LineExplainer
    private var page: TextPage
    private var object = JSONObject()
    private var lines: [Line] = []
    /// More lines than any real capture has.
    private static let mostLines = 256

    /// One direction of one port.
    private struct Line {
        let port: String?
        let isTransmitted: Bool
        var origin = RecordOrigin()
        var explainer: LineExplainer

        var name: String {
            (port ?? "") + (isTransmitted ? " (sent)" : "")
        }
    }

    init(_ selection: DeviceSelection, side: Side, console: Console) {
        self.selection = selection
        receiving = LineExplainer(selection, side: side)
        sending = LineExplainer(selection, side: side.opposite)
        page = TextPage(console)
    }

    var isFull: Bool { page.isFull }

    mutating func flush() throws(ToolFailure) {
        try page.flush()
    }

    mutating func take(_ line: Span<UInt8>) throws(LineError) {
        try object.parse(line: line)
        let keys = RecordKeys(of: object, in: line)
        if let frame = try member(keys.frame, in: line) {
            let at = try self.line(of: keys, in: line)
            explain(
                frame, type: text(keys.deviceType, in: line), text(keys.messageType, in: line), at)
        } else if let bytes = try member(keys.bytes, in: line) {
            let at = try self.line(of: keys, in: line)
            lines[at].explainer.take(bytes.span, from: lines[at].origin, on: &page)
        } else if let noise = try member(object.index(of: "noise", in: line), in: line) {
            let at = try self.line(of: keys, in: line)
            lines[at].explainer.take(noise: noise, from: lines[at].origin, on: &page)
        }
    }

    /// Explains what is left when all input has been read, and what all of it shows.
    mutating func finish() throws(ToolFailure) {
        for index in lines.indices {
            lines[index].explainer.end(from: lines[index].origin, on: &page)
        }
        if lines.isEmpty { receiving.summary("", on: &page) }
        for line in lines { line.explainer.summary(line.name, on: &page) }
        try page.flush()
    }

    // MARK: - Parts of a record

    private func text(_ index: Int?, in line: Span<UInt8>) -> String? {
        index.flatMap { object.members[$0].string(in: line) }
    }

    /// The bytes that a member holds in hex; `nil` when there is no such member.
    private func member(_ index: Int?, in line: Span<UInt8>) throws(LineError) -> [UInt8]? {
        guard let text = text(index, in: line) else { return nil }
        guard let bytes = bytes(hex: text) else { throw LineError("found no pairs of hex digits") }
        return bytes
    }

    private mutating func line(of keys: RecordKeys, in record: Span<UInt8>) throws(LineError) -> Int
    {
        let origin = RecordOrigin(of: object, keys, in: record)
        let isTransmitted = keys.isTransmitted(object, in: record)
        var index = lines.firstIndex {
            $0.port == origin.port && $0.isTransmitted == isTransmitted
        }
        if index == nil {
            guard lines.count < RecordExplainer.mostLines else {
                throw LineError("a capture of more than \(RecordExplainer.mostLines) ports")
            }
            lines.append(
                Line(
                    port: origin.port, isTransmitted: isTransmitted,
                    explainer: isTransmitted ? sending : receiving))
            index = lines.count - 1
        }
        let at = index ?? 0
        lines[at].origin = origin
        return at
    }

    /// Explains the frame of a record as what the record says it is, or as what it looks like.
    private mutating func explain(_ frame: [UInt8], type: String?, _ name: String?, _ at: Int) {
        for device in selection.devices where type == nil || device.name == type {
            let named = name.flatMap { device[$0] }
            let known = named.map { try? device.frame(frame, of: $0) } ?? device.recognise(frame)
            guard let known else { continue }
            let found = FoundFrame(known)
            return lines[at].explainer.take(found, from: lines[at].origin, on: &page)
        }
        lines[at].explainer.take(brokenFrame: frame, from: lines[at].origin, on: &page)
    }
}
