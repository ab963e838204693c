import SGDiagnostics
import SGYAML

/// Reads the fields of one message and compiles them into the decoder's table.
struct FieldReader {
    let byteOrder: ByteOrder

    var fields: [Field] = []
    var steps: [FieldStep] = []
    var choices: [Choice] = []
    var wireLabels: [[UInt8]] = []
    var words: [Words] = []
    /// Bytes that no field fills, with what is written there.
    var reserved: [(offset: Int, bytes: [UInt8])] = []

    /// The length of the frame; `nil` for one of variable length.
    var length: Int?
    /// Where the next field stands that does not say where.
    var nextOffset = 0
    /// Who stands where, to tell overlaps.
    var occupied: [(range: Range<Int>, owner: String)] = []
    /// The slots that others can refer to.
    var slots: [String: Slot] = [:]
    /// Which field fills a column of a CSV file, by the column's title.
    var columns: [String: String] = [:]
    /// How many fields the lines of a page have taken up.
    var placed = 0

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

    /// How many data bytes a hex line has, from the places of its fields.
    var dataCount: ClosedRange<Int> {
        var least = reserved.map { $0.offset + $0.bytes.count - 1 }.max() ?? 0
        var isOpen = false
        for step in steps {
            if let tenths = step.tenths { least = max(least, tenths.end - 1) }
            switch step.presence {
            case .always where step.meaning != .bytes, .firstPattern:
                least = max(least, step.end - 1)
            case .always, .selected, .otherwise:
                least = max(least, step.slot.offset - 1)
                isOpen = true
            }
        }
        return least...(isOpen ? 64 : least)
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

    mutating func readText(_ node: YAMLNode, _ reader: inout DefinitionReader) {
        let section = reader.section(
            node, "a field",
            keys: [
                "name", "key", "type", "width", "places", "scale", "unit", "range", "settable",
                "pattern",
                "choices", "true", "false", "absent", "note", "label", "default",
            ])
        var step = FieldStep(
            field: 0, meaning: .text, slot: Slot(offset: 0, width: 1, encoding: .digits))
        step.notation = reader.word("type", of: section, default: TextType.text).notation
        if section["type"] == nil { reader.reportMissing("type", section) }
        step.minimumDigits = reader.integer("width", of: section, in: 0...18, default: 0)
        readPlaces(section, &step, &reader)
        let key = reader.optionalText("key", of: section)
        add(step, section, wireLabel: key, &reader)
    }
}

extension FieldReader {
    /// Reads how many digits after the point a decimal is written with.
    private func readPlaces(
        _ section: Section, _ step: inout FieldStep, _ reader: inout DefinitionReader
    ) {
        guard let node = section["places"] else { return }
        step.writtenPlaces = reader.integer(node, in: 0...9)
        if step.notation != .decimal || section["scale"] != nil {
            reader.report(node, "only a decimal without a 'scale' has 'places'")
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
