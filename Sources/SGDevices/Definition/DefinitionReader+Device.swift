import SGDiagnostics
import SGYAML

extension DefinitionReader {
    /// Reads the whole definition of a device type.
    ///
    /// - Parameters:
    ///   - name: The name that it must have: its file's; `nil` for any.
    ///   - withEmulation: Whether the section `emulation` is read, too.
    mutating func device(
        _ root: YAMLNode, name: String?, withEmulation: Bool
    ) -> DeviceType {
        let section = section(
            root, "a definition",
            keys: [
                "device_type", "manufacturer", "model", "category", "note", "port", "timing",
                "address", "byte_order", "main_page", "messages", "emulation", "examples",
            ])
        let declared = text("device_type", of: section)
        if let name, declared != name, let node = section["device_type"] {
            report(
                node, "the device type is \(quoted(declared)), but the file is named for '\(name)'")
        } else if !isName(declared), let node = section["device_type"] {
            report(
                node,
                "found \(quoted(declared)), expected a name of letters, digits and underscores")
        }
        var address = address(section)
        let order = word("byte_order", of: section, default: ByteOrder.big)
        let messages = messages(section, address: address, byteOrder: order)
        address?.field = addressField(section, among: messages.flatMap(\.fields))
        checkAddress(section, address, messages)
        return DeviceType(
            name: declared,
            manufacturer: plainText("manufacturer", of: section),
            model: plainText("model", of: section),
            category: plainText("category", of: section),
            note: optionalPlainText("note", of: section),
            line: line(section),
            timing: timing(section),
            address: address,
            messages: messages,
            mainPage: mainPage(section, among: messages),
            emulation: withEmulation ? emulation(section, of: messages) : nil,
            origin: file)
    }

    /// The page that is named; the only one where none is.
    private mutating func mainPage(_ parent: Section, among messages: [Message]) -> Message? {
        let pages = messages.filter { $0.sender == .device }
        guard let node = parent["main_page"] else { return pages.count == 1 ? pages.first : nil }
        guard let name = text(node) else { return nil }
        if let page = pages.first(where: { $0.name == name }) { return page }
        reportUnknown(name, node, what: "page", known: pages.map(\.name))
        return nil
    }

    /// Whether a text is a name: letters, digits and underscores, a letter first.
    func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, first | 0x20 >= 0x61, first | 0x20 <= 0x7A else {
            return false
        }
        for byte in text.utf8 {
            guard byte == 0x5F || byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 else {
                return false
            }
        }
        return true
    }

    private mutating func line(_ parent: Section) -> LineDefaults {
        var line = LineDefaults()
        guard let node = parent["port"] else { return line }
        let section = section(
            node, "port settings",
            keys: [
                "baudrate", "bytesize", "parity", "stopbits", "xonxoff", "rtscts", "dsrdtr", "rts",
                "dtr",
            ])
        line.baudrate = integer(
            "baudrate", of: section, in: 50...4_000_000, default: line.baudrate)
        line.bytesize = integer("bytesize", of: section, in: 5...8, default: line.bytesize)
        line.parity = word("parity", of: section, default: Parity.N).rawValue
        line.stopbits = word("stopbits", of: section, default: StopBits.one).rawValue
        line.xonxoff = boolean("xonxoff", of: section) ?? false
        line.rtscts = boolean("rtscts", of: section) ?? false
        line.dsrdtr = boolean("dsrdtr", of: section) ?? false
        line.rts = boolean("rts", of: section)
        line.dtr = boolean("dtr", of: section)
        return line
    }

    private mutating func timing(_ parent: Section) -> Timing {
        var timing = Timing(silence: .milliseconds(100), reply: .seconds(1), gap: .zero)
        guard let node = parent["timing"] else { return timing }
        let section = section(node, "timing", keys: ["silence", "reply", "gap"])
        timing.silence = seconds("silence", of: section, default: timing.silence)
        timing.reply = seconds("reply", of: section, default: timing.reply)
        timing.gap = seconds("gap", of: section, default: timing.gap)
        return timing
    }

    private mutating func address(_ parent: Section) -> DeviceAddress? {
        guard let node = parent["address"] else { return nil }
        let section = section(
            node, "an address", keys: ["default", "minimum", "maximum", "characters_from", "field"])
        let minimum = integer("minimum", of: section, in: 0...255, default: 0)
        let maximum = integer("maximum", of: section, in: minimum...255, default: 255)
        let standard = section["default"].flatMap { integer($0, in: minimum...maximum) }
        let first = section["characters_from"].flatMap { character($0, before: maximum - minimum) }
        return DeviceAddress(
            standard: standard.map(UInt8.init), minimum: UInt8(minimum), maximum: UInt8(maximum),
            zero: first.map { $0 &- UInt8(minimum) } ?? 0)
    }

    /// The character that stands for the lowest address, and which so many others follow.
    private mutating func character(_ node: YAMLNode, before count: Int) -> UInt8? {
        let text = Array((node.text ?? "").utf8)
        guard text.count == 1, text[0] > 0x20, Int(text[0]) + count < 0x7F else {
            report(
                node,
                "found \(quoted(node.text ?? node.kindName)), expected the ASCII character that stands "
                    + "for the lowest address")
            return nil
        }
        return text[0]
    }

    /// Checks that a request to a device has an address when nobody gives one.
    private mutating func checkAddress(
        _ parent: Section, _ address: DeviceAddress?, _ messages: [Message]
    ) {
        guard let address, address.standard == nil, let node = parent["address"],
            let request = messages.first(where: { $0.sender == .host && $0.hasAddress })
        else { return }
        report(
            node, "there is no 'default', which '\(request.name)' is sent to without other address")
    }

    /// Reads which field holds the address, once the fields are known.
    private mutating func addressField(_ parent: Section, among fields: [Field]) -> String? {
        let node = parent["address"]?.entries?.first { $0.key.text == "field" }?.value
        return fieldNames(node.map { [$0] } ?? [], among: fields).first
    }
}

/// Which byte of a binary number comes first: the highest or the lowest.
enum ByteOrder: String, CaseIterable {
    case big, little
}

private enum Parity: String, CaseIterable {
    case N, E, O, M, S
}

private enum StopBits: String, CaseIterable {
    case one = "1"
    case oneAndAHalf = "1.5"
    case two = "2"
}
