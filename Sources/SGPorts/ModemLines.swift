/// The levels of the lines with which the other end of a serial cable signals; `true` is high.
public struct ModemLines: Sendable, Equatable {
    /// Clear to send: usually connected to the other end's RTS.
    public var cts: Bool
    /// Data set ready: usually connected to the other end's DTR.
    public var dsr: Bool
    /// Ring indicator.
    public var ri: Bool
    /// Carrier detect.
    public var cd: Bool

    /// Creates levels.
    public init(cts: Bool, dsr: Bool, ri: Bool, cd: Bool) {
        self.cts = cts
        self.dsr = dsr
        self.ri = ri
        self.cd = cd
    }
}

/// A line with which this end of a serial cable signals.
public enum ModemLine: Sendable {
    /// Request to send.
    case rts
    /// Data terminal ready.
    case dtr
}
