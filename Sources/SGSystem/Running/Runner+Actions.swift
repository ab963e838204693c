internal import Logging
internal import SGDevices
internal import SGPorts
internal import SGRecords

/// Performing actions.
extension Runner {
    /// Performs actions in order; queries that follow one another are made side by side, on each port
    /// as soon as it is open.
    func perform(_ actions: [Action], _ state: RunState) throws(Lines.Stopped) {
        var rest = actions[...]
        while let action = rest.first {
            let queries = rest.prefix { $0.isQuery }
            if !queries.isEmpty {
                try make(queries, state)
                rest.removeFirst(queries.count)
            } else {
                if holds(action, state) { try perform(action) }
                rest.removeFirst()
            }
            tellNoise()
            logLateReplies()
            dropFailedLines()
            tellTroubles()
        }
    }

    /// Whether the condition of an action holds.
    func holds(_ action: Action, _ state: RunState) -> Bool {
        switch action.condition {
        case nil: return true
        case .systemBackOnline: return cycle.isSystemBack
        case .deviceBackOnline:
            let places = action.device.map { [$0] } ?? Array(configuration.devices.indices)
            return places.contains { place in
                cycle.heard[place] != nil
                    && state.devices[configuration.devices[place].name]?.hasAnswered == false
            }
        }
    }

    private func perform(_ action: Action) throws(Lines.Stopped) {
        // The actions count on all ports; the next cycle does not wait again for the same one.
        if lines.areAwaited { try lines.serve(until: nil) { lines.areAwaited } }
        for place in lines.all.indices { tellIfLate(place) }
        switch action.kind {
        case .handleIncomingMessages: try handleIncomingMessages()
        case .sleep(let duration): try lines.serve(until: .now + duration)
        case .send(let message, let values): try send(message, values, action)
        case .setPortFlag(let line, let level): set(line, level, action)
        case .query: break
        }
    }

    // MARK: - The system's actions

    /// Takes what has come on all lines.
    private func handleIncomingMessages() throws(Lines.Stopped) {
        try lines.serveUntilQuiet()
        try awaitTurns()
        for (place, heard) in takeHeard() {
            for heard in heard { log(heard, on: place) }
        }
        // Devices that send by themselves are asked by listening.
        for (place, device) in configuration.devices.enumerated()
        where !device.isEmulated && device.awaitsMessages {
            cycle.expected.insert(place)
        }
    }

    /// Waits for the rest of what devices have begun to send in turn.
    private func awaitTurns() throws(Lines.Stopped) {
        let now = ContinuousClock.now
        try lines.serve(until: nil) {
            lines.hosts.contains { $0.line.isInTurn(begunBefore: now) }
        }
    }

    private func tellNoise() {
        for (place, line) in lines.hosts {
            let count = line.takeNoiseCount()
            guard count > 0 else { continue }
            log.debug("noise of \(count) bytes at '\(configuration.lines[place].port)'")
        }
    }

    /// Gives a message to the streams of the device that has sent it.
    func log(_ heard: Heard, on line: Int) {
        guard case .frame(let frame) = heard.content, let place = sender(of: frame, on: line)
        else { return }
        let reasons = frame.refusals
        guard reasons.isEmpty else {
            return note(
                Refusal(frame: frame, time: heard.time, reasons: reasons), of: nil, by: place)
        }
        log(frame, of: place, at: heard.time)
    }

    /// Tells of a device that has not done what it was asked.
    func note(_ refusal: Refusal, of message: Message?, by place: Int) {
        let time = refusal.time ?? surroundings.clock()
        cycle.heard[place] = time
        let what = message.map { "'\($0.name)'" } ?? "what it was sent"
        note(
            .refusal, "\(configuration.devices[place].name): refuses \(what): \(refusal.reason)")
        note(streams[place].append(refusal, of: message, at: time))
    }

