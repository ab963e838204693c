/// A kind of device: its messages and how to talk to it, compiled from one definition file.
public final class DeviceType: Sendable {
    /// Its name, which is its definition file's name.
    public let name: String
    /// Who makes it.
    public let manufacturer: String
    /// The models it stands for.
    public let model: String
    /// What it is, such as a solar charge controller.
    public let category: String
    /// What a user should know about it.
    public let note: String?
    /// The line settings it leaves the factory with.
    public let line: LineDefaults
    /// How long to wait for it.
    public let timing: Timing
    /// Its own address on a shared bus; `nil` for a device without one.
    public let address: DeviceAddress?
    /// All its messages, in the order of the definition.
    public let messages: [Message]
    /// The page that says most of the device, which a CSV file gets where nobody chooses; `nil` when
    /// the definition names none of several.
    public let mainPage: Message?
    /// Where its definition was read from.
    public let origin: String

    /// What an emulated device of this type shows and does, if the definition was read for that.
    let emulation: Emulation?
    /// The messages by name; a name is unique.
    private let byName: [String: Message]

    init(
        name: String, manufacturer: String, model: String, category: String, note: String?,
        line: LineDefaults, timing: Timing, address: DeviceAddress?, messages: [Message],
        mainPage: Message?, emulation: Emulation?, origin: String
    ) {
        self.name = name
        self.manufacturer = manufacturer
        self.model = model
        self.category = category
        self.note = note
        self.line = line
        self.timing = timing
        self.address = address
        self.messages = messages
        self.mainPage = mainPage
        self.emulation = emulation
        self.origin = origin
        byName = Dictionary(messages.map { ($0.name, $0) }) { first, _ in first }
    }

    /// The message of a name; `nil` when there is none.
    public subscript(name: String) -> Message? { byName[name] }

    /// The message of a name that one end sends; `nil` when there is none.
    package func message(named name: String, from sender: Side) -> Message? {
        byName[name].flatMap { $0.sender == sender ? $0 : nil }
    }

    /// The messages that a host sends.
    package var commands: [Message] { messages.filter { $0.sender == .host } }

    /// The messages that the device sends.
    package var pages: [Message] { messages.filter { $0.sender == .device } }

    /// The queries and commands that a page answers.
    package func queries(of page: Message) -> [Message] {
        messages.filter { $0.reply === page }
    }
}

/// The settings of a serial line that a device needs.
public struct LineDefaults: Sendable, Equatable {
    /// Bits per second.
    public var baudrate = 9600
    /// Data bits, 5 to 8.
    public var bytesize = 8
    /// `N`one, `E`ven, `O`dd, `M`ark or `S`pace.
    public var parity = "N"
    /// `1`, `1.5` or `2`.
    public var stopbits = "1"
    /// Whether XON and XOFF bytes pause the line.
    public var xonxoff = false
    /// Whether the RTS and CTS lines pause the line.
    public var rtscts = false
    /// Whether the DTR and DSR lines pause the line.
    public var dsrdtr = false
    /// The level that the RTS line must have; `nil` for any.
    public var rts: Bool?
    /// The level that the DTR line must have; `nil` for any.
    public var dtr: Bool?

    /// 9600 baud, 8 data bits, no parity, 1 stop bit.
    public init() {}
}

/// How long to wait for a device.
public struct Timing: Sendable, Equatable {
    /// How long the line must be silent before a frame that could still grow is taken as it is.
    public var silence: Duration
    /// How long a reply may take to begin.
    public var reply: Duration
    /// How long the line must rest before the device is asked something.
    public var gap: Duration
}

/// The address that a device type's messages carry.
public struct DeviceAddress: Sendable, Equatable {
    /// The address that devices leave the factory with; `nil` where a device is at any.
    public var standard: UInt8?
    /// The lowest address that can be set.
    public var minimum: UInt8
    /// The highest address that can be set.
    public var maximum: UInt8
    /// The field that holds the device's own address, in decimal; `nil` when none does.
    public var field: String?
    /// The byte that stands for address 0 in a frame; the others follow it.
    var zero: UInt8 = 0

    /// The bytes that stand for addresses.
    var bytes: ClosedRange<UInt8> { minimum &+ zero...maximum &+ zero }
}

extension DeviceType {
    /// The frame that bytes are exactly, whoever sends it; `nil` when they are none.
    ///
    /// Bytes that only the request tells what they are, because several messages of one end look
    /// like them, are none either.
    ///
    /// - Parameter bytes: The whole frame, of a device at any address.
    public func recognise(_ bytes: [UInt8]) -> Frame? {
        let matches = messages.filter { $0.mismatch(bytes.span) == nil }
        guard let message = matches.first,
            matches.count(where: { $0.sender == message.sender }) == 1
        else { return nil }
        return Frame(bytes, of: message, from: self)
    }
}
