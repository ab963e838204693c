internal import Glibc

/// A serial line of another machine, controlled over telnet.
///
/// Source: RFC 2217.
final class RemoteLine: Channel {
    var descriptor: Int32 { socket.descriptor }
    var hasUnseenBytes: Bool { !pending.isEmpty }
    let hasLineSettings = true
    var lineErrors: LineErrors? { noticedErrors }

    private let socket: Socket
    private let name: String
    private let options: RemoteLineOptions
    private let limits: WaitLimits

    private var decoder = TelnetDecoder()
    private var telnet = TelnetOptions()
    /// What is asked and not yet answered, or answered and not yet looked at.
    private var requests: [ComPortRequest] = []
    /// Until when the answers to what was begun may come; `nil` while none are waited for.
    private(set) var answerDeadline: ContinuousClock.Instant?
    /// Data that came while an answer was waited for.
    private var pending: ArraySlice<UInt8> = []
    private var lastModemLines: ModemLines?
    /// What the server has told to be wrong.
    private var noticedErrors = LineErrors()
    private var isSuspended = false
    /// Whether the first of the two bytes that stand for a data byte was sent, and the other not.
    private var isHalfSent = false

    /// No more data than this is kept while an answer is waited for.
    private static let mostPending = 65_536

    /// Connects to a server and sets its line.
    ///
    /// - Parameters:
    ///   - address: The server.
    ///   - options: How to treat it.
    ///   - settings: How to set the line.
    ///   - name: The port as the user gave it, for messages.
    ///   - limits: What may end the wait for connection and answers.
    /// - Throws: `PortError` when there is no such server, or it refuses a setting.
    init(
        at address: NetworkAddress, _ options: RemoteLineOptions, _ settings: LineSettings,
        of name: String, limits: WaitLimits
    ) throws(PortError) {
        socket = try Socket.connect(to: address, of: name, limits: limits)
        self.name = name
        self.options = options
        self.limits = WaitLimits(stop: limits.stop, output: limits.output)
        let hasComPort = try opening(name) { () throws(SystemError) in
            try send(telnet.begin())
            try receive { telnet.hasComPort != nil }
            return telnet.hasComPort
        }
        guard hasComPort == true else { throw .noRemoteLine(name, isRefused: hasComPort != nil) }
        let answered = try opening(name) { () throws(SystemError) in
            try send(ComPortRequest.watchModemLines.bytes + ComPortRequest.watchErrors.bytes)
            return try ask(RemoteLine.requests(for: settings))
        }
        try check(answered)
    }