    /// The place of the device that has sent a message; `nil` when there is none.
    func sender(of frame: Frame, on line: Int) -> Int? {
        let place = configuration.devices.firstIndex { $0.line == line && $0.sends(frame) }
        return place.flatMap { isOwn(frame, of: $0) ? $0 : nil }
    }

    /// Whether a message comes from the address of a device.
    ///
    /// One that may be at any address is at the one that it was first heard at; messages of others are
    /// told of, but never mixed with its own.
    func isOwn(_ frame: Frame, of place: Int) -> Bool {
        let device = configuration.devices[place]
        guard let address = frame.address, device.busAddress == nil else { return true }
        let known = addresses[place, default: []]
        if !known.contains(address) {
            addresses[place] = known + [address]
            if let own = known.first { tell(of: address, besides: own, device) }
        }
        return known.first ?? address == address
    }

    private func tell(of address: UInt8, besides own: UInt8, _ device: ConfiguredDevice) {
        log.warning(
            """
            \(device.name): messages of a '\(device.type.name)' come from address \(address), too; \
            those of address \(own) are logged: 'address' in the configuration says which are meant
            """)
    }

    /// Gives a message of a device to its streams.
    func log(_ frame: Frame, of place: Int, at time: Timestamp?) {
        let time = time ?? surroundings.clock()
        cycle.heard[place] = time
        log.info("\(configuration.devices[place].name): \(frame.message.name)")
        note(streams[place].append(frame, at: time))
    }

    // MARK: - Actions on devices

    private func send(
        _ message: Message, _ values: [FieldAssignment], _ action: Action
    ) throws(Lines.Stopped) {
        guard let place = action.device else { return }
        let device = configuration.devices[place]
        if device.isEmulated {
            lines.all[device.line]?.transmit(
                message, holding: filled(values, in: message), from: emulatedPlace(of: place))
            return
        }
        guard let line = lines.all[device.line] as? HostLine,
            let request = request(message, values, to: device)
        else { return }
        if request.hasReply { cycle.expected.insert(place) }
        line.begin(request.unanswered)
        var isSent = false
        try lines.serve(until: nil) {
            isSent = isSent || line.takeOutcome() != nil
            return !isSent && line.failure == nil
        }
    }

    private func set(_ flag: ModemLine, _ level: Bool, _ action: Action) {
        guard let device = action.device.map({ configuration.devices[$0] }),
            let line = lines.all[device.line] as? HostLine
        else { return }
        line.set(flag, level)
    }

    /// The request that a message makes; `nil`, after telling why, when its values make none.
    func request(
        _ message: Message, _ values: [FieldAssignment], to device: ConfiguredDevice
    ) -> Request? {
        do throws(EncodeError) {
            return try Request(
                of: message, to: device.type, at: device.address,
                with: filled(values, in: message))
        } catch {
            note(.message, "\(device.name): cannot send '\(message.name)': \(error)")
            return nil
        }
    }

    /// The values of a message, with the present time where they say `now`.
    private func filled(_ values: [FieldAssignment], in message: Message) -> [FieldAssignment] {
        var clock = LocalClock()
        return message.fillingIn(clock.show(surroundings.clock()), into: values)
    }

    /// The place of an emulated device among those at its port.
    private func emulatedPlace(of place: Int) -> Int {
        configuration.devices[..<place].count {
            $0.isEmulated && $0.line == configuration.devices[place].line
        }
    }
}

extension Action {
    var isQuery: Bool {
        if case .query = kind { true } else { false }
    }
}

extension ConfiguredDevice {
    /// Whether a frame comes from this device.
    func sends(_ frame: Frame) -> Bool {
        guard !isEmulated, frame.device === type else { return false }
        return frame.address == nil || busAddress == nil || frame.address == busAddress
    }

    /// Whether a stream takes messages that nothing asks for.
    fileprivate var awaitsMessages: Bool {
        streams.contains { type.queries(of: $0.message).isEmpty }
    }
}
