public import SGDevices
public import SGPorts
public import SGRecords

/// A system of devices, where they are, and what is done with them: what a configuration file says.
///
/// Source: `sg-run.yml(5)`.
public struct Configuration: Sendable {
    /// The file's name as the user gave it.
    public var file: String
    /// The MD5 digest of the file's bytes in hex, which names the state of the system.
    public var digest: String
    /// How often the actions are performed.
    public var period: Duration
    /// What becomes of suspect values in CSV files.
    public var suspects: CSVSuspects
    /// The devices, in the order of the file.
    public var devices: [ConfiguredDevice]
    /// The ports that the devices are at, in the order in which they are first named; those that
    /// are served come before all that may connect to them.
    public var lines: [ConfiguredLine]
    /// What is done in each cycle, in order; made up for a file that has no actions.
    public var actions: [Action]
}

/// One device of a configured system.
public struct ConfiguredDevice: Sendable {
    /// Its name, which is a key of `devices`.
    public var name: String
    /// What it is.
    public var type: DeviceType
    /// Whether it exists here only, because its `device_type` ends in `_emulator`.
    public var isEmulated: Bool
    /// Its address; `nil` for the usual one, for any where there is none, or for a type without
    /// addresses.
    public var address: UInt8?
    /// Which of the configuration's ``Configuration/lines`` it is at.
    public var line: Int
    /// Where its messages go; a message without a stream is not kept.
    public var streams: [DataStream]

    /// The address that its messages carry; `nil` for one without, or for a device at any.
    var busAddress: UInt8? { address ?? type.address?.standard }

    /// Describes a device.
    public init(
        name: String, type: DeviceType, isEmulated: Bool = false, address: UInt8? = nil, line: Int,
        streams: [DataStream]
    ) {
        self.name = name
        self.type = type
        self.isEmulated = isEmulated
        self.address = address
        self.line = line
        self.streams = streams
    }
}

/// A port, with the settings that the devices there need.
public struct ConfiguredLine: Sendable {
    /// The port, as `Port` takes it.
    public var port: String
    /// How to set a serial line.
    public var settings: LineSettings
    /// Whether others connect to it: the devices there are emulated, and the port is a socket or a
    /// pseudo-terminal.
    public var isServed: Bool
}

/// Where the messages of one kind from one device go.
public struct DataStream: Sendable {
    /// What receives the messages.
    public enum Destination: Sendable, Hashable {
        /// Standard output, as decoded records.
        case standardOutput
        /// A file of decoded records, which this is the path of; its name ends in `.jsonl`.
        case records(String)
        /// A CSV file, which this is the path of.
        case table(String)
    }

    /// The messages that it takes; sent by the device.
    public var message: Message
    /// Where they go.
    public var destination: Destination

    /// Describes a stream.
    public init(message: Message, destination: Destination) {
        self.message = message
        self.destination = destination
    }
}

/// One thing that is done in a cycle.
public struct Action: Sendable {
    /// When an action is performed.
    public enum Condition: String, Sendable, CaseIterable {
        /// The system has missed a cycle, or it is not known when the last one was.
        case systemBackOnline = "system_back_online"
        /// The device had failed to answer and has answered now; of an action without a device,
        /// any device.
        case deviceBackOnline = "device_back_online"
    }

    /// What is done; devices and lines are places in the configuration's lists.
    public enum Kind: Sendable {
        /// Take what has come on all lines: emulated devices answer it, the messages of the others
        /// go to their streams.
        case handleIncomingMessages
        /// Wait.
        case sleep(Duration)
        /// Send a message to a device or, for an emulated one, as the device.
        case send(Message, values: [FieldAssignment])
        /// Send a query and take its reply, asking again up to so many times; a message that the
        /// device sends by itself is only waited for.
        case query(Message, values: [FieldAssignment], timeout: Duration, retries: Int)
        /// Set a modem line of the device's port.
        case setPortFlag(ModemLine, level: Bool)
    }

    /// What is done.
    public var kind: Kind
    /// The device that it is done to; `nil` for what is done to the whole system.
    public var device: Int?
    /// When it is done; `nil` for always.
    public var condition: Condition?
}
