import SGDiagnostics
import SGYAML

/// Reads the fields of one message and compiles them into the decoder's table.
struct FieldReader {
    private let byteOrder: ByteOrder

    private var fields: [Field] = []
    private var steps: [FieldStep] = []
    private var choices: [Choice] = []
    private var wireLabels: [[UInt8]] = []
    private var words: [Words] = []
    /// Bytes that no field fills, with what is written there.
    private(set) var reserved: [(offset: Int, bytes: [UInt8])] = []

    /// The length of the frame; `nil` for one of variable length.
    private var length: Int?
    /// Where the next field stands that does not say where.
    private var nextOffset = 0
    /// Who stands where, to tell overlaps.
    private var occupied: [(range: Range<Int>, owner: String)] = []
    /// The slots that others can refer to.
    private var slots: [String: Slot] = [:]
    /// How many fields the lines of a page have taken up.
    private var placed = 0

    init(byteOrder: ByteOrder) {
        self.byteOrder = byteOrder
    }

    var count: Int { fields.count }

    /// Starts a frame with fixed places.
    mutating func open(length: Int?, pattern: BytePattern) {
        self.length = length
        nextOffset = length == nil ? 1 : pattern.count
        for i in 0..<pattern.count where pattern.lowest[i] == pattern.highest[i] {
            occupy(i..<i + 1, by: "the start")
        }
        for offset in [pattern.addressOffset, pattern.sumOffset] {
            if let offset { occupy(offset..<offset + 1, by: "the start") }
        }
    }

    /// Notes that bytes are taken, without a check.
    mutating func occupy(_ range: Range<Int>, by owner: String) {
        occupied.append((range, owner))
    }

    /// What has been read, with its format.
    func parts(format: Format) -> MessageParts {
        var parts = MessageParts(format: format)
        parts.fields = fields
        parts.steps = steps
        parts.choices = choices
        parts.wireLabels = wireLabels
        parts.words = words
        return parts
    }

    /// Takes over the slots that another reading of the same fields found.
    mutating func useSlots(of other: FieldReader) {
        slots = other.slots
    }

    /// How many data bytes a hex line has, from the places of its fields.
    var dataCount: ClosedRange<Int> {
        var least = reserved.map { $0.offset + $0.bytes.count - 1 }.max() ?? 0
        var isOpen = false
        for step in steps {
            if case .always = step.presence, step.meaning != .bytes {
                least = max(least, step.slot.end - 1)
            } else {
                least = max(least, step.slot.offset - 1)
                isOpen = true
            }
        }
        return least...(isOpen ? 64 : least)
    }

    /// Reads one entry of `fields`.
    mutating func read(_ node: YAMLNode, _ kind: FormatKind, _ reader: inout DefinitionReader) {
        if kind.holdsTexts {
            readText(node, &reader)
        } else {
            readSlot(node, &reader)
        }
    }

    // MARK: - Lines

    /// Takes up the next field for a line's template and tells how its value reads.
    mutating func placeNext(_ name: String) -> LinesFormat.ValueText? {
        guard placed < fields.count, fields[placed].name == name else { return nil }
        let step = steps[placed]
        placed += 1
        switch (step.notation, step.meaning) {
        case (.text, .bool):
            return .words(false: words[placed - 1].no, true: words[placed - 1].yes)
        case (.text, _):
            return .text
        default:
            return .number(digits: step.minimumDigits == 0 ? nil : step.minimumDigits)
        }
    }

    /// A field that no line has taken up.
    var unplacedName: String? {
        placed < fields.count ? fields[placed].name : nil
    }

    // MARK: - Fields that are texts

    private mutating func readText(_ node: YAMLNode, _ reader: inout DefinitionReader) {
        let section = reader.section(
            node, "a field",
            keys: [
                "name", "key", "type", "width", "scale", "unit", "range", "choices", "true",
                "false",
                "absent", "note", "label", "default",
            ])
        var step = FieldStep(
            field: 0, meaning: .text, slot: Slot(offset: 0, width: 1, encoding: .digits))
        step.notation = reader.word("type", of: section, default: TextType.text).notation
        if section["type"] == nil { reader.reportMissing("type", section) }
        step.minimumDigits = reader.integer("width", of: section, in: 0...18, default: 0)
        let key = reader.optionalText("key", of: section)
        add(step, section, wireLabel: key, &reader)
    }