    private static func requests(for settings: LineSettings) -> [ComPortRequest] {
        var requests: [ComPortRequest] = [
            .baudrate(settings.baudrate), .dataSize(settings.bytesize), .parity(settings.parity),
            .stopSize(settings.stopbits), .flowControl(settings),
        ]
        if let rts = settings.rts, !settings.rtscts { requests.append(.level(.rts, rts)) }
        if let dtr = settings.dtr, !settings.dsrdtr { requests.append(.level(.dtr, dtr)) }
        return requests
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int? {
        if pending.isEmpty, try !receive() { return 0 }
        guard !pending.isEmpty else { return nil }
        let count = min(pending.count, buffer.count)
        buffer.copyBytes(from: pending.prefix(count))
        pending = pending.dropFirst(count)
        return count
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int {
        if isSuspended { try waitForResumption() }
        let part = bytes.prefix(4096)
        // The other half comes first; what is written again begins with that very byte.
        let escaped = Telnet.escaped(part)[(isHalfSent ? 1 : 0)...]
        let sent = try escaped.span.withUnsafeBytes { bytes throws(SystemError) in
            try socket.write(bytes)
        }
        var rest = sent + (isHalfSent ? 1 : 0)
        let count = part.prefix { byte in
            let size = byte == Telnet.iac ? 2 : 1
            if rest < size { return false }
            rest -= size
            return true
        }.count
        isHalfSent = rest > 0
        return count
    }

    func countUnsent() throws(SystemError) -> Int {
        try socket.countUnsent()
    }

    func finishWriting() {
        socket.finishWriting()
    }

    func discardInput() throws(SystemError) {
        _ = try ask([.purgeInput])
        pending = []
    }

    func set(_ line: ModemLine, _ level: Bool) throws(PortError) {
        try control(.level(line, level))
    }

    func begin(_ line: ModemLine, _ level: Bool) throws(PortError) {
        let request = ComPortRequest.level(line, level)
        try signalling(name) { () throws(SystemError) in try send(request.bytes) }
        requests = (answerDeadline == nil ? [] : requests) + [request]
        answerDeadline = answerDeadline ?? .now + options.timeout
    }

    func checkAnswers() throws(PortError) {
        guard let answerDeadline, isAllAnswered || answerDeadline <= .now else { return }
        self.answerDeadline = nil
        try check(requests)
    }

    func setBreak(_ isOn: Bool) throws(PortError) {
        try control(.lineBreak(isOn))
    }

    func modemLines() throws(PortError) -> ModemLines? {
        try signalling(name) { () throws(SystemError) in
            if options.asksForModemLines {
                _ = try ask([.askModemLines])
            } else {
                while try canReadNow(descriptor), pending.count < RemoteLine.mostPending {
                    if try !receive() { break }
                }
            }
        }
        return lastModemLines
    }

    private func control(_ request: ComPortRequest) throws(PortError) {
        let answered = try signalling(name) { () throws(SystemError) in try ask([request]) }
        try check(answered)
    }

    // MARK: - Requests and answers

    /// Asks for something and waits for the answers, as long as a server may take.
    ///
    /// - Returns: The requests, with their answers where they came.
    private func ask(_ asked: [ComPortRequest]) throws(SystemError) -> [ComPortRequest] {
        requests = asked
        try send(asked.flatMap(\.bytes))
        try receive { isAllAnswered }
        return requests
    }

    private var isAllAnswered: Bool {
        requests.allSatisfy { $0.answer != nil || !isAwaited($0) }
    }

    private func isAwaited(_ request: ComPortRequest) -> Bool {
        !(options.ignoresControlAnswers && request.command == .setControl)
    }

    /// Explains the first request that was not met.
    private func check(_ requests: [ComPortRequest]) throws(PortError) {
        for request in requests where isAwaited(request) {
            guard let answer = request.answer else { throw .noAnswer(name, to: request.meaning) }
            if request.isMet(by: answer) { continue }
            throw .refused(name, request.meaning)
        }
    }

    /// Receives until something is true, as long as a server may take.
    private func receive(until isDone: () -> Bool) throws(SystemError) {
        let limits = limits.until(.now + options.timeout)
        while !isDone(), pending.count < RemoteLine.mostPending {
            switch try waitToRead(descriptor, limits: limits) {
            case .ready: break
            case .timedOut: return
            case .stopped, .outputClosed: throw .stopped
            }
            if try !receive() { throw SystemError(code: ECONNRESET) }
        }
    }

    /// Receives what is there; `false` at the end of the connection.
    private func receive() throws(SystemError) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        var room = buffer.mutableSpan
        let count = try room.withUnsafeMutableBytes { bytes throws(SystemError) in
            try readOnce(descriptor, into: bytes)
        }
        var data: [UInt8] = []
        for event in decoder.decode(buffer[..<count], into: &data) { try take(event) }
        pending += data
        return count > 0
    }

    private func take(_ event: TelnetDecoder.Event) throws(SystemError) {
        switch event {
        case .negotiation(let verb, let option):
            try send(telnet.answer(verb, option))
        case .value(let bytes, TelnetOptions.comPort):
            guard let number = bytes.first, let command = ComPortCommand(server: number) else {
                return
            }
            take(command, Array(bytes.dropFirst()))
        case .value:
            break
        }
    }

    private func take(_ command: ComPortCommand, _ value: [UInt8]) {
        switch command {
        case .suspend: isSuspended = true
        case .resume: isSuspended = false
        case .notifyLineState: noticedErrors.count(notice: value.first ?? 0)
        case .notifyModemState: lastModemLines = value.first.map(ModemLines.init(notice:))
        default: break
        }
        let index = requests.firstIndex { $0.answer == nil && $0.isAnswered(by: command, value) }
        if let index { requests[index].answer = value }
    }

    /// Gives the server some time to let us go on.
    private func waitForResumption() throws(SystemError) {
        let soon = limits.until(.now + .milliseconds(100))
        if try waitToRead(descriptor, limits: soon) == .ready, try !receive() {
            throw SystemError(code: ECONNRESET)
        }
        if isSuspended { throw SystemError(code: EAGAIN) }
    }

    /// Sends a command whole, as long as a server may take.
    private func send(_ command: [UInt8]) throws(SystemError) {
        var rest = (isHalfSent ? [Telnet.iac] : []) + command
        isHalfSent = false
        let limits = limits.until(.now + options.timeout)
        while !rest.isEmpty {
            guard try waitToWrite(descriptor, limits: limits) == .ready else {
                // Half a command makes no sense of what follows.
                shutdown(descriptor, Int32(SHUT_RDWR))
                throw SystemError(code: ETIMEDOUT)
            }
            let count = try rest.span.withUnsafeBytes { bytes throws(SystemError) in
                try socket.write(bytes)
            }
            rest.removeFirst(count)
        }
    }
}
