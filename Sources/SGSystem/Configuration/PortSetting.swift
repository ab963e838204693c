internal import SGPorts

/// One setting of a port, under the name that pySerial gives it, if it knows it.
enum PortSetting: Equatable {
    case baudrate(Int)
    case bytesize(DataBits)
    case parity(Parity)
    case stopbits(StopBits)
    case longestPause(Duration)
    case flag(Flag, Bool)

    /// The settings that are on or off.
    enum Flag: String, CaseIterable {
        case xonxoff, rtscts, dsrdtr, rts, dtr, rs485, exclusive
        case keepsInput = "keep_input"
    }

    /// Its name.
    var name: String {
        switch self {
        case .baudrate: "baudrate"
        case .bytesize: "bytesize"
        case .parity: "parity"
        case .stopbits: "stopbits"
        case .longestPause: "longest_pause"
        case .flag(let flag, _): flag.rawValue
        }
    }

    /// Its value, for messages.
    var value: String {
        switch self {
        case .baudrate(let rate): String(rate)
        case .bytesize(let bits): String(bits.rawValue)
        case .parity(let parity): parity.rawValue
        case .stopbits(let bits): bits.rawValue
        case .longestPause(let pause): pause.secondsText
        case .flag(_, let isOn): isOn ? "true" : "false"
        }
    }

    /// Changes it in settings.
    func apply(to settings: inout LineSettings) {
        switch self {
        case .baudrate(let rate): settings.baudrate = rate
        case .bytesize(let bits): settings.bytesize = bits
        case .parity(let parity): settings.parity = parity
        case .stopbits(let bits): settings.stopbits = bits
        case .longestPause(let pause): settings.longestPause = pause
        case .flag(let flag, let isOn): flag.apply(isOn, to: &settings)
        }
    }
}

extension PortSetting.Flag {
    fileprivate func apply(_ isOn: Bool, to settings: inout LineSettings) {
        switch self {
        case .xonxoff: settings.xonxoff = isOn
        case .rtscts: settings.rtscts = isOn
        case .dsrdtr: settings.dsrdtr = isOn
        case .rts: settings.rts = isOn
        case .dtr: settings.dtr = isOn
        case .rs485: settings.rs485 = isOn
        case .exclusive: settings.exclusive = isOn
        case .keepsInput: settings.keepsInput = isOn
        }
    }
}

extension LineSettings {
    /// Those settings that a device type has an opinion on; RTS and DTR only where it has.
    ///
    /// - Parameter isHost: Whether this is the host's end of the line, whose RTS and DTR signals
    ///   the device type speaks of.
    func all(isHost: Bool) -> [PortSetting] {
        var settings: [PortSetting] = [
            .baudrate(baudrate), .bytesize(bytesize), .parity(parity), .stopbits(stopbits),
            .flag(.xonxoff, xonxoff), .flag(.rtscts, rtscts), .flag(.dsrdtr, dsrdtr),
        ]
        if isHost, let rts { settings.append(.flag(.rts, rts)) }
        if isHost, let dtr { settings.append(.flag(.dtr, dtr)) }
        return settings
    }
}
