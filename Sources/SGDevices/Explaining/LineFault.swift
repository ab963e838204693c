/// Recognises in a sample of bytes what is wrong with the line that they came over.
///
/// Each test gives a hint only when the bytes can hardly be explained otherwise.
struct LineFault {
    private let sample: [UInt8]
    /// How often each byte came in all, not only in the sample.
    private let counts: [Int]
    private let devices: [DeviceType]

    /// Fewer bytes show nothing.
    private static let fewest = 16

    static func hints(sample: [UInt8], counts: [Int], _ devices: [DeviceType]) -> [Hint] {
        let fault = LineFault(sample: sample, counts: counts, devices: devices)
        guard sample.count >= 4 else { return [] }
        let found = fault.complement ?? fault.parityBit ?? fault.inversion
        if let found { return [found] }
        guard sample.count >= fewest else { return [] }
        let hint = fault.oneByte ?? fault.rate ?? fault.text
        return hint.map { [$0] } ?? []
    }

    /// Whether bytes are a text, too long and of too many characters to be that by coincidence.
    static func isText(_ sample: [UInt8]) -> Bool {
        sample.count >= fewest && Set(sample).count >= 10
            && sample.count(where: isPlainText) * 100 >= sample.count * 95
    }

    private var total: Int { counts.reduce(0, +) }

    /// The first of device types that bytes hold a valid frame of, whoever sends it.
    private func device(framedIn bytes: [UInt8], among devices: [DeviceType]) -> String? {
        var framer = Framer(devices.map(Audience.init(anywhere:)), side: .both)
        framer.append(bytes.span)
        while let framed = framer.next(.ended) {
            if case .frame(let frame) = framed { return frame.device.name }
        }
        return nil
    }

    // MARK: - Every byte changed alike

    private var complement: Hint? {
        device(framedIn: sample.map { ~$0 }, among: devices).map { .complemented(device: $0) }
    }

    /// Seven data bits and a parity bit, read as eight data bits.
    private var parityBit: Hint? {
        guard let parity else { return nil }
        let stripped = sample.map { $0 & 0x7F }
        if let device = device(framedIn: stripped, among: devices.filter(\.sendsText)) {
            return .parityBit(parity: parity, device: device)
        }
        let isText =
            sample.count >= LineFault.fewest && share(of: stripped, where: isPlainText) >= 95
        return isText ? .parityBit(parity: parity, device: nil) : nil
    }

    /// The parity that all bytes have, when some have bit 7 set.
    private var parity: String? {
        guard sample.contains(where: { $0 >= 0x80 }) else { return nil }
        if sample.allSatisfy({ $0 >= 0x80 }) { return "M" }
        if sample.allSatisfy({ $0.nonzeroBitCount % 2 == 0 }) { return "E" }
        if sample.allSatisfy({ $0.nonzeroBitCount % 2 == 1 }) { return "O" }
        return nil
    }

    // MARK: - Levels and rates

    private var inversion: Hint? {
        for device in devices where device.messages.contains(where: { isInverted($0, of: device) })
        {
            return .inverted(device: device.name)
        }
        guard sample.count >= LineFault.fewest, share(of: sample, where: isPlainText) < 90 else {
            return nil
        }
        return InvertedLine.text(of: sample).map { .invertedText($0) }
    }

    /// Whether there is what a receiver makes of the inverted start of a message, long enough not to
    /// be a coincidence.
    private func isInverted(_ message: Message, of device: DeviceType) -> Bool {
        let start = InvertedLine.received(message.signature(address: device.address?.standard))
        let marked = start.count { $0 != 0 && $0 != UInt8.max }
        return start.count >= 3 && marked >= 2 && sample.contains(start)
    }

    private var oneByte: Hint? {
        for byte in [UInt8.min, .max] where counts[Int(byte)] * 10 >= total * 9 {
            return .onlyOne(byte: byte, percent: counts[Int(byte)] * 100 / total)
        }
        return nil
    }

    private var rate: Hint? {
        let level = counts[0] + counts[Int(UInt8.max)]
        guard level * 10 < total * 9 else { return nil }
        return FastReader.times(of: sample).map { .readTooFast(times: $0) }
    }

    private var text: Hint? {
        guard devices.allSatisfy(\.sendsText) else { return nil }
        let percent = share(of: sample, where: isPlainText)
        return percent < 80 ? .notText(percent: percent) : nil
    }

    private func share(of bytes: [UInt8], where matches: (UInt8) -> Bool) -> Int {
        bytes.count(where: matches) * 100 / max(bytes.count, 1)
    }
}

/// Whether a byte is printable ASCII, a tab or a line end.
package func isPlainText(_ byte: UInt8) -> Bool {
    (0x20..<0x7F).contains(byte) || byte == 0x09 || byte == 0x0A || byte == 0x0D
}

extension DeviceType {
    /// Whether all that it sends is ASCII.
    fileprivate var sendsText: Bool {
        pages.allSatisfy(\.format.isText)
    }
}

extension Format {
    fileprivate var isText: Bool {
        switch self {
        case .fixed(let format):
            format.pattern.count == format.length && format.pattern.highest.allSatisfy { $0 < 0x80 }
        case .separated: false
        case .lines, .keyed, .hexLine: true
        }
    }
}

extension Message {
    /// The bytes that every frame begins with.
    fileprivate func signature(address: UInt8?) -> [UInt8] {
        switch format {
        case .fixed(let format): format.pattern.signature(address: address)
        case .separated(let format): format.pattern.signature(address: address)
        case .lines(let format): format.lines.first?.before ?? []
        case .keyed(let format):
            [0x0D, 0x0A] + (format.firstLabels.first.map { $0 + [0x09] } ?? [])
        case .hexLine: []
        }
    }
}

extension BytePattern {
    fileprivate func signature(address: UInt8?) -> [UInt8] {
        let fixed = (0..<count).prefix {
            lowest[$0] == highest[$0] || $0 == addressOffset && address != nil
        }
        return Array(template(address: address ?? 0).prefix(fixed.count))
    }
}
