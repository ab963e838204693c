import SGDiagnostics
import SGYAML

/// Fields at fixed places: where their numbers stand and what they take from elsewhere in the frame.
extension FieldReader {
    /// Reads the entries of `fields`: first where all of them stand, so that one can refer to the slot
    /// of a later one.
    mutating func readSlots(_ nodes: [YAMLNode], _ reader: inout DefinitionReader) {
        var placed: [(section: Section, step: FieldStep)] = []
        placed.reserveCapacity(nodes.count)
        for node in nodes {
            let section = section(node, &reader)
            if let step = place(section, &reader) { placed.append((section, step)) }
        }
        for (section, step) in placed { readMeaning(section, step, &reader) }
    }

    private func section(_ node: YAMLNode, _ reader: inout DefinitionReader) -> Section {
        reader.section(
            node, "a field",
            keys: [
                "name", "id", "at", "type", "width", "count", "daily", "order", "scale", "offset",
                "unit",
                "range", "settable", "choices", "true", "false", "absent", "absent_in_older",
                "negative_if", "scale_if", "tenths_at", "bits", "parts", "used_bits", "select",
                "reserved", "note", "label", "default",
            ])
    }

    /// Takes up the place of a field, or of bytes that no field fills, which have no step.
    private mutating func place(
        _ section: Section, _ reader: inout DefinitionReader
    ) -> FieldStep? {
        let at = reader.integer("at", of: section, in: 0...65535, default: nextOffset)
        if let node = section["reserved"] {
            let bytes = reader.bytes(node)
            reserved.append((at, bytes))
            occupy(at..<at + bytes.count, by: "the reserved bytes", section, &reader)
            return nil
        }
        var step = step(section, at: at, &reader)
        readCount(section, &step, &reader)
        readUsedBits(section, &step, &reader)
        checkCount(section, step, &reader)
        let name = section["id"]?.text ?? section["name"]?.text
        occupy(
            at..<at + step.slot.width * step.count, by: name.map { "'\($0)'" } ?? "the field",
            section, &reader)
        if let name, step.meaning != .bytes, section["select"] == nil { slots[name] = step.slot }
        return step
    }

    /// Reads how many values follow one another, and whether each is another day's.
    private func readCount(
        _ section: Section, _ step: inout FieldStep, _ reader: inout DefinitionReader
    ) {
        step.count = reader.integer("count", of: section, in: 1...1024, default: 1)
        guard let daily = section["daily"] else { return }
        if section["count"] != nil {
            reader.report(daily, "a field has either 'count' or 'daily'")
        }
        step.count = reader.integer(daily, in: 2...1024) ?? 2
        step.isDaily = true
    }

    /// Reads `used_bits: 0-5`: any other bit is 0.
    private func readUsedBits(
        _ section: Section, _ step: inout FieldStep, _ reader: inout DefinitionReader
    ) {
        guard let node = section["used_bits"] else { return }
        guard section["bits"] != nil || section["parts"] != nil else {
            return reader.report(node, "only a number with 'bits' or 'parts' has 'used_bits'")
        }
        (step.firstBit, step.bitCount) = bitRange("used_bits", section, of: step.slot, &reader)
        step.slot.usedBits = step.mask
        (step.firstBit, step.bitCount) = (0, 0)
    }

    private func checkCount(
        _ section: Section, _ step: FieldStep, _ reader: inout DefinitionReader
    ) {
        guard step.count > 1, step.meaning == .bytes else { return }
        let node = section["count"] ?? section["daily"] ?? section.node
        reader.report(node, "only numbers and dates have several values")
    }

    /// Reads what the number at a place means, and appends its field or fields.
    private mutating func readMeaning(
        _ section: Section, _ placed: FieldStep, _ reader: inout DefinitionReader
    ) {
        var step = placed
        readDependencies(section, &step, &reader)
        if step.meaning != .number, let node = section["bits"] ?? section["parts"] {
            reader.report(node, "only numbers have bits")
        }
        if let bits = section["bits"] {
            readBits(bits, step, &reader)
        } else if let parts = section["parts"] {
            for part in reader.elements(parts) { readPart(part, step, &reader) }
        } else if let select = section["select"] {
            readSelect(select, step, &reader)
        } else {
            add(step, section, wireLabel: nil, &reader)
        }
    }

