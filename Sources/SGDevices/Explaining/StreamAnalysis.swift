/// Looks for reasons why bytes are no frame: frames of other addresses and device types and of the
/// other end of the line, and what came near to being a frame.
package struct StreamAnalysis: Sendable {
    private let devices: [DeviceType]
    private let side: Side
    /// Finds the frames of every type and address and of both ends.
    private let framer: Framer

    /// Creates an analysis for the device types and the end of the line that are listened to.
    ///
    /// - Parameter others: Device types that are not listened for, but known.
    package init(_ devices: [DeviceType], others: [DeviceType] = [], side: Side) {
        self.devices = devices
        self.side = side
        framer = Framer((devices + others).map(\.atAnyAddress), side: .both)
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
            case .frame(let device, let message, let frame)
            where !beginsWantedFrame(noise[offset...], after: frame.count):
                parts += nothing(rest) + [.frame(found(frame, message, of: device))]
                rest = []
                offset += frame.count
            case .frame(_, _, let bytes), .noise(let bytes, _):
                rest += bytes
                offset += bytes.count
            }
        }
        return parts + nothing(rest)
    }

    private func nothing(_ bytes: [UInt8]) -> [StreamPart] {
        bytes.isEmpty ? [] : [.noise(bytes, nearMisses(in: bytes, of: devices))]
    }

    /// Whether more than `count` bytes are right of a frame that the listener waits for: what asks
    /// for a page may be the page's own first bytes, and a page cut short says more.
    private func beginsWantedFrame(_ bytes: ArraySlice<UInt8>, after count: Int) -> Bool {
        let bytes = Array(bytes)
        return devices.contains { device in
            device.messages.contains { message in
                guard side.hears(message.sender), !device.isForeign(bytes.span, message) else {
                    return false
                }
                return message.mismatch(bytes.span, addresses: .all)?.progress ?? 0 > count
            }
        }
    }

    /// Whether a frame is wanted, and why not.
    ///
    /// - Parameter device: Its device type, at any address.
    package func found(
        _ frame: [UInt8], _ message: Message, of device: DeviceType
    ) -> FoundFrame {
        var found = FoundFrame(frame, message, of: device)
        if let listened = devices.first(where: { $0.name == device.name }) {
            if listened.isForeign(frame.span, message) {
                found.address = message.addressOffset.map { frame[$0] }
            }
        } else {
            found.isOfOtherType = true
        }
        if !side.hears(message.sender) { found.sender = message.sender }
        return found
    }
}

extension DeviceType {
    /// The same device type, listened for at every address.
    package var atAnyAddress: DeviceType {
        addressed(at: Array(0...UInt8.max))
    }
}
