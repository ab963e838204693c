import SGDiagnostics
import SGYAML

extension DefinitionReader {
    /// Reads all messages of a definition.
    mutating func messages(
        _ parent: Section, address: DeviceAddress?, byteOrder: ByteOrder
    ) -> [Message] {
        guard let node = parent["messages"] else {
            reportMissing("messages", parent)
            return []
        }
        guard let entries = node.entries, !entries.isEmpty else {
            report(node, "found \(node.kindName), expected messages by name")
            return []
        }
        guard entries.count <= DefinitionReader.mostMessages else {
            let limit = DefinitionReader.mostMessages
            report(node, "found \(entries.count) messages, expected at most \(limit)")
            return []
        }
        var parts: [MessageParts] = []
        for entry in entries {
            let name = entry.key.text ?? ""
            if !isName(name) {
                report(
                    entry.key,
                    "found \(quoted(name)), expected a name of letters, digits and underscores"
                )
            }
            parts.append(
                message(entry.value, name: name, address: address, byteOrder: byteOrder))
        }
        let messages = linked(parts)
        checkReferences(entries, parts, messages)
        checkLikenesses(entries, messages)
        return messages
    }

    /// How many messages a device may have: each is compared with all others.
    private static let mostMessages = 1000

    private mutating func message(
        _ node: YAMLNode, name: String, address: DeviceAddress?, byteOrder: ByteOrder
    ) -> MessageParts {
        let kind = formatKind(node)
        let section = section(node, "a message", keys: commonKeys + kind.keys)
        var fields = FieldReader(byteOrder: byteOrder)
        let format =
            switch kind {
            case .fixed: fixed(section, &fields, address: address)
            case .separated: separated(section, &fields, address: address)
            case .lines: lines(section, &fields)
            case .keyed: keyed(section, &fields)
            case .hexLine: hexLine(section, &fields)
            }
        var parts = fields.parts(format: format)
        parts.name = name
        parts.sender = word("from", of: section, default: Sender.device).side
        parts.reply = optionalText("reply", of: section)
        for node in section["reply_repeats"].map({ elements($0) }) ?? [] {
            parts.repeatedByReply += text(node).map { [$0] } ?? []
        }
        parts.shownBy = optionalText("shown_by", of: section)
        if let names = section["refusal"]?.elements {
            for node in names { parts.refusals += text(node).map { [$0] } ?? [] }
        } else {
            parts.isRefusal = boolean("refusal", of: section) ?? false
        }
        parts.writes = boolean("writes", of: section) ?? false
        parts.isUntested = boolean("untested", of: section) ?? false
        parts.note = optionalPlainText("note", of: section)
        parts.label = optionalPlainText("label", of: section)
        parts.isFramedByDeviceOnly = boolean("device_side_only", of: section) ?? false
        parts.startsLine = boolean("at_line_start", of: section) ?? false
        parts.absentText = optionalText("absent", of: section).map { Array($0.utf8) }
        if section["from"] == nil { reportMissing("from", section) }
        return parts
    }

    private var commonKeys: [String] {
        [
            "from", "format", "reply", "reply_repeats", "shown_by", "refusal", "writes", "untested",
            "note", "label", "device_side_only", "at_line_start", "fields",
        ]
    }

    private mutating func formatKind(_ node: YAMLNode) -> FormatKind {
        guard let entry = node.entries?.first(where: { $0.key.text == "format" }) else {
            return .fixed
        }
        let name = entry.value.text ?? ""
        if let kind = FormatKind(rawValue: name) { return kind }
        reportUnknown(
            name, entry.value, what: "format", known: FormatKind.allCases.map(\.rawValue))
        return .fixed
    }

    // MARK: - The formats

    private mutating func fixed(
        _ section: Section, _ fields: inout FieldReader, address: DeviceAddress?
    ) -> Format {
        let pattern = pattern(section, address: address)
        let alternative = section["older_pattern"].map { textPattern($0, address: address) }
        let kind = checksum(section)
        let length = integer(
            "length", of: section, in: 1...65536, default: pattern.count + (kind?.width ?? 0))
        if length == 0, section.node.entries != nil {
            report(section["start"] ?? section.node, "the message has no bytes")
        }
        if let alternative, alternative.count != pattern.count, let node = section["older_pattern"]
        {
            report(
                node,
                "the older pattern has \(alternative.count) bytes, the pattern \(pattern.count)")
        }
        if let alternative, alternative.addressOffset != pattern.addressOffset,
            let node = section["older_pattern"]
        {
            report(node, "the older pattern has the address in another place than the pattern")
        }
        if pattern.count > length, let node = section["length"] {
            report(
                node, "the length is \(length), but the message starts with \(pattern.count) bytes")
        }
        fields.open(length: length, pattern: pattern)
        let checksum = kind.flatMap { kind -> (kind: Checksum, offset: Int)? in
            let offset = checksumOffset(section, default: length - kind.width)
            guard offset >= 0, offset + kind.width <= length else {
                report(
                    section["checksum"] ?? section.node,
                    "the checksum does not fit into \(length) bytes")
                return nil
            }
            let place = offset..<offset + kind.width
            checkPlace(
                of: kind, at: place, in: [pattern] + (alternative.map { [$0] } ?? []), section)
            fields.occupy(place, by: "the checksum")
            return (kind, offset)
        }
        readFields(section, into: &fields)
        return .fixed(
            FixedFormat(
                pattern: pattern, alternative: alternative, length: length, checksum: checksum,
                reserved: fields.reserved))
    }

