internal import ArgumentParser
internal import SGPorts

/// The options that say how a serial port is set.
struct PortOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Bits per second; any number.", valueName: "rate"),
        completion: .list(["1200", "2400", "4800", "9600", "19200", "38400", "57600", "115200"]))
    var baudrate: Int?

    @Option(help: ArgumentHelp("Data bits of a byte on the line.", valueName: "bits"))
    var bytesize: DataBits?

    @Option(help: ArgumentHelp("None, even, odd, mark or space.", valueName: "parity"))
    var parity: Parity?

    @Option(help: ArgumentHelp("Stop bits of a byte on the line.", valueName: "bits"))
    var stopbits: StopBits?

    @Flag(inversion: .prefixedNo, help: "Let XON and XOFF bytes pause the line.")
    var xonxoff: Bool?

    @Flag(inversion: .prefixedNo, help: "Let the RTS and CTS lines pause the line.")
    var rtscts: Bool?

    @Flag(inversion: .prefixedNo, help: "Leave the DTR and DSR lines to the hardware.")
    var dsrdtr: Bool?

    @Option(help: ArgumentHelp("Set the RTS line.", valueName: "level"))
    var rts: Level?

    @Option(help: ArgumentHelp("Set the DTR line.", valueName: "level"))
    var dtr: Level?

    @Flag(
        inversion: .prefixedNo, help: "Let the driver switch the transmitter of an RS-485 line.")
    var rs485: Bool?

    @Flag(inversion: .prefixedNo, help: "Keep other programs from opening the port (default).")
    var exclusive: Bool?

    /// Creates options to be filled by the parser.
    init() {}

    mutating func validate() throws {
        if let baudrate, !(1...Int(UInt32.max)).contains(baudrate) {
            throw ValidationError("found a baud rate of \(baudrate), expected 1 to \(UInt32.max)")
        }
    }

    /// The settings of a port: what the options say goes before what `others` say.
    func settings(over others: LineSettings) -> LineSettings {
        var settings = others
        settings.baudrate = baudrate ?? others.baudrate
        settings.bytesize = bytesize ?? others.bytesize
        settings.parity = parity ?? others.parity
        settings.stopbits = stopbits ?? others.stopbits
        settings.xonxoff = xonxoff ?? others.xonxoff
        settings.rtscts = rtscts ?? others.rtscts
        settings.dsrdtr = dsrdtr ?? others.dsrdtr
        settings.rts = rts.map { $0 == .high } ?? others.rts
        settings.dtr = dtr.map { $0 == .high } ?? others.dtr
        settings.rs485 = rs485 ?? others.rs485
        settings.exclusive = exclusive ?? others.exclusive
        return settings
    }
}

extension PortOptions {
    /// The options that were given, as they stand on a command line.
    var arguments: [String] {
        let values = [
            ("baudrate", baudrate.map(String.init)),
            ("bytesize", bytesize.map { String($0.rawValue) }), ("parity", parity?.rawValue),
            ("stopbits", stopbits?.rawValue), ("rts", rts?.rawValue), ("dtr", dtr?.rawValue),
        ]
        let flags = [
            ("xonxoff", xonxoff), ("rtscts", rtscts), ("dsrdtr", dsrdtr), ("rs485", rs485),
            ("exclusive", exclusive),
        ]
        return values.compactMap { name, value in value.map { "--\(name)=\($0)" } }
            + flags.compactMap { name, flag in flag.map { "--\($0 ? "" : "no-")\(name)" } }
    }
}

/// The level of a modem line.
enum Level: String, CaseIterable, ExpressibleByArgument {
    case high, low
}

extension ToolFailure {
    /// Says why a port cannot be used.
    init(_ error: PortError) {
        switch error {
        case .notPermitted: self.init(.notPermitted, error.description)
        case .noLink, .noTranscript: self.init(.cannotCreate, error.description)
        case .unknownScheme, .malformed: self.init(.usage, error.description)
        case .failed(_, .stopped), .noSignals(_, .stopped): self = .stopped
        default: self.init(.portUnavailable, error.description)
        }
    }
}
