internal import SGBytes
internal import SGDevices
internal import SGPorts
internal import SGRecords
internal import SGSystem

/// Emulated devices that take what they are sent out of records, and whose line is listened to:
/// what they send comes out as records of frames.
struct RecordEmulator: ~Copyable, LineConsumer {
    /// The only one at the other end.
    enum Client {
        case input
    }

    private var emulator: Emulator<Client>
    private var listener: Listener
    private var output: Output
    private var object = JSONObject()
    private var bytes = ByteWriter()
    private let types: [DeviceType]
    private let console: Console

    /// Puts devices where records come from and go to.
    init(_ emulator: Emulator<Client>, _ types: [DeviceType], _ console: Console) {
        self.emulator = emulator
        self.emulator.open(.input)
        self.types = types
        self.console = console
        listener = Listener(
            // Every address is heard, because a command can give a device a new one.
            .frames(of: types.map(Audience.init(anywhere:)), side: .host, noise: true),
            origin: RecordOrigin(), isRecording: false, longestPause: LineSettings().longestPause)
        output = Output(console)
    }

    var isFull: Bool { output.isFull }

    var deadline: ContinuousClock.Instant? {
        [emulator.deadline, listener.deadline].compactMap(\.self).min()
    }

    /// Sends what is due, and writes what was heard.
    mutating func flush() throws(ToolFailure) {
        let now = Moment.now
        listen(to: emulator.due(at: now.instant), at: now)
        listener.settle(at: now.instant, into: &output.bytes)
        reportProblems()
        try output.flush()
    }

    /// Sends what is still on its way when all input has been read; nothing is waited for.
    mutating func finish() throws(ToolFailure) {
        let now = Moment.now
        emulator.end(.input, at: now.instant)
        listen(to: emulator.takeAll(), at: now)
        listener.end(into: &output.bytes)
        reportProblems()
        try output.flush()
    }

    private mutating func reportProblems() {
        for problem in emulator.takeProblems() { console.report(problem) }
    }

    private mutating func listen(
        to sent: [(client: Client, bytes: [UInt8])], at now: Moment
    ) {
        for (_, bytes) in sent { listener.take(bytes.span, at: now, into: &output.bytes) }
    }

    /// Takes a record: bytes that a host has sent reach the devices, all else is handed on.
    mutating func take(_ line: Span<UInt8>) throws(LineError) {
        try object.parse(line: line)
        let keys = RecordKeys(of: object, in: line)
        guard let index = keys.frame ?? keys.bytes, object.kind(index) == .string,
            !keys.isTransmitted(object, in: line)
        else { return passOn(line) }
        bytes.removeAll()
        guard bytes.append(hexDigits: line.extracting(object.members[index].text)) else {
            throw LineError(
                "the \(keys.frame == nil ? "bytes are" : "frame is") no pairs of hex digits")
        }
        if keys.frame != nil, !isForDevice { return passOn(line) }
        let now = Moment.now
        bytes.withSpan { emulator.take($0, from: .input, at: now.instant) }
        // At once, so that replies and what is handed on keep their order.
        listen(to: emulator.due(at: now.instant), at: now)
    }

    /// Whether a frame is a message that a host sends.
    private var isForDevice: Bool {
        types.contains { $0.recognise(bytes.bytes)?.message.sender == .host }
    }

    private mutating func passOn(_ line: Span<UInt8>) {
        output.bytes.append(line)
        output.bytes.append("\n")
    }
}
