import SGDevices

/// A frame that a framer found, and what it was recognised as.
struct FoundFrame: Equatable {
    let device: String
    let message: String
    let bytes: [UInt8]
}

/// The frames that a framer finds in a stream that comes in pieces and then ends.
func frames(in pieces: [[UInt8]], of devices: [DeviceType], side: Side) -> [FoundFrame] {
    var framer = Framer(devices.map { Audience($0) }, side: side)
    var found: [FoundFrame] = []
    func take(_ framed: Framed) {
        guard case .frame(let frame) = framed else { return }
        found.append(
            FoundFrame(
                device: frame.device.name, message: frame.message.name, bytes: frame.bytes))
    }
    for piece in pieces {
        framer.append(piece.span)
        while let framed = framer.next(.open(silentFor: .zero)) { take(framed) }
    }
    while let framed = framer.next(.ended) { take(framed) }
    return found
}