    /// Refuses a checksum where the start must be something else: what is built would be no frame.
    private mutating func checkPlace(
        of checksum: Checksum, at place: Range<Int>, in patterns: [BytePattern], _ section: Section
    ) {
        let isFree = patterns.allSatisfy { pattern in
            place.clamped(to: 0..<pattern.count).allSatisfy { offset in
                pattern.admits(checksum.bytes, at: offset)
            }
        }
        if !isFree {
            report(
                section["checksum"] ?? section.node,
                "the checksum at bytes \(place.lowerBound)–\(place.upperBound - 1) overlaps the start"
            )
        }
    }

    private mutating func separated(
        _ section: Section, _ fields: inout FieldReader, address: DeviceAddress?
    ) -> Format {
        let pattern = pattern(section, address: address)
        let separator = section["separator"].map { bytes($0) } ?? []
        if separator.count != 1 {
            report(section["separator"] ?? section.node, "'separator' must be one byte")
        }
        if section["checksum"] == nil { reportMissing("checksum", section) }
        readFields(section, into: &fields)
        return .separated(
            SeparatedFormat(
                pattern: pattern, separator: separator.first ?? 0, count: fields.count,
                longestText: integer("longest_text", of: section, in: 1...255, default: 32),
                end: section["end"].map { bytes($0) } ?? [],
                checksum: checksum(section) ?? Checksum(kind: .sum, width: 4)))
    }

    private mutating func hexLine(_ section: Section, _ fields: inout FieldReader) -> Format {
        let start = text("start", of: section).utf8.first ?? 0
        let command = integer("command", of: section, in: 0...15)
        fields.open(length: nil, pattern: BytePattern())
        fields.occupy(0..<1, by: "the command")
        readFields(section, into: &fields)
        if fields.isRestFollowed {
            report(
                section["fields"] ?? section.node,
                "only the last field can have the type 'bytes' or a 'select' in a hex line")
        }
        return .hexLine(
            HexLineFormat(
                start: start, command: UInt8(command), dataCount: fields.dataCount,
                reserved: fields.reserved))
    }

    private mutating func keyed(_ section: Section, _ fields: inout FieldReader) -> Format {
        let first = (section["first"].map { elements($0) } ?? []).map {
            Array((text($0) ?? "").utf8)
        }
        var interruption: (start: UInt8, end: UInt8) = (0, 0)
        if let node = section["interrupted_by"] {
            let inner = self.section(node, "an interruption", keys: ["start", "end"])
            interruption.start = text("start", of: inner).utf8.first ?? 0
            interruption.end = text("end", of: inner).utf8.first ?? 0
        } else {
            reportMissing("interrupted_by", section)
        }
        let checksumLabel = Array(text("checksum_label", of: section).utf8)
        readFields(section, into: &fields)
        return .keyed(
            KeyedFormat(
                firstLabels: first, checksumLabel: checksumLabel, interruption: interruption,
                turn: section["turn"].flatMap { seconds($0) }))
    }

    private mutating func lines(_ section: Section, _ fields: inout FieldReader) -> Format {
        readFields(section, into: &fields)
        let nodes = section["lines"].map { elements($0) } ?? []
        if nodes.isEmpty { reportMissing("lines", section) }
        let includesLineEnd = boolean("line_end", of: section) ?? false
        let lines = nodes.map { line($0, &fields) }
        if let name = fields.unplacedName { report(section.node, "no line holds '{\(name)}'") }
        let legend = (section["legend"].map { elements($0) } ?? []).map {
            Array((text($0) ?? "").utf8)
        }
        return .lines(
            LinesFormat(
                lines: lines, legend: legend,
                lineStart: includesLineEnd ? nil : lines.first?.before.first,
                includesLineEnd: includesLineEnd))
    }

    /// Reads a line's template: text with at most one `{field}`.
    private mutating func line(_ node: YAMLNode, _ fields: inout FieldReader) -> LinesFormat.Line {
        let template = Array((text(node) ?? "").utf8)
        guard let open = template.firstIndex(of: UInt8(ascii: "{")),
            let close = template[open...].firstIndex(of: UInt8(ascii: "}"))
        else { return LinesFormat.Line(before: template, value: .none, after: []) }
        let name = String(decoding: template[(open + 1)..<close], as: UTF8.self)
        guard let value = fields.placeNext(name) else {
            report(node, "'{\(name)}' is not the next of the message's fields")
            return LinesFormat.Line(before: template, value: .none, after: [])
        }
        return LinesFormat.Line(
            before: Array(template[..<open]), value: value, after: Array(template[(close + 1)...]))
    }

