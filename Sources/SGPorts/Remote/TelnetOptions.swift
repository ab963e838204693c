/// Which options of telnet are in use at either end of a connection.
///
/// Only what changes something is answered, so that two ends never answer each other for ever.
///
/// Source: RFC 1143, without its queues, as we never give up an option.
struct TelnetOptions {
    /// The control of a serial line over telnet.
    ///
    /// Source: RFC 2217.
    static let comPort: UInt8 = 44
    /// What we use and want to be used: bytes of eight bits (RFC 856), no half-duplex (RFC 858)
    /// and the control of a serial line.
    private static let known: Set<UInt8> = [0, 3, comPort]

    /// How far an option has come at one end.
    private enum State {
        case off, wanted, on, refused
    }

    private var ours: [UInt8: State] = [:]
    private var theirs: [UInt8: State] = [:]

    /// Whether the other end lets us control its serial line; `nil` until it has said so.
    var hasComPort: Bool? {
        let (our, their) = (ours[TelnetOptions.comPort], theirs[TelnetOptions.comPort])
        if our == .on || their == .on { return true }
        return our == .refused ? false : nil
    }

    /// Asks for everything that we want.
    ///
    /// - Returns: The bytes to send.
    mutating func begin() -> [UInt8] {
        var request: [UInt8] = []
        for option in TelnetOptions.known.sorted() {
            ours[option] = .wanted
            request += [Telnet.iac, TelnetVerb.will.rawValue, option]
            // The serial line is at one end only.
            guard option != TelnetOptions.comPort else { continue }
            theirs[option] = .wanted
            request += [Telnet.iac, TelnetVerb.do.rawValue, option]
        }
        return request
    }

    /// Takes what the other end says about an option.
    ///
    /// - Returns: The bytes to answer with; often none.
    mutating func answer(_ verb: TelnetVerb, _ option: UInt8) -> [UInt8] {
        let isAgreed: Bool?
        switch verb {
        case .do: isAgreed = TelnetOptions.turn(on: &ours[option], option)
        case .dont: isAgreed = TelnetOptions.turn(off: &ours[option])
        case .will: isAgreed = TelnetOptions.turn(on: &theirs[option], option)
        case .wont: isAgreed = TelnetOptions.turn(off: &theirs[option])
        }
        guard let isAgreed else { return [] }
        let isOurs = verb == .do || verb == .dont
        let answer: TelnetVerb = isOurs ? isAgreed ? .will : .wont : isAgreed ? .do : .dont
        return [Telnet.iac, answer.rawValue, option]
    }

    /// What to answer to a wish for an option; `nil` for nothing.
    private static func turn(on state: inout State?, _ option: UInt8) -> Bool? {
        switch state {
        case .on:
            return nil
        case .wanted:
            state = .on
            return nil
        case .off, .refused, nil:
            guard known.contains(option) else { return false }
            state = .on
            return true
        }
    }

    /// What to answer to the refusal of an option; `nil` for nothing.
    private static func turn(off state: inout State?) -> Bool? {
        defer { state = state == .wanted || state == .refused ? .refused : .off }
        return state == .on ? false : nil
    }
}
