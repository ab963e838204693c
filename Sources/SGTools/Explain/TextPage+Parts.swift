internal import SGBytes
internal import SGDevices
internal import SGRecords

extension TextPage {
    /// Explains a frame byte by byte.
    ///
    /// - Parameter offset: Where in the stream it begins, if it does.
    mutating func explain(_ found: FoundFrame, at offset: Int?, from origin: RecordOrigin) {
        let frame = found.frame
        let name = "\(frame.device.name) \(frame.message.name)"
        heading("\(name), \(frame.bytes.count) bytes", at: offset, origin)
        for reason in found.reasons { paragraph(reason, mark: "  ", .warning) }
        table(of: frame.bytes, frame.message)
        line()
    }

    /// Shows bytes that are no frame, and what they came near to.
    ///
    /// - Parameter offset: Where in the stream they begin, if they do.
    mutating func explain(
        _ noise: [UInt8], _ misses: [NearMiss], at offset: Int?, from origin: RecordOrigin
    ) {
        let title =
            noise.count == 1 ? "1 byte that is no frame" : "\(noise.count) bytes that are no frame"
        heading(title, at: offset, origin)
        dump(noise, from: offset ?? 0)
        for miss in misses {
            paragraph(miss.text(in: noise, from: offset ?? 0), mark: "  nearest: ")
        }
        if misses.isEmpty { line("  nothing known begins like this") }
        line()
    }

    /// Shows a frame of several messages, which only the request tells apart.
    ///
    /// - Parameter offset: Where in the stream it begins, if it does.
    mutating func explain(
        _ bytes: [UInt8], of messages: [String], at offset: Int?, from origin: RecordOrigin
    ) {
        heading("\(bytes.count) bytes that could be several messages", at: offset, origin)
        dump(bytes, from: offset ?? 0)
        paragraph(
            "a frame of \(messages.joined(separator: " as well as of ")): only the request that it "
                + "answers tells which", mark: "  ")
        line()
    }

    /// Prints what follows and where it came from.
    private mutating func heading(_ text: String, at offset: Int?, _ origin: RecordOrigin) {
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

extension FoundFrame {
    /// Why it is not taken, and what would change that.
    var reasons: [String] {
        var reasons: [String] = []
        if isOfOtherType { reasons.append("not taken: -d names other device types") }
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
