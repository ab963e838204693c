/// What one end of a telnet connection says about an option.
enum TelnetVerb: UInt8 {
    /// It uses the option, or wants to.
    case will = 251
    /// It does not use the option.
    case wont = 252
    /// It wants the other end to use the option.
    case `do` = 253
    /// It wants the other end not to use the option.
    case dont = 254
}

/// Telnet's bytes with a meaning.
enum Telnet {
    /// Interpret as command: begins every command; a data byte of this value is doubled.
    static let iac: UInt8 = 255
    /// Begins the value of an option.
    static let sb: UInt8 = 250
    /// Ends the value of an option.
    static let se: UInt8 = 240

    /// Data as it is sent.
    static func escaped(_ data: some Sequence<UInt8>) -> [UInt8] {
        data.flatMap { $0 == iac ? [iac, iac] : [$0] }
    }
}

/// Takes telnet's commands out of a stream of bytes, however it is cut into reads.
///
/// Source: RFC 854, "TELNET commands"; RFC 855 for the values of options.
struct TelnetDecoder {
    /// What is in the stream besides data.
    enum Event: Equatable {
        /// What the other end says about an option.
        case negotiation(TelnetVerb, option: UInt8)
        /// The value of an option.
        case value([UInt8], option: UInt8)
    }

    private enum State {
        case data, command, negotiation(TelnetVerb), value, commandInValue
    }

    private var state = State.data
    private var value: [UInt8] = []

    /// A longer value has no meaning to us, and is cut off.
    private static let longestValue = 256

    /// Takes the next bytes of the stream.
    ///
    /// - Parameters:
    ///   - bytes: The bytes.
    ///   - data: Where to append those that are data.
    /// - Returns: What else is in them, in order.
    mutating func decode(_ bytes: some Sequence<UInt8>, into data: inout [UInt8]) -> [Event] {
        var events: [Event] = []
        for byte in bytes {
            if let event = take(byte, &data) { events.append(event) }
        }
        return events
    }

    private mutating func take(_ byte: UInt8, _ data: inout [UInt8]) -> Event? {
        switch state {
        case .data:
            if byte == Telnet.iac { state = .command } else { data.append(byte) }
        case .command:
            begin(byte, &data)
        case .negotiation(let verb):
            state = .data
            return .negotiation(verb, option: byte)
        case .value:
            if byte == Telnet.iac { state = .commandInValue } else { keep(byte) }
        case .commandInValue:
            if byte == Telnet.se { return endValue() }
            state = .value
            keep(byte)
        }
        return nil
    }

    private mutating func begin(_ command: UInt8, _ data: inout [UInt8]) {
        if command == Telnet.iac { data.append(command) }
        if let verb = TelnetVerb(rawValue: command) {
            state = .negotiation(verb)
        } else {
            state = command == Telnet.sb ? .value : .data
        }
    }

    private mutating func keep(_ byte: UInt8) {
        if value.count <= TelnetDecoder.longestValue { value.append(byte) }
    }

    private mutating func endValue() -> Event? {
        defer { value = [] }
        state = .data
        guard let option = value.first, value.count <= TelnetDecoder.longestValue else {
            return nil
        }
        return .value(Array(value.dropFirst()), option: option)
    }
}
