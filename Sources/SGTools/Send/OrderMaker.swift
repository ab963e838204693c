internal import SGDevices
internal import SGRecords
internal import SGSystem

/// Makes orders of what a user writes, and refuses what must not be sent.
struct OrderMaker {
    /// The only device type; `nil` for all that are known.
    let only: DeviceType?
    /// The address that was asked for.
    let address: UInt8?
    /// Whether messages may be sent that change a device.
    let isConfirmed: Bool
    /// Gives all known device types.
    let knownDevices: () -> [DeviceType]
    /// What the clock shows.
    let now: CivilTime

    /// An order of a message with its fields.
    ///
    /// - Parameters:
    ///   - name: The message's name.
    ///   - fields: Arguments such as `float_voltage=54.0`.
    ///   - base: Finds the frame whose other fields are kept.
    /// - Throws: 64 when there is no such message, or a value is wrong.
    func order(
        _ name: String, fields: [String], base: (Order.Target) throws(ToolFailure) -> Frame?
    ) throws(ToolFailure) -> Order {
        let target = try target(name)
        let values = try target.message.assignments(fields)
        try confirm(target.message)
        let base = try base(target)
        return .message(
            target, address: try address(of: target, base: base),
            values: target.message.fillingIn(now, into: values), base: base)
    }

    /// An order of bytes, which may be a known message.
    func order(bytes: [UInt8]) throws(ToolFailure) -> Order {
        guard !bytes.isEmpty else {
            throw ToolFailure(.usage, "found no bytes, expected at least one")
        }
        guard let frame = recognise(bytes) else { return .bytes(bytes) }
        try confirm(frame.message)
        return .frame(frame)
    }

    /// An order of a record; `nil` for one of another device type than the only one.
    ///
    /// - Throws: A failure for a record that is wrong, or must not be sent.
    func order(_ record: MessageRecord) throws(ToolFailure) -> Order? {
        if let type = record.deviceType, let only, type != only.name { return nil }
        guard let name = record.messageType, let type = record.deviceType ?? only?.name else {
            return try order(bytes: record.frame ?? [])
        }
        let target = try target(name, of: try device(type))
        try confirm(target.message)
        guard let frame = record.frame else {
            let values = target.message.fillingIn(now, into: record.fields ?? [])
            return .message(
                target, address: try address(of: target, base: nil), values: values, base: nil)
        }
        guard let whole = try? target.device.frame(frame, of: target.message) else {
            throw ToolFailure(.malformedInput, "the frame is not a valid '\(name)'")
        }
        return .frame(whole)
    }

    // MARK: - Who and what

    private func device(_ name: String) throws(ToolFailure) -> DeviceType {
        if let only { return only }
        let known = knownDevices()
        guard let device = known.first(where: { $0.name == name }) else {
            throw .unknown("device type", name, among: known.map(\.name))
        }
        return device
    }

    private func target(_ name: String) throws(ToolFailure) -> Order.Target {
        if let only { return try target(name, of: only) }
        let known = knownDevices()
        let owners = known.filter { $0.command(named: name) != nil }
        guard let device = owners.first else {
            if let sender = known.first(where: { $0[name] != nil }) {
                return try target(name, of: sender)
            }
            throw .unknown("message", name, among: known.flatMap(\.commands).map(\.name))
        }
        guard owners.count == 1 else {
            let names = owners.map { "'\($0.name)'" }.joined(separator: ", ")
            throw ToolFailure(
                .usage, "several device types have '\(name)': choose \(names) with -d")
        }
        return try target(name, of: device)
    }

    private func target(
        _ name: String, of device: DeviceType
    ) throws(ToolFailure) -> Order.Target {
        if let message = device.command(named: name) {
            return Order.Target(device: device, message: message)
        }
        guard let page = device[name] else {
            throw .unknown("message", name, of: device.name, among: device.commands.map(\.name))
        }
        let query = device.queries(of: page).first
        throw ToolFailure(
            .usage,
            "'\(name)' is what the device sends, expected a message to it"
                + (query.map { ", such as '\($0.name)'" } ?? ""))
    }

    private func recognise(_ bytes: [UInt8]) -> Frame? {
        for device in only.map({ [$0] }) ?? knownDevices() {
            if let message = device.commands.first(where: { $0.accepts(bytes) }) {
                return try? device.frame(bytes, of: message)
            }
        }
        return nil
    }

    private func address(
        of target: Order.Target, base: Frame?
    ) throws(ToolFailure) -> UInt8? {
        guard let range = target.device.address else {
            guard address == nil else {
                throw ToolFailure(
                    .usage, "found an address, but '\(target.device.name)' has none")
            }
            return nil
        }
        guard let address = address ?? base?.address ?? range.standard else { return nil }
        guard target.device.accepts(address) else {
            throw ToolFailure(
                .usage,
                "found address \(address), expected one from \(range.minimum) to \(range.maximum)")
        }
        return address
    }

    /// Refuses a message that changes the device, unless the user means it.
    private func confirm(_ message: Message) throws(ToolFailure) {
        guard !isConfirmed, message.writes || message.isUntested else { return }
        let reasons = [
            message.writes ? "changes the device" : nil,
            message.isUntested ? "has not been tried on a real one" : nil,
        ]
        throw ToolFailure(
            .usage,
            "'\(message.name)' " + reasons.compactMap(\.self).joined(separator: " and ")
                + ": send it with --yes, or look at it with --dry-run")
    }
}

extension DeviceType {
    fileprivate func command(named name: String) -> Message? {
        message(named: name, from: .host)
    }
}
