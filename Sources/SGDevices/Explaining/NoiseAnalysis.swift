/// A valid frame that is not taken because nobody asked for it.
package struct UnwantedFrame: Sendable {
    /// The device type whose message it is.
    package let device: DeviceType
    /// The message.
    package let message: Message
    /// Its bytes.
    package let frame: [UInt8]
    /// The address that it carries, when that is not listened to.
    package let address: UInt8?
    /// Who sends it, when the listener does not hear that end of the line.
    package let sender: Side?
}

/// What stands in bytes that no frame was found in.
package enum NoisePart: Sendable {
    /// A frame of another address, or of the other end of the line.
    case unwanted(UnwantedFrame)
    /// Bytes that are nothing, and what they came near to.
    case bytes([UInt8], [NearMiss])

    /// How many bytes it holds.
    package var count: Int {
        switch self {
        case .unwanted(let unwanted): unwanted.frame.count
        case .bytes(let bytes, _): bytes.count
        }
    }
}

/// Looks for reasons why bytes are no frame: frames of other addresses and of the other end of the
/// line, and what came near to being a frame.
package struct NoiseAnalysis: Sendable {
    private let devices: [DeviceType]
    private let side: Side
    /// Finds the frames of every address and of both ends.
    private let framer: Framer

    /// Creates an analysis for the device types and the end of the line that are listened to.
    package init(_ devices: [DeviceType], side: Side) {
        self.devices = devices
        self.side = side
        framer = Framer(devices.map(\.atAnyAddress), side: .both)
    }

    /// Takes noise apart.
    package func parts(of noise: [UInt8]) -> [NoisePart] {
        var framer = framer
        framer.append(noise.span)
        var parts: [NoisePart] = []
        var waiting: [UInt8] = []
        var offset = 0
        func giveWaiting() {
            if !waiting.isEmpty {
                parts.append(.bytes(waiting, nearMisses(in: waiting, of: devices)))
            }
            waiting = []
        }
        while let framed = framer.next(.ended) {
            switch framed {
            case .frame(let device, let message, let frame):
                if beginsWantedFrame(noise[offset...], after: frame.count) {
                    waiting += frame
                } else {
                    giveWaiting()
                    parts.append(.unwanted(unwanted(frame, message, of: device)))
                }
                offset += frame.count
            case .noise(let bytes, _):
                waiting += bytes
                offset += bytes.count
            }
        }
        giveWaiting()
        return parts
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

    /// Why a frame that was found at any address is not wanted; `nil` when it is.
    ///
    /// - Parameter device: Its device type, at any address.
    package func unwanted(
        frame: [UInt8], _ message: Message, of device: DeviceType
    ) -> UnwantedFrame? {
        let unwanted = unwanted(frame, message, of: device)
        return unwanted.address == nil && unwanted.sender == nil ? nil : unwanted
    }

    private func unwanted(
        _ frame: [UInt8], _ message: Message, of device: DeviceType
    ) -> UnwantedFrame {
        let listened = devices.first { $0.name == device.name } ?? device
        let isForeign = listened.isForeign(frame.span, message)
        return UnwantedFrame(
            device: listened, message: message, frame: frame,
            address: isForeign ? message.addressOffset.map { frame[$0] } : nil,
            sender: side.hears(message.sender) ? nil : message.sender)
    }
}

extension DeviceType {
    /// The same device type, listened for at every address.
    package var atAnyAddress: DeviceType {
        addressed(at: Array(0...UInt8.max))
    }
}
