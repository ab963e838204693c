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
    /// The names of the fields.
    var names: Set<String> = []
    /// Who stands where, to tell overlaps.
    private var occupied: [(range: Range<Int>, owner: String)] = []
    /// The place in `occupied` of who stands at a byte.
    private var occupants: [Int: Int] = [:]
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
        // An address that is a character can be a field, too.
        let address = pattern.zeroAddress == 0 ? pattern.addressOffset : nil
        for offset in [address, pattern.sumOffset] {
            if let offset { occupy(offset..<offset + 1, by: "the start") }
        }
    }

    /// Notes that bytes are taken.
    ///
    /// - Returns: Who has taken the first of them before that is not free, and where that stands;
    ///   `nil` when all were free.
    @discardableResult
    mutating func occupy(
        _ range: Range<Int>, by owner: String
    ) -> (range: Range<Int>, owner: String)? {
        occupied.append((range, owner))
        for byte in range {
            // Up to here only: how often a byte is looked at must not grow with who is there.
            if let other = occupants[byte] { return occupied[other] }
            occupants[byte] = occupied.count - 1
        }
        return nil
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
        let rest = restStarts.max()
        let least = max(fixedEnd, rest ?? 0) - 1
        return least...(rest == nil ? least : max(least, HexLineFormat.mostData))
    }

    /// Where what every hex line has ends: fields, tenths, reserved bytes, and whatever a bit or a
    /// selector stands in.
    private var fixedEnd: Int {
        let ends =
            reserved.map { $0.offset + $0.bytes.count } + slots.values.map(\.end)
            + steps.compactMap { $0.tenths?.end } + steps.filter { !$0.isRest }.map(\.end)
        return max(1, ends.max() ?? 1)
    }

    /// Where the fields begin that take the rest of a hex line.
    private var restStarts: Set<Int> { Set(steps.filter(\.isRest).map(\.slot.offset)) }

    /// Whether something stands in or after a field that takes the rest of a hex line.
    var isRestFollowed: Bool {
        restStarts.count > 1 || restStarts.contains { $0 < fixedEnd }
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