    // MARK: - Fields at fixed places

    private mutating func readSlot(_ node: YAMLNode, _ reader: inout DefinitionReader) {
        let section = reader.section(
            node, "a field",
            keys: [
                "name", "id", "at", "type", "width", "count", "order", "scale", "offset", "unit",
                "range", "choices", "true", "false", "absent", "absent_in_older", "negative_if",
                "scale_if", "tenths_at", "bits", "parts", "select", "reserved", "note", "label",
                "default",
            ])
        let at = reader.integer("at", of: section, in: 0...65535, default: nextOffset)
        if let node = section["reserved"] {
            let bytes = reader.bytes(node)
            reserved.append((at, bytes))
            occupy(at..<at + bytes.count, by: "the reserved bytes", section, &reader)
            return
        }
        var step = step(section, at: at, &reader)
        step.count = reader.integer("count", of: section, in: 1...1024, default: 1)
        let name = section["id"]?.text ?? section["name"]?.text
        occupy(
            at..<at + step.slot.width * step.count, by: name.map { "'\($0)'" } ?? "the field",
            section, &reader)
        if let name { slots[name] = step.slot }
        readDependencies(section, &step, &reader)
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
    private mutating func step(
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
        let names = DateParts.Part.allCases.map { "\($0)" }
        for element in reader.elements(node).prefix(DateParts.Part.allCases.count) {
            guard let name = reader.text(element) else { continue }
            if let part = DateParts.Part.allCases.first(where: { "\($0)" == name }) {
                step.dateParts.append(part)
            } else {
                reader.reportUnknown(name, element, what: "part of a date", known: names)
            }
        }
        step.slot.width = step.dateParts.count
    }

    /// Notes that a field takes bytes, and reports what it overlaps or where it leaves the frame.
    private mutating func occupy(
        _ range: Range<Int>, by owner: String, _ section: Section, _ reader: inout DefinitionReader
    ) {
        let node = section["at"] ?? section["name"] ?? section["id"] ?? section.node
        if let length, range.upperBound > length {
            reader.report(
                node,
                "\(owner) ends at byte \(range.upperBound), but the message has \(length) bytes")
        }
        if let other = occupied.first(where: { $0.range.overlaps(range) }) {
            reader.report(
                node,
                "\(owner) at bytes \(describe(range)) overlaps \(other.owner) at "
                    + "bytes \(describe(other.range))")
        }
        occupied.append((range, owner))
        nextOffset = range.upperBound
    }

    private func describe(_ range: Range<Int>) -> String {
        range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound - 1)"
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
            let next = nextOffset
            occupy(at..<at + 1, by: "the tenths", section, &reader)
            nextOffset = next
        }
    }

    private func bit(_ section: Section, _ reader: inout DefinitionReader) -> SlotBit? {
        guard let slot = slot(section, &reader) else { return nil }
        return SlotBit(slot: slot, bit: reader.integer("bit", of: section, in: 0...31))
    }

    private func slot(_ section: Section, _ reader: inout DefinitionReader) -> Slot? {
        let name = reader.text("slot", of: section)
        if let slot = slots[name] { return slot }
        if let node = section["slot"] {
            reader.reportUnknown(
                name, node, what: "slot", known: slots.keys.sorted())
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
            step.firstBit = reader.integer(entry.key, in: 0...31) ?? 0
            step.bitCount = 1
            if let name = reader.text(entry.value) {
                append(step, field(name, .bool, entry.value, &reader))
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
                "name", "bit", "bits", "scale", "offset", "unit", "range", "choices", "absent",
                "note",
                "label", "default",
            ])
        var step = whole
        if let bit = section["bit"] {
            step.firstBit = reader.integer(bit, in: 0...31) ?? 0
            step.bitCount = 1
            step.meaning = .bool
        } else {
            (step.firstBit, step.bitCount) = bitRange(section, &reader)
        }
        add(step, section, wireLabel: nil, &reader)
    }

    /// Reads `bits: 0-5`.
    private func bitRange(
        _ section: Section, _ reader: inout DefinitionReader
    ) -> (first: Int, count: Int) {
        let text = reader.text("bits", of: section)
        let ends = text.split(separator: "-").compactMap { Int($0) }
        guard ends.count == 2, 0 <= ends[0], ends[0] < ends[1], ends[1] < 32 else {
            if let node = section["bits"] {
                reader.report(node, "found '\(text)', expected the first and last bit, such as 0-5")
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
        if section["bits"] != nil { (part.firstBit, part.bitCount) = bitRange(section, &reader) }
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
            step.presence = .otherwise
            readCase(other, step, &reader)
        }
    }

    private mutating func readCase(
        _ node: YAMLNode, _ whole: FieldStep, _ reader: inout DefinitionReader
    ) {
        let section = reader.section(
            node, "a case",
            keys: [
                "name", "type", "scale", "offset", "unit", "range", "choices", "absent", "note",
                "label",
            ])
        var step = whole
        if section["type"] != nil {
            let own = self.step(section, at: whole.slot.offset, &reader)
            step.slot = own.slot
            step.meaning = own.meaning
        }
        add(step, section, wireLabel: nil, &reader)
    }
}