    /// Reads what kind of number stands at a place.
    mutating func step(
        _ section: Section, at offset: Int, _ reader: inout DefinitionReader
    ) -> FieldStep {
        if section["type"] == nil { reader.reportMissing("type", section) }
        let type = reader.word("type", of: section, default: SlotType.u8)
        var step = FieldStep(
            field: 0, meaning: .number,
            slot: Slot(offset: offset, width: type.width, encoding: type.encoding(byteOrder)))
        switch type {
        case .digits:
            step.slot.width = reader.integer("width", of: section, in: 1...9)
        case .bcdDatetime:
            step.meaning = .datetime
            readOrder(section, &step, &reader)
        case .bytes:
            step.meaning = .bytes
            if length != nil, let node = section["type"] {
                reader.report(node, "only a message of variable length has 'bytes'")
            }
        default:
            if let node = section["width"] { reader.report(node, "only digits have a 'width'") }
        }
        return step
    }

    private mutating func readOrder(
        _ section: Section, _ step: inout FieldStep, _ reader: inout DefinitionReader
    ) {
        guard let node = section["order"] else {
            reader.reportMissing("order", section)
            return
        }
        for element in reader.elements(node).prefix(DateParts.Part.allCases.count) {
            guard let name = reader.text(element) else { continue }
            if let part = DateParts.Part(name: name) {
                step.dateParts.append(part)
            } else {
                reader.reportUnknown(
                    name, element, what: "part of a date", known: DateParts.Part.names)
            }
        }
        step.slot.width = step.dateParts.count
    }

    /// Notes that a field takes bytes, and reports what it overlaps or where it leaves the frame.
    mutating func occupy(
        _ range: Range<Int>, by owner: String, _ section: Section, _ reader: inout DefinitionReader
    ) {
        let node = section["at"] ?? section["name"] ?? section["id"] ?? section.node
        if let length, range.upperBound > length {
            reader.report(
                node,
                "\(owner) ends at byte \(range.upperBound), but the message has \(length) bytes")
        }
        checkLine(end: range.upperBound, owner, node, &reader)
        if let other = occupy(range, by: owner) {
            reader.report(
                node,
                "\(owner) at \(describe(range)) overlaps \(other.owner) at "
                    + describe(other.range))
        }
        nextOffset = range.upperBound
    }

    /// Reports what a hex line is too short for.
    private func checkLine(
        end: Int, _ owner: String, _ node: YAMLNode, _ reader: inout DefinitionReader
    ) {
        guard length == nil, end > HexLineFormat.mostData + 1 else { return }
        reader.report(
            node,
            "\(owner) ends at byte \(end), but a hex line has at most \(HexLineFormat.mostData) data bytes"
        )
    }

    private func describe(_ range: Range<Int>) -> String {
        range.count == 1
            ? "byte \(range.lowerBound)" : "bytes \(range.lowerBound)–\(range.upperBound - 1)"
    }

    /// Reads what a value takes from elsewhere in the frame: its sign, its scale, its tenths.
    private mutating func readDependencies(
        _ section: Section, _ step: inout FieldStep, _ reader: inout DefinitionReader
    ) {
        if let node = section["negative_if"] {
            let inner = reader.section(node, "'negative_if'", keys: ["slot", "bit"])
            step.sign = bit(inner, &reader)
        }
        if let node = section["scale_if"] {
            let inner = reader.section(node, "'scale_if'", keys: ["slot", "bit", "scale"])
            if let bit = bit(inner, &reader), let (multiplier, places) = scale(inner, &reader) {
                step.otherScale = (bit, multiplier, places)
            }
        }
        if let node = section["tenths_at"], let at = reader.integer(node, in: 0...65535) {
            step.tenths = Slot(offset: at, width: 1, encoding: .digits)
            occupy(at..<at + 1, by: "the tenths", section, &reader)
        }
    }

    private func bit(_ section: Section, _ reader: inout DefinitionReader) -> SlotBit? {
        guard let slot = slot(section, &reader) else { return nil }
        return SlotBit(
            slot: slot, bit: reader.integer("bit", of: section, in: 0...slot.highestBit))
    }

    private func slot(_ section: Section, _ reader: inout DefinitionReader) -> Slot? {
        let name = reader.text("slot", of: section)
        if let slot = slots[name] { return slot }
        if let node = section["slot"] {
            reader.reportUnknown(name, node, what: "slot", known: slots.keys.sorted())
        }
        return nil
    }

    /// Reads `bits: {0: name, 1: name}`: one flag a bit.
    private mutating func readBits(
        _ node: YAMLNode, _ whole: FieldStep, _ reader: inout DefinitionReader
    ) {
        for entry in node.entries ?? [] {
            var step = whole
            step.meaning = .bool
            step.firstBit = reader.integer(entry.key, in: 0...step.slot.highestBit) ?? 0
            step.bitCount = 1
            if let name = reader.text(entry.value) {
                append(step, field(name, .bool, entry.value, &reader), at: entry.value, &reader)
            }
        }
        if node.entries == nil {
            reader.report(node, "found \(node.kindName), expected names by bit")
        }
    }

