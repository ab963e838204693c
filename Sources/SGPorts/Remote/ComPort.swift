/// What is said about a serial line over telnet; the server's numbers are higher by 100.
///
/// Source: RFC 2217, section 3, "COM-PORT-OPTION Commands".
enum ComPortCommand: UInt8 {
    case setBaudrate = 1
    case setDataSize = 2
    case setParity = 3
    case setStopSize = 4
    case setControl = 5
    case notifyLineState = 6
    case notifyModemState = 7
    case suspend = 8
    case resume = 9
    case setLineStateMask = 10
    case setModemStateMask = 11
    case purgeData = 12

    /// The command of a number that the server has sent.
    init?(server number: UInt8) {
        guard number > 100 else { return nil }
        self.init(rawValue: number - 100)
    }
}

/// Something that a server is asked to do, and its answer.
struct ComPortRequest {
    /// What is asked.
    let command: ComPortCommand
    /// The value, as it stands on the wire.
    let value: [UInt8]
    /// The value in words: `7 data bits`.
    let meaning: String
    /// What the server says the value is now; `nil` until it does.
    var answer: [UInt8]?

    /// Creates a request.
    init(_ command: ComPortCommand, _ value: [UInt8], _ meaning: String) {
        self.command = command
        self.value = value
        self.meaning = meaning
    }

    /// The bytes to send.
    ///
    ///     IAC SB COM-PORT-OPTION command value... IAC SE
    var bytes: [UInt8] {
        [Telnet.iac, Telnet.sb, TelnetOptions.comPort, command.rawValue]
            + Telnet.escaped(value) + [Telnet.iac, Telnet.se]
    }
}

extension ComPortRequest {
    /// Whether what the server says is about this request.
    func isAnswered(by command: ComPortCommand, _ answer: [UInt8]) -> Bool {
        guard command == self.command else { return false }
        return command != .setControl || controlled(value) == controlled(answer)
    }

    /// Whether the server has done what was asked.
    ///
    /// A receiver follows a speed that is a few per cent off.
    func isMet(by answer: [UInt8]) -> Bool {
        guard command == .setBaudrate, answer.count == 4 else { return answer == value }
        return isNear(number(answer), number(value))
    }

    /// Sets the speed; the value is a number of four bytes, high byte first.
    static func baudrate(_ rate: Int) -> ComPortRequest {
        let rate = UInt32(clamping: rate)
        let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: rate >> $0) }
        return ComPortRequest(.setBaudrate, bytes, "\(rate) baud")
    }

    /// Sets the number of data bits.
    static func dataSize(_ size: DataBits) -> ComPortRequest {
        ComPortRequest(.setDataSize, [UInt8(size.rawValue)], "\(size.rawValue) data bits")
    }

    /// Sets the kind of parity.
    static func parity(_ parity: Parity) -> ComPortRequest {
        let order: [Parity] = [.none, .odd, .even, .mark, .space]
        let number = (order.firstIndex(of: parity) ?? 0) + 1
        return ComPortRequest(.setParity, [UInt8(number)], "parity \(parity.rawValue)")
    }

    /// Sets the number of stop bits.
    static func stopSize(_ bits: StopBits) -> ComPortRequest {
        let order: [StopBits] = [.one, .two, .onePointFive]
        let number = (order.firstIndex(of: bits) ?? 0) + 1
        return ComPortRequest(.setStopSize, [UInt8(number)], "\(bits.rawValue) stop bits")
    }

    /// Sets what pauses the line.
    static func flowControl(_ settings: LineSettings) -> ComPortRequest {
        if settings.rtscts { return ComPortRequest(.setControl, [3], "hardware flow control") }
        if settings.xonxoff { return ComPortRequest(.setControl, [2], "software flow control") }
        return ComPortRequest(.setControl, [1], "no flow control")
    }

    /// Sets the level of a modem line.
    static func level(_ line: ModemLine, _ level: Bool) -> ComPortRequest {
        let name = line == .rts ? "RTS" : "DTR"
        let on: UInt8 = line == .rts ? 11 : 8
        return ComPortRequest(
            .setControl, [level ? on : on + 1], "\(name) \(level ? "high" : "low")")
    }

    /// Starts or ends a break.
    static func lineBreak(_ isOn: Bool) -> ComPortRequest {
        ComPortRequest(.setControl, [isOn ? 5 : 6], isOn ? "a break" : "the end of a break")
    }

    /// Asks to be told about all modem lines whenever one changes.
    static let watchModemLines = ComPortRequest(
        .setModemStateMask, [0xFF], "notices of modem lines")

    /// Asks to be told about breaks and about framing, parity and overrun errors.
    static let watchErrors = ComPortRequest(.setLineStateMask, [0x1E], "notices of errors")

    /// Asks for the levels of the modem lines.
    static let askModemLines = ComPortRequest(.notifyModemState, [], "the modem lines")

    /// Forgets what the server has received and not passed on.
    static let purgeInput = ComPortRequest(.purgeData, [1], "an empty receive buffer")
}

/// What a control value is about; its values stand together.
private func controlled(_ value: [UInt8]) -> String {
    switch value.first ?? 0 {
    case 0...3, 17, 19: "flow control"
    case 4...6: "break"
    case 7...9: "DTR"
    case 10...12: "RTS"
    default: "inbound flow control"
    }
}

/// A number of bytes, high byte first.
private func number(_ bytes: [UInt8]) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
}

extension ModemLines {
    /// Reads a notice of the modem lines.
    init(notice bits: UInt8) {
        self.init(
            cts: bits & 0x10 != 0, dsr: bits & 0x20 != 0, ri: bits & 0x40 != 0,
            cd: bits & 0x80 != 0)
    }
}

extension LineErrors {
    /// Counts what a notice of the line's state tells to be wrong.
    mutating func count(notice bits: UInt8) {
        overrun += Int(bits >> 1 & 1)
        parity += Int(bits >> 2 & 1)
        framing += Int(bits >> 3 & 1)
        breaks += Int(bits >> 4 & 1)
    }
}