    // MARK: - Patterns and checksums

    private mutating func pattern(_ section: Section, address: DeviceAddress?) -> BytePattern {
        if let node = section["pattern"] { return textPattern(node, address: address) }
        guard let node = section["start"] else {
            reportMissing("start", section)
            return BytePattern()
        }
        return startPattern(node, address: address)
    }

    /// Reads `address 05 09 sum`: hex bytes, the device's address, the sum of what is before it.
    private mutating func startPattern(_ node: YAMLNode, address: DeviceAddress?) -> BytePattern {
        var pattern = BytePattern()
        for word in (text(node) ?? "").split(separator: " ") {
            switch word {
            case "address":
                append(address, to: &pattern, node)
            case "sum":
                pattern.appendSum()
            default:
                guard word.utf8.count == 2, let byte = UInt8(word, radix: 16) else {
                    report(
                        node, "found \(quoted(word)), expected two hex digits, 'address' or 'sum'")
                    continue
                }
                pattern.append(byte)
            }
        }
        return pattern
    }

    private mutating func append(
        _ address: DeviceAddress?, to pattern: inout BytePattern, _ node: YAMLNode
    ) {
        if address == nil { report(node, "the definition has no 'address'") }
        let bytes = address.flatMap { $0.zero == 0 ? nil : $0.bytes }
        pattern.appendAddress(bytes ?? 0...255, zero: address?.zero ?? 0)
    }

    /// Reads a text in which `#` stands for a digit, `[A-K]` for one of a range of characters, and
    /// `{address}` for the device's address.
    private mutating func textPattern(_ node: YAMLNode, address: DeviceAddress?) -> BytePattern {
        var pattern = BytePattern()
        var rest = Array((text(node) ?? "").utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "#"):
                pattern.append(0x30...0x39)
            case UInt8(ascii: "{") where rest.starts(with: Array("address}".utf8)):
                append(address, to: &pattern, node)
                rest = rest.dropFirst("address}".utf8.count)
            case UInt8(ascii: "["):
                let range = Array(rest.prefix(4))
                guard range.count == 4, range[1] == UInt8(ascii: "-"),
                    range[3] == UInt8(ascii: "]"),
                    range[0] <= range[2]
                else {
                    report(node, "found '[', expected a range such as '[A-K]'")
                    continue
                }
                pattern.append(range[0]...range[2])
                rest = rest.dropFirst(4)
            default:
                pattern.append(byte)
            }
        }
        return pattern
    }

    private mutating func checksum(_ parent: Section) -> Checksum? {
        guard let node = parent["checksum"] else { return nil }
        let section = section(node, "a checksum", keys: ["kind", "bytes", "at"])
        if section["kind"] == nil { reportMissing("kind", section) }
        guard let kind = section["kind"].flatMap({ word($0, what: "kind") as Checksum.Kind? })
        else { return nil }
        switch kind {
        case .sum: return Checksum(kind: kind, width: integer("bytes", of: section, in: 1...4))
        case .crc16Modbus: return Checksum(kind: kind, width: 2)
        case .digitSum: return Checksum(kind: kind, width: 3)
        }
    }

    private mutating func checksumOffset(_ parent: Section, default value: Int) -> Int {
        guard let node = parent["checksum"], let entries = node.entries,
            let at = entries.first(where: { $0.key.text == "at" })?.value
        else { return value }
        return integer(at, in: 0...max(0, value)) ?? value
    }

    private mutating func readFields(_ section: Section, into fields: inout FieldReader) {
        guard let node = section["fields"] else { return }
        let kind = kind(of: section)
        let elements = elements(node)
        if kind.holdsTexts {
            for element in elements { fields.readText(element, &self) }
        } else {
            fields.readSlots(elements, &self)
        }
    }

    private func kind(of section: Section) -> FormatKind {
        section["format"]?.text.flatMap { FormatKind(rawValue: $0) } ?? .fixed
    }
}

/// The kinds of format that a definition can name.
enum FormatKind: String, CaseIterable {
    case fixed, separated, lines, keyed
    case hexLine = "hex_line"

    /// The keys that a message of this format has besides those that every message has.
    var keys: [String] {
        switch self {
        case .fixed: ["start", "pattern", "older_pattern", "length", "checksum"]
        case .separated: ["start", "separator", "end", "longest_text", "checksum"]
        case .lines: ["lines", "legend", "line_end"]
        case .keyed: ["first", "checksum_label", "interrupted_by", "turn", "absent"]
        case .hexLine: ["start", "command"]
        }
    }

    /// Whether fields are texts of any width rather than numbers at fixed places.
    var holdsTexts: Bool {
        switch self {
        case .fixed, .hexLine: false
        case .separated, .lines, .keyed: true
        }
    }
}

private enum Sender: String, CaseIterable {
    case host, device

    var side: Side { self == .host ? .host : .device }
}
