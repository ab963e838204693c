/// Looks for reasons why bytes are no frame: frames of other addresses and device types and of the
/// other end of the line, and what came near to being a frame.
package struct StreamAnalysis: Sendable {
    private let audience: [Audience]
    private let side: Side
    /// Finds the frames of every type and address and of both ends.
    private let framer: Framer

    /// Creates an analysis for the device types and the end of the line that are listened to.
    ///
    /// - Parameter others: Device types that are not listened for, but known.
    package init(_ audience: [Audience], others: [DeviceType] = [], side: Side) {
        self.audience = audience
        self.side = side
        framer = Framer(
            (audience.map(\.type) + others).map(Audience.init(anywhere:)), side: .both)
    }

    /// Takes bytes apart in which no wanted frame was found.
    package func parts(of noise: [UInt8]) -> [StreamPart] {
        var framer = framer
        framer.append(noise.span)
        var parts: [StreamPart] = []
        var rest: [UInt8] = []
        var offset = 0
        while let framed = framer.next(.ended) {
            switch framed {
            case .frame(let frame)
            where !beginsWantedFrame(noise[offset...], after: frame.bytes.count):
                parts += nothing(rest) + [.frame(found(frame))]
                rest = []
            case .noise(let bytes, .ambiguous):
                parts += nothing(rest) + [.ambiguous(bytes, messages(of: bytes))]
                rest = []
            case .frame, .noise:
                rest += framed.bytes
            }
            offset += framed.bytes.count
        }
        return parts + nothing(rest)
    }

    /// The names of the messages that bytes are a frame of.
    private func messages(of bytes: [UInt8]) -> [String] {
        audience.flatMap(\.type.messages).filter { $0.accepts(bytes) }.map(\.name)
    }

    private func nothing(_ bytes: [UInt8]) -> [StreamPart] {
        bytes.isEmpty ? [] : [.noise(bytes, nearMisses(in: bytes, of: audience))]
    }

    /// Whether more than `count` bytes are right of a frame that the listener waits for: what asks
    /// for a page may be the page's own first bytes, and a page cut short says more.
    private func beginsWantedFrame(_ bytes: ArraySlice<UInt8>, after count: Int) -> Bool {
        let bytes = Array(bytes)
        return audience.contains { audience in
            audience.type.messages.contains { message in
                guard side.hears(message.sender), !audience.isForeign(bytes.span, message) else {
                    return false
                }
                return message.mismatch(bytes.span, addresses: .all)?.progress ?? 0 > count
            }
        }
    }

    /// Whether a frame is wanted, and why not.
    package func found(_ frame: Frame) -> FoundFrame {
        var found = FoundFrame(frame)
        if let audience = audience.first(where: { $0.type === frame.device }) {
            if audience.isForeign(frame.bytes.span, frame.message) { found.address = frame.address }
        } else {
            found.isOfOtherType = true
        }
        if !side.hears(frame.message.sender) { found.sender = frame.message.sender }
        return found
    }
}
