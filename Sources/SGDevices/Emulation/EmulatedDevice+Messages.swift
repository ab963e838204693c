/// What an emulated device receives and sends.
extension EmulatedDevice {
    /// Whether a frame is for this device and not for another of its kind on the same line.
    public func isAddressed(by frame: Frame) -> Bool {
        frame.message.sender == .host && frame.address.map { $0 == address } ?? true
    }

    /// Takes a frame that arrived: obeys a command and answers a query.
    ///
    /// A command that gives a field a value that no page can carry is not obeyed.
    ///
    /// - Returns: The reply; `nil` when the message has none.
    /// - Throws: ``EncodeError`` when the reply cannot carry a value.
    public mutating func receive(_ frame: Frame) throws(EncodeError) -> [UInt8]? {
        guard isAddressed(by: frame) else { return nil }
        let message = frame.message
        let told = frame.fields.map { (name: $0.name, value: message.written($0, in: frame.bytes)) }
        let command = emulation.commands[message.name] ?? EmulatedCommand()
        if holds(command.condition) { try? change(told + command.effects) }
        guard let page = message.reply else { return nil }
        let echoed = told.filter { value(of: $0.name) == nil }
        return try self.frame(
            of: page, given: echoed + command.reply, holding: turn(0, of: page))
    }

    /// A message as the device would send it now.
    ///
    /// - Parameters:
    ///   - message: One that the device sends.
    ///   - values: What it holds instead of the device's values.
    /// - Throws: ``EncodeError`` when it cannot carry a value.
    public func page(
        _ message: Message, holding values: [FieldAssignment] = []
    ) throws(EncodeError) -> [UInt8] {
        try frame(of: message, given: values, holding: turn(0, of: message))
    }

    /// When the next page is to be sent unasked; `nil` when none ever is.
    public var nextTransmission: ContinuousClock.Instant? {
        transmissions.map(\.due).min()
    }

    /// The pages that are to be sent unasked by now.
    ///
    /// - Throws: ``EncodeError`` when a page cannot carry a value.
    public mutating func pages(
        dueAt now: ContinuousClock.Instant
    ) throws(EncodeError) -> [[UInt8]] {
        var frames: [[UInt8]] = []
        for index in transmissions.indices where transmissions[index].due <= now {
            let transmission = transmissions[index]
            let pause = pause(in: transmission.period)
            let next = transmission.due + pause
            // Pages that were missed, because the machine slept, are not made up for.
            transmissions[index].due = next > now ? next : now + pause
            transmissions[index].turn += 1
            let held = turn(transmission.turn, of: transmission.page)
            frames.append(try frame(of: transmission.page, holding: held))
        }
        return frames
    }

    private mutating func pause(in period: ClosedRange<Duration>) -> Duration {
        let spread = period.upperBound - period.lowerBound
        return period.lowerBound + spread * Int.random(in: 0...1000, using: &random) / 1000
    }
}
