/// How bytes stand on a serial line, how the line is shared, and how it is read.
public struct LineSettings: Sendable, Equatable {
    /// Bits per second; any number the hardware can do.
    public var baudrate = 9600
    /// How many data bits a byte has on the line.
    public var bytesize = DataBits.eight
    /// What the parity bit says.
    public var parity = Parity.none
    /// How long the line rests between two bytes.
    public var stopbits = StopBits.one
    /// Whether XON and XOFF bytes pause the line.
    public var xonxoff = false
    /// Whether the RTS and CTS lines pause the line.
    public var rtscts = false
    /// Whether the DTR and DSR lines are left to the hardware; Linux itself does nothing with them.
    public var dsrdtr = false
    /// The level of the RTS line; `nil` leaves it as opening the port has set it.
    public var rts: Bool?
    /// The level of the DTR line; `nil` leaves it as opening the port has set it.
    public var dtr: Bool?
    /// Whether the driver switches the transmitter of an RS-485 line on while it sends.
    public var rs485 = false
    /// Whether nobody else may open the port.
    public var exclusive = true
    /// Whether bytes are read that came before a terminal was opened; nobody knows when that was.
    public var keepsInput = false
    /// How long the line may be silent within a frame.
    ///
    /// TCP sends a lost segment again after 0.2 s, the fourth time after 3 s, and a network may stand
    /// behind any terminal or pipe. On a cable alone 0.1 s would do.
    public var longestPause = Duration.seconds(3)

    /// 9600 baud, 8 data bits, no parity, 1 stop bit, exclusive.
    public init() {}
}

/// A number of data bits.
public enum DataBits: Int, Sendable, CaseIterable {
    /// As many bits as the name says.
    case five = 5
    /// As many bits as the name says.
    case six = 6
    /// As many bits as the name says.
    case seven = 7
    /// As many bits as the name says.
    case eight = 8
}

/// What the bit after the data bits says.
public enum Parity: String, Sendable, CaseIterable {
    /// There is no such bit.
    case none = "N"
    /// It makes the number of ones even.
    case even = "E"
    /// It makes the number of ones odd.
    case odd = "O"
    /// It is always one.
    case mark = "M"
    /// It is always zero.
    case space = "S"
}

/// How many bit times the line rests after a byte.
public enum StopBits: String, Sendable, CaseIterable {
    /// One.
    case one = "1"
    /// One and a half: what a UART makes of two when there are five data bits; two otherwise.
    case onePointFive = "1.5"
    /// Two.
    case two = "2"
}

extension LineSettings: CustomStringConvertible {
    /// The settings in the usual short form: `9600 8N1`.
    public var description: String {
        "\(baudrate) \(bytesize.rawValue)\(parity.rawValue)\(stopbits.rawValue)"
    }
}

/// Whether a line that runs at a speed serves for another: no driver is exact, and a receiver
/// follows a speed that is a few per cent off.
func isNear(_ speed: Int, _ wanted: Int) -> Bool {
    abs(speed - wanted) <= wanted / 32
}