extension FieldReader {
    // MARK: - What a value means

    /// Completes a step with the meaning of its value and appends it with its field.
    private mutating func add(
        _ partial: FieldStep, _ section: Section, wireLabel: String?,
        _ reader: inout DefinitionReader
    ) {
        var step = partial
        let name = reader.text("name", of: section)
        if let node = section["scale"], step.meaning != .number, step.notation == .text {
            reader.report(node, "only numbers have a 'scale'")
        }
        if step.notation != .text { step.meaning = .number }
        var own = Words()
        readBool(section, &step, &own, &reader)
        let firstChoice = choices.count
        readChoices(section, &step, &reader)
        readScale(section, &step, &reader)
        readRange(section, &step, &reader)
        if let node = section["absent"] {
            step.absent = reader.integer(node, in: Int(Int32.min)...Int(UInt32.max)).map {
                Int64($0)
            }
        }
        if reader.boolean("absent_in_older", of: section) == true { step.presence = .firstPattern }
        var field = field(name, step.meaning.kind, section["name"] ?? section.node, &reader)
        field.unit = reader.optionalText("unit", of: section)
        field.count = step.count
        field.choices = Array(choices[firstChoice...])
        field.label = reader.optionalText("label", of: section)
        field.note = reader.optionalText("note", of: section)
        if let minimum = step.minimum, let maximum = step.maximum {
            field.range = (minimum, maximum)
        }
        field.standard = section["default"].flatMap { value($0, step.meaning, &reader) }
        append(step, field, wireLabel: wireLabel, words: own)
    }

    private mutating func append(
        _ step: FieldStep, _ field: Field, wireLabel: String? = nil, words own: Words = Words()
    ) {
        var step = step
        step.field = fields.count
        steps.append(step)
        fields.append(field)
        wireLabels.append(Array((wireLabel ?? field.name).utf8))
        words.append(own)
    }

    private func field(
        _ name: String, _ kind: Field.Kind, _ node: YAMLNode, _ reader: inout DefinitionReader
    ) -> Field {
        if fields.contains(where: { $0.name == name }) {
            reader.report(node, "there are two fields '\(name)'")
        } else if !reader.isName(name) {
            reader.report(
                node, "found '\(name)', expected a name of letters, digits and underscores")
        }
        return Field(name: name, kind: kind)
    }

    private func readBool(
        _ section: Section, _ step: inout FieldStep, _ own: inout Words,
        _ reader: inout DefinitionReader
    ) {
        guard let yes = section["true"], let no = section["false"] else {
            if let node = section["true"] ?? section["false"] {
                reader.report(node, "a bool needs both 'true' and 'false'")
            }
            return
        }
        if step.meaning == .text {
            own = Words(no: Array((no.text ?? "").utf8), yes: Array((yes.text ?? "").utf8))
        } else {
            step.trueValue = Int64(reader.integer(yes, in: Int(Int32.min)...Int(UInt32.max)) ?? 1)
            step.falseValue = Int64(reader.integer(no, in: Int(Int32.min)...Int(UInt32.max)) ?? 0)
        }
        step.meaning = .bool
    }

