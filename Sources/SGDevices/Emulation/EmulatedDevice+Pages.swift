/// How an emulated device builds its pages, and what it cannot put into them.
extension EmulatedDevice {
    /// The optional fields that a page holds after it was sent so many times; `nil` for those that
    /// its other values call for.
    func turn(_ count: Int, of page: Message) -> [String]? {
        let turns = emulation.pages[page.name]?.turns ?? []
        return turns.isEmpty ? nil : turns[count % turns.count]
    }

    /// Builds a page.
    ///
    /// - Parameters:
    ///   - given: What the page holds besides the device's values.
    ///   - optional: Which of its optional fields it holds; `nil` for those that its other values
    ///     call for.
    func frame(
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

    /// Fails when a page that has a field cannot carry its value, or none can exactly.
    func checkPages(with name: String) throws(EncodeError) {
        var refusals: [EncodeError] = []
        let pages = type.pages.filter { page in page.fields.contains { $0.name == name } }
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
            guard message.fields.isEmpty, let page = message.reply else { continue }
            let given = emulation.commands[message.name]?.reply ?? []
            _ = try frame(of: page, given: given, holding: turn(0, of: page))
        }
    }
}
