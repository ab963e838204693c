internal import SGBytes
internal import SGDevices
internal import SGRecords

extension TextPage {
    /// Prints what follows and where it came from.
    mutating func heading(_ text: String, at offset: Int?, _ origin: RecordOrigin) {
        var place = ""
        if let offset { place += ", at byte \(offset)" }
        if let time = origin.time {
            var writer = ByteWriter()
            writer.append(time)
            place += ", " + String(decoding: writer.bytes, as: UTF8.self)
        }
        if let port = origin.port { place += ", \(port)" }
        if let device = origin.device { place += ", \(device)" }
        line((text, .heading), (place, .faint))
    }

    /// Prints the line settings of device types.
    mutating func settings(of devices: [DeviceType]) {
        let width = devices.map(\.name.count).max() ?? 0
        for device in devices {
            line("      \(device.name.padded(to: width))  \(device.line.text)")
        }
    }
}

extension LineDefaults {
    /// The settings as people write them, such as `9600 8N1`.
    fileprivate var text: String {
        var text = "\(baudrate) \(bytesize)\(parity)\(stopbits)"
        if let rts { text += ", RTS \(rts ? "high" : "low")" }
        if let dtr { text += ", DTR \(dtr ? "high" : "low")" }
        if xonxoff { text += ", XON/XOFF" }
        if rtscts { text += ", RTS/CTS" }
        if dsrdtr { text += ", DTR/DSR" }
        return text
    }
}

extension UnwantedFrame {
    /// Why it is not taken, and what would change that.
    var reasons: [String] {
        var reasons: [String] = []
        if let sender {
            reasons.append("not taken: a \(sender.rawValue) sends this; --side both takes it")
        }
        if let address {
            reasons.append(
                "not taken: its address is \(pairs([address])), which is not listened to; "
                    + "--address 0x\(hex([address])) takes it")
        }
        return reasons
    }
}

extension NearMiss {
    /// What the bytes came near to, and what was wrong.
    ///
    /// - Parameter start: The number that the first of the bytes has.
    func text(in bytes: [UInt8], from start: Int) -> String {
        var text = "\(device.name) \(message.name) from byte \(start + offset) on: "
        text += reason(in: bytes)
        if let damage { text += "; \(damage.text)" }
        return text
    }

    private func reason(in bytes: [UInt8]) -> String {
        func found(_ at: Int) -> String {
            offset + at < bytes.count ? "is \(pairs([bytes[offset + at]]))" : "is missing"
        }
        switch mismatch {
        case .byte(let at, let lowest, let highest):
            let expected =
                lowest == highest
                ? pairs([lowest]) : "one from \(pairs([lowest])) to \(pairs([highest]))"
            return "its byte \(at) \(found(at)), expected \(expected)"
        case .structure(let at, let expected):
            return "its byte \(at) \(found(at)), expected \(expected)"
        case .tooShort(let count):
            let all = length.map { " of \($0)" } ?? ""
            return "it is right as far as it goes, but only \(count)\(all) bytes came"
        case .tooLong:
            return mismatch.description
        case .checksum:
            guard let (found, computed) = checksums else { return mismatch.description }
            return "the checksum found is \(pairs(found)), computed \(pairs(computed))"
        }
    }
}

extension Damage {
    /// What happened to the frame, if it is this.
    fileprivate var text: String {
        func place(_ offset: Int?) -> String { offset.map { " in byte \($0)" } ?? "" }
        return switch self {
        case .flippedBit(let offset): "one flipped bit\(place(offset)) would explain it"
        case .wrongByte(let offset, _): "all but byte \(offset) is right, the checksum too"
        case .lostByte(let value):
            "one lost byte\(value.map { " (\(pairs([$0])))" } ?? "") would explain it"
        case .extraByte(let offset):
            "without one byte\(offset.map { ", byte \($0)," } ?? "") it would be right"
        }
    }
}

extension Hint {
    /// The hint in a sentence or two.
    var text: String {
        switch self {
        case .nothingCame:
            """
            Not a single byte came. Is the device on, and does it talk without being asked? Check \
            the cable, the wires A and B (RS-485) or TX and RX (RS-232), and the levels of RTS and \
            DTR where a device needs them:
            """
        case .onlyOne(let byte, let percent) where byte == 0:
            """
            \(percent) % of the bytes are 00: the line is held low. Wires A and B may be swapped, \
            the bias and termination resistors may be missing, the adapter or the device may be \
            without power.
            """
        case .onlyOne(_, let percent):
            """
            \(percent) % of the bytes are FF: short disturbances of an idle line. The device may \
            be off or not connected, or the bias resistors may be missing.
            """
        case .parityBit(let parity, let device):
            "The highest bit of each byte is a parity bit"
                + (device.map { "; without it, \($0) frames are found" } ?? "")
                + ": read the line with --bytesize 7 --parity \(parity)."
        case .complemented(let device):
            """
            With every bit turned over, \(device) frames are found: something between the line \
            and here inverts the data.
            """
        case .inverted(let device?, _):
            """
            These bytes are what a receiver with inverted levels makes of \(device): swap the \
            wires A and B (RS-485), or use an adapter for the right levels (TTL or RS-232).
            """
        case .inverted(nil, let text):
            """
            The levels of the line are inverted: read the other way, the bytes are text: \
            \(quoted(text.prefix(60))). Swap the wires A and B (RS-485), or use an adapter for the \
            right levels (TTL or RS-232).
            """
        case .readTooFast(let times):
            """
            Each bit seems to be read \(times) times: the baud rate is too high. Try one \
            \(times == 2 ? "half" : "1/\(times)") as high.
            """
        case .notText(let percent):
            """
            Only \(percent) % of the bytes are text, but the device sends nothing else: a wrong \
            baud rate looks like this.
            """
        case .otherAddress(let device, let address, let frames):
            """
            \(frames) valid \(plural("frame", frames)) of a \(device) at address \
            \(pairs([address])): --address 0x\(hex([address])) takes them.
            """
        case .otherSide(let device, .host, let frames):
            """
            \(frames) \(plural("frame", frames)) that a host sends to a \(device). On a \
            half-duplex line these are one's own requests that the adapter echoes, or those of \
            another host.
            """
        case .noAnswer:
            """
            Requests came, but no reply: the device is off, has another address, or does not hear \
            the requests (TX and RX, or A and B).
            """
        case .otherSide(let device, _, let frames):
            """
            \(frames) \(plural("frame", frames)) that a \(device) sends: --side host or --side \
            both takes them.
            """
        case .lineEnds(let device, let frames):
            """
            \(frames) \(plural("frame", frames)) of \(device) with other line ends: a terminal or \
            an editor has changed them. Read the port in raw mode.
            """
        case .cutShort(let device, let message, let frames, let longest, let length):
            """
            \(frames) \(device) \(message) \(plural("frame", frames)) cut short, after \(longest)\
            \(length.map { " of \($0)" } ?? "") bytes at most: bytes get lost in the adapter, or \
            the reader gives up too early.
            """
        case .damaged(let device, let frames):
            """
            \(frames) damaged \(plural("frame", frames)) of \(device): the settings are right, but \
            the line is disturbed. Check shield, ground, termination and length of the cable.
            """
        case .checkSettings:
            """
            Nothing known is in these bytes. The first suspect is the baud rate; these are the \
            settings of the known devices:
            """
        }
    }

    private func plural(_ word: String, _ count: Int) -> String {
        count == 1 ? word : word + "s"
    }
}
