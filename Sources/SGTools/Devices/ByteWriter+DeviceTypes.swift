internal import SGBytes
internal import SGDevices
internal import SGRecords

/// Device types as JSON, one object a line, under the names that definitions use.
extension ByteWriter {
    /// Appends what identifies a device type.
    mutating func append(summaryOf device: DeviceType) {
        append("{")
        append(identityOf: device)
        append("}\n")
    }

    /// Appends a device type with these of its messages.
    mutating func append(descriptionOf device: DeviceType, messages: [Message]) {
        append("{")
        append(identityOf: device)
        append(member: "note", device.note)
        append(jsonKey: "port")
        append(json: device.line)
        if let address = device.address {
            append(jsonKey: "address")
            append(json: address)
        }
        append(member: "main_page", device.mainPage?.name)
        append(jsonKey: "messages")
        append(array: messages) { $0.append(json: $1) }
        append("}\n")
    }

    private mutating func append(identityOf device: DeviceType) {
        append(member: "device_type", device.name)
        append(member: "manufacturer", device.manufacturer)
        append(member: "model", device.model)
        append(member: "category", device.category)
        append(member: "definition", device.origin)
    }

    private mutating func append(json line: LineDefaults) {
        append("{")
        append(member: "baudrate", literal: "\(line.baudrate)")
        append(member: "bytesize", literal: "\(line.bytesize)")
        append(member: "parity", line.parity)
        append(member: "stopbits", literal: line.stopbits)
        append(member: "xonxoff", literal: "\(line.xonxoff)")
        append(member: "rtscts", literal: "\(line.rtscts)")
        append(member: "dsrdtr", literal: "\(line.dsrdtr)")
        if let rts = line.rts { append(member: "rts", literal: "\(rts)") }
        if let dtr = line.dtr { append(member: "dtr", literal: "\(dtr)") }
        append("}")
    }

    private mutating func append(json address: DeviceAddress) {
        append("{")
        if let standard = address.standard { append(member: "default", literal: "\(standard)") }
        append(member: "minimum", literal: "\(address.minimum)")
        append(member: "maximum", literal: "\(address.maximum)")
        append("}")
    }

    private mutating func append(json message: Message) {
        append("{")
        append(member: "message_type", message.name)
        append(member: "from", message.sender.rawValue)
        append(member: "reply", message.reply?.name)
        append(member: "shown_by", message.shownBy?.name)
        append(member: "writes", literal: "\(message.writes)")
        append(member: "untested", literal: "\(message.isUntested)")
        append(member: "label", message.label)
        append(member: "note", message.note)
        append(jsonKey: "fields")
        append(array: message.fields) { $0.append(json: $1) }
        append("}")
    }

    private mutating func append(json field: Field) {
        append("{")
        append(member: "name", field.name)
        append(member: "kind", field.kind.rawValue)
        append(member: "unit", field.unit)
        append(member: "count", literal: "\(field.shape.count)")
        if field.shape.isDaily { append(member: "daily", literal: "true") }
        if let range = field.range {
            append(member: "minimum", literal: "\(range.minimum)")
            append(member: "maximum", literal: "\(range.maximum)")
        }
        if let settable = field.settable {
            append(member: "settable_minimum", literal: "\(settable.minimum)")
            append(member: "settable_maximum", literal: "\(settable.maximum)")
        }
        if !field.patterns.isEmpty {
            append(jsonKey: "patterns")
            append(array: field.patterns) { $0.append(jsonString: $1.description) }
        }
        if !field.choices.isEmpty {
            append(jsonKey: "choices")
            append(array: field.choices) { $0.append(json: $1) }
        }
        if let standard = field.standard {
            append(jsonKey: "default")
            append(json: standard)
        }
        append(member: "label", field.label)
        append(member: "note", field.note)
        append("}")
    }

    private mutating func append(json choice: Choice) {
        append("{")
        append(member: "raw", literal: "\(choice.raw)")
        append(jsonKey: "value")
        append(json: choice.value)
        append("}")
    }

    private mutating func append(json value: FieldValue) {
        switch value {
        case .number(let digits): append(utf8: digits)
        case .bool(let flag): append(utf8: "\(flag)")
        case .text(let text): append(jsonString: text)
        case .noData: append("null")
        case .list(let values): append(array: values) { $0.append(json: $1) }
        }
    }

    // MARK: - Pieces

    /// Appends a member whose value is a string; nothing when there is no value.
    mutating func append(member key: String, _ value: String?) {
        guard let value else { return }
        append(jsonKey: key)
        append(jsonString: value)
    }

    /// Appends a member whose value is a number or a Boolean.
    private mutating func append(member key: String, literal: String) {
        append(jsonKey: key)
        append(utf8: literal)
    }

    private mutating func append<Element>(
        array elements: [Element], _ appendElement: (inout ByteWriter, Element) -> Void
    ) {
        append("[")
        for (index, element) in elements.enumerated() {
            if index > 0 { append(",") }
            appendElement(&self, element)
        }
        append("]")
    }
}