    private mutating func readChoices(
        _ section: Section, _ step: inout FieldStep, _ reader: inout DefinitionReader
    ) {
        guard let node = section["choices"] else { return }
        guard let entries = node.entries, !entries.isEmpty else {
            reader.report(node, "found \(node.kindName), expected names by number")
            return
        }
        let first = choices.count
        for entry in entries {
            let raw = Int64(reader.integer(entry.key, in: Int(Int32.min)...Int(UInt32.max)) ?? 0)
            guard let text = reader.text(entry.value) else { continue }
            let value = entry.value.boolean.map { FieldValue.bool($0) } ?? .text(text)
            if choices[first...].contains(where: { $0.value == value }) {
                reader.report(entry.value, "there are two choices '\(text)'")
            }
            choices.append(Choice(raw: raw, value: value))
        }
        step.choices = first..<choices.count
        step.meaning = .choice
    }

    private func readScale(
        _ section: Section, _ step: inout FieldStep, _ reader: inout DefinitionReader
    ) {
        if section["scale"] != nil, let (multiplier, places) = scale(section, &reader) {
            (step.multiplier, step.places) = (multiplier, places)
        }
        if let node = section["offset"], let offset = reader.decimal(node) {
            if let offset = offset.rescaled(to: step.places), abs(offset.mantissa) < 1 << 40 {
                step.offset = offset.mantissa
            } else {
                reader.report(node, "the offset has more places than the scale")
            }
        }
    }

    private func scale(
        _ section: Section, _ reader: inout DefinitionReader
    ) -> (multiplier: Int64, places: Int)? {
        guard let node = section["scale"], let scale = reader.decimal(node) else {
            reader.reportMissing("scale", section)
            return nil
        }
        guard 1...100_000 ~= scale.mantissa, scale.places <= 9 else {
            reader.report(node, "found \(scale), expected a scale such as 0.1, 0.25 or 10")
            return nil
        }
        return (scale.mantissa, scale.places)
    }

    private func readRange(
        _ section: Section, _ step: inout FieldStep, _ reader: inout DefinitionReader
    ) {
        guard let node = section["range"] else { return }
        let ends = reader.elements(node)
        guard ends.count == 2, let minimum = reader.decimal(ends[0]),
            let maximum = reader.decimal(ends[1])
        else {
            reader.report(node, "expected the lowest and the highest value")
            return
        }
        guard minimum < maximum else {
            reader.report(node, "the range runs backwards: from \(minimum) to \(maximum)")
            return
        }
        (step.minimum, step.maximum) = (minimum, maximum)
    }

    /// Reads a value written in the definition.
    private func value(
        _ node: YAMLNode, _ meaning: FieldStep.Meaning, _ reader: inout DefinitionReader
    ) -> FieldValue? {
        if node.isNull { return .noData }
        switch meaning {
        case .number: return reader.decimal(node).map { .number($0.description) }
        case .bool:
            if node.boolean == nil { reader.report(node, "expected true or false") }
            return node.boolean.map { .bool($0) }
        case .choice: return node.boolean.map { .bool($0) } ?? reader.text(node).map { .text($0) }
        case .datetime, .text, .bytes: return reader.text(node).map { .text($0) }
        }
    }
}

extension FieldStep.Meaning {
    fileprivate var kind: Field.Kind {
        switch self {
        case .number: .number
        case .bool: .bool
        case .choice: .choice
        case .datetime: .datetime
        case .text, .bytes: .text
        }
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

/// The types of fields that are texts.
private enum TextType: String, CaseIterable {
    case integer, decimal, hexadecimal, text

    var notation: FieldStep.Notation {
        switch self {
        case .integer: .integer
        case .decimal: .decimal
        case .hexadecimal: .hexadecimal
        case .text: .text
        }
    }
}
