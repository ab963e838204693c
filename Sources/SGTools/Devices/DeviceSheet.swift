internal import SGBytes
internal import SGDevices
internal import SGRecords
internal import SGSystem

/// The table that `sg-devices list` prints.
func tableOfDevices(_ devices: [DeviceType]) -> [String] {
    let rows = devices.map { device in
        [
            device.name, device.category, device.origin,
            "\(device.manufacturer) \(device.model)",
        ]
    }
    return table(rows)
}

/// The lines that `sg-devices show` prints: the device type, then these of its messages.
func sheet(of device: DeviceType, messages: [Message]) -> [String] {
    var lines = ["\(device.name): \(device.manufacturer) \(device.model), \(device.category)"]
    var facts = [["definition:", device.origin], ["port:", summary(of: device.line)]]
    if let address = device.address {
        let usual = address.standard.map { "\($0), or " } ?? ""
        facts.append(["address:", "\(usual)any from \(address.minimum) to \(address.maximum)"])
    }
    if let page = device.mainPage { facts.append(["main page:", page.name]) }
    if let note = device.note { facts.append(["note:", note]) }
    lines += indented(table(facts))
    for message in messages { lines += ["", title(of: message)] + indented(details(of: message)) }
    return lines
}

// MARK: - Port settings

private func summary(of line: LineDefaults) -> String {
    var parts = ["\(line.baudrate) \(line.bytesize)\(line.parity)\(line.stopbits)"]
    if line.xonxoff { parts.append("XON/XOFF") }
    if line.rtscts { parts.append("RTS/CTS") }
    if line.dsrdtr { parts.append("DSR/DTR") }
    if let rts = line.rts { parts.append("RTS \(rts ? "high" : "low")") }
    if let dtr = line.dtr { parts.append("DTR \(dtr ? "high" : "low")") }
    return parts.joined(separator: ", ")
}

// MARK: - Messages

private func title(of message: Message) -> String {
    "\(message.name): \(summary(of: message))"
}

/// Who sends a message, what answers it, and what to beware of.
func summary(of message: Message) -> String {
    var parts = ["from the \(message.sender.rawValue)"]
    if let reply = message.reply { parts.append("answered by \(reply.name)") }
    if message.writes { parts.append("changes the device") }
    if message.isUntested { parts.append("untested") }
    return parts.joined(separator: ", ")
}

private func details(of message: Message) -> [String] {
    let remarks = [message.label.map { "[\($0)]" }, message.note].compactMap(\.self)
    return remarks + table(message.fields.map { [$0.name] + properties(of: $0) })
}

/// The kind of a field, its unit, and what else there is to know; an empty text for what is not.
func properties(of field: Field) -> [String] {
    let kind =
        switch field.shape {
        case .single: field.kind.rawValue
        case .list(let count): "\(count) × \(field.kind.rawValue)"
        case .daily(let count): "\(count) days × \(field.kind.rawValue)"
        }
    let values = [
        field.range.map { "\($0.minimum) to \($0.maximum)" },
        field.settable.map { "can be set from \($0.minimum) to \($0.maximum)" },
        field.patterns.isEmpty ? nil : field.patterns.map(\.description).joined(separator: " or "),
        field.choices.isEmpty
            ? nil : field.choices.map(\.value.description).joined(separator: ", "),
        field.standard.map { "usually \($0)" },
    ]
    let remarks = [field.label.map { "[\($0)]" }, field.note]
    return [
        kind, readable(unit: field.unit ?? ""),
        (values + remarks).compactMap(\.self).joined(separator: "; "),
    ]
}

// MARK: - Text

/// Lines whose cells stand in columns.
func table(_ rows: [[String]]) -> [String] {
    let rows = rows.map { $0.map(singleLine) }
    let columnCount = rows.map(\.count).max() ?? 0
    let widths = (0..<columnCount).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
        var line = ""
        for (cell, width) in zip(row, widths) where width > 0 {
            line += cell + String(repeating: " ", count: width - cell.count + 2)
        }
        return String(line.reversed().drop { $0 == " " }.reversed())
    }
}

private func indented(_ lines: [String]) -> [String] {
    lines.map { "  \($0)" }
}

/// A number with what it counts: `1 message`, `2 messages`.
func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
}
