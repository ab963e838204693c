/// What an emulated device receives and sends.
extension EmulatedDevice {
    /// Whether a frame is for this device and not for another of its kind on the same line.
    public func isAddressed(by frame: [UInt8], of message: Message) -> Bool {
        message.sender == .host && (message.addressOffset.map { frame[$0] == address } ?? true)
    }

    /// Takes a frame that arrived: obeys a command and answers a query.
    ///
    /// A command that gives a field a value that no page can carry is not obeyed.
    ///
    /// - Returns: The reply; `nil` when the message has none.
    /// - Throws: ``EncodeError`` when the reply cannot carry a value.
    public mutating func receive(
        _ frame: [UInt8], of message: Message
    ) throws(EncodeError) -> [UInt8]? {
        guard isAddressed(by: frame, of: message), let fields = try? message.decode(frame) else {
            return nil
        }
        let told = fields.map { (name: $0.name, value: message.written($0, in: frame)) }
        let command = emulation.commands[message.name] ?? EmulatedCommand()
        if holds(command.condition) { try? change(told + command.effects) }
        guard let reply = message.reply, let page = type.message(named: reply) else { return nil }
        let echoed = told.filter { value(of: $0.name) == nil }
        return try self.frame(
            of: page, given: echoed + command.reply, holding: turn(0, of: page))
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

    /// Fails when a page that has a field cannot carry its value, or none can exactly.
    func checkPages(with name: String) throws(EncodeError) {
        var refusals: [EncodeError] = []
        let pages = type.messages.filter { page in
            page.sender == .device && page.fields.contains { $0.name == name }
        }
        for page in pages {
            if let refusal = refusal(of: page, holding: name, isRounding: true) { throw refusal }
            let refusal = refusal(of: page, holding: name, isRounding: false)
            refusals += refusal.map { [$0] } ?? []
        }
        if refusals.count == pages.count, let refusal = refusals.first { throw refusal }
    }

    /// Why a page cannot carry a field's value; that other values are missing is no reason.
    private func refusal(
        of page: Message, holding name: String, isRounding: Bool
    ) -> EncodeError? {
        do throws(EncodeError) {
            _ = try frame(of: page, holding: [name], isRounding: isRounding)
            return nil
        } catch {
            if case .missingFields = error { return nil }
            return error.field == name ? error : nil
        }
    }

    /// Fails when a page that the device sends unasked, or when asked in the simplest way, lacks a
    /// value or cannot carry one.
    func checkPages() throws(EncodeError) {
        for message in type.messages {
            if let page = emulation.pages[message.name], page.period != nil {
                for count in 0..<max(1, page.turns.count) {
                    _ = try frame(of: message, holding: turn(count, of: message))
                }
            }
            guard message.sender == .host, message.fields.isEmpty, let reply = message.reply,
                let page = type.message(named: reply)
            else { continue }
            let given = emulation.commands[message.name]?.reply ?? []
            _ = try frame(of: page, given: given, holding: turn(0, of: page))
        }
    }

    // MARK: - Building pages

    /// The optional fields that a page holds after it was sent so many times; `nil` for those that
    /// its other values call for.
    private func turn(_ count: Int, of page: Message) -> [String]? {
        let turns = emulation.pages[page.name]?.turns ?? []
        return turns.isEmpty ? nil : turns[count % turns.count]
    }

    /// Builds a page.
    ///
    /// - Parameters:
    ///   - given: What the page holds besides the device's values.
    ///   - optional: Which of its optional fields it holds; `nil` for those that its other values
    ///     call for.
    private func frame(
        of page: Message, given: [FieldAssignment] = [], holding optional: [String]?,
        isRounding: Bool = true
    ) throws(EncodeError) -> [UInt8] {
        func value(_ name: String) -> FieldValue? {
            given.last { $0.name == name }?.value ?? self.value(of: name)
        }
        let required = page.requiredNames
        let optional = (optional ?? page.optionalNames(calledForBy: value)).filter {
            !required.contains($0)
        }
        var values = (required + optional).compactMap { name in
            value(name).map { (name: name, value: $0) }
        }
        if !values.contains(where: { optional.contains($0.name) }),
            let otherwise = emulation.pages[page.name]?.otherwise
        {
            values.removeAll { value in otherwise.contains { $0.name == value.name } }
            values += otherwise
        }
        return isRounding
            ? try page.encode(rounding: values, address: address)
            : try page.encode(values, address: address)
    }
}

extension Message {
    /// The fields without which a frame would be none of this message.
    fileprivate var requiredNames: [String] {
        steps.filter { !isOptional($0) }.map { fields[$0.field].name }
    }

    /// The fields that a frame may hold, but for those that other values rule out.
    fileprivate func optionalNames(calledForBy value: (String) -> FieldValue?) -> [String] {
        steps.filter { step in
            guard case .selected(let selector, let mask, let raw) = step.presence else {
                return isOptional(step)
            }
            let chooser = steps.first { $0.slot == selector && $0.mask == mask }
            let chosen = chooser.flatMap { value(fields[$0.field].name) }
            return chosen?.isSame(as: .number(String(chooser?.slice(of: raw) ?? raw))) ?? false
        }.map { fields[$0.field].name }
    }

    private func isOptional(_ step: FieldStep) -> Bool {
        switch (step.presence, format) {
        case (_, .keyed), (.selected, _): true
        case (.always, _), (.firstPattern, _), (.otherwise, _): false
        }
    }

    /// A field's value with the digits that the frame carried: leading zeros of a text matter.
    fileprivate func written(_ field: DecodedField, in frame: [UInt8]) -> FieldValue {
        guard case .number = field.value,
            let step = steps.first(where: { fields[$0.field].name == field.name }),
            step.notation != .text, step.isWrittenAsItIs
        else { return field.value }
        return .number(String(decoding: frame[field.place], as: UTF8.self))
    }
}