    /// Reads one slice of bits as a field of its own.
    private mutating func readPart(
        _ node: YAMLNode, _ whole: FieldStep, _ reader: inout DefinitionReader
    ) {
        let section = reader.section(
            node, "a part",
            keys: [
                "name", "bit", "bits", "scale", "offset", "unit", "range", "settable", "choices",
                "absent", "note", "label", "default",
            ])
        var step = whole
        if let bit = section["bit"] {
            step.firstBit = reader.integer(bit, in: 0...step.slot.highestBit) ?? 0
            step.bitCount = 1
            step.meaning = .bool
        } else {
            (step.firstBit, step.bitCount) = bitRange("bits", section, of: step.slot, &reader)
        }
        add(step, section, wireLabel: nil, &reader)
    }

    /// Reads `bits: 0-5`.
    private func bitRange(
        _ key: String, _ section: Section, of slot: Slot, _ reader: inout DefinitionReader
    ) -> (first: Int, count: Int) {
        let text = reader.text(key, of: section)
        let ends = text.split(separator: "-").compactMap { Int($0) }
        guard ends.count == 2, 0 <= ends[0], ends[0] < ends[1], ends[1] <= slot.highestBit else {
            if let node = section[key] {
                reader.report(
                    node,
                    "found \(quoted(text)), expected the first and last of bits 0 to \(slot.highestBit), "
                        + "such as 0-5")
            }
            return (0, 1)
        }
        return (ends[0], ends[1] - ends[0] + 1)
    }

    /// Reads fields of which one stands at a place, called for by the number in another slot.
    private mutating func readSelect(
        _ node: YAMLNode, _ whole: FieldStep, _ reader: inout DefinitionReader
    ) {
        let section = reader.section(
            node, "'select'", keys: ["slot", "bits", "cases", "otherwise"])
        guard let selector = slot(section, &reader) else { return }
        var part = whole
        if section["bits"] != nil {
            (part.firstBit, part.bitCount) = bitRange("bits", section, of: selector, &reader)
        }
        let highest = part.slice(of: selector.representable.upperBound)
        for entry in section["cases"]?.entries ?? [] {
            var step = whole
            let value = Int64(reader.integer(entry.key, in: 0...Int(highest)) ?? 0)
            step.presence = .selected(
                by: selector, mask: part.mask, value: value << Int64(part.firstBit))
            readCase(entry.value, step, &reader)
        }
        if section["cases"]?.entries == nil { reader.reportMissing("cases", section) }
        if let other = section["otherwise"] {
            var step = whole
            step.presence = .otherwise(selector: selector)
            readCase(other, step, &reader)
            if length == nil, steps.last?.meaning != .bytes {
                reader.report(
                    other, "what else may follow in a hex line must have the type 'bytes'")
            }
        }
    }

    private mutating func readCase(
        _ node: YAMLNode, _ whole: FieldStep, _ reader: inout DefinitionReader
    ) {
        let section = reader.section(
            node, "a case",
            keys: [
                "name", "type", "scale", "offset", "unit", "range", "settable", "choices",
                "absent", "note", "label",
            ])
        var step = whole
        if section["type"] != nil {
            let own = self.step(section, at: whole.slot.offset, &reader)
            step.slot = own.slot
            step.meaning = own.meaning
            if length != nil, step.end > whole.end, let node = section["type"] {
                reader.report(
                    node,
                    "the case has \(own.slot.width) bytes, but the field has \(whole.slot.width)")
            }
            checkLine(end: step.end, "the case", section["type"] ?? section.node, &reader)
        }
        add(step, section, wireLabel: nil, &reader)
    }
}

/// The types of fields at fixed places.
private enum SlotType: String, CaseIterable {
    case u8, u16, u32, i8, i16, i32, digits
    case bcdDatetime = "bcd_datetime"
    case bytes

    var width: Int {
        switch self {
        case .u8, .i8, .digits: 1
        case .u16, .i16: 2
        case .u32, .i32: 4
        case .bcdDatetime, .bytes: 0
        }
    }

    func encoding(_ order: ByteOrder) -> Slot.Encoding {
        switch self {
        case .u8, .u16, .u32, .bcdDatetime, .bytes:
            order == .big ? .unsignedBig : .unsignedLittle
        case .i8, .i16, .i32:
            order == .big ? .signedBig : .signedLittle
        case .digits: .digits
        }
    }
}
