import SGBytes
public import SGDiagnostics
import SGYAML

/// Bytes with what they must decode to, or why they must be rejected: a definition's proof.
public struct Example: Sendable {
    /// The message that the bytes are, or must not be taken for.
    public let message: String
    /// The bytes.
    public let frame: [UInt8]
    /// The fields that they carry; `nil` for bytes that must be rejected.
    public let fields: [FieldAssignment]?
    /// The fields that must be named suspect.
    public let suspects: [String]
    /// Whether the fields also give the same bytes when they are encoded.
    public let isReversible: Bool
    /// Where the bytes come from: a document and its section, or a capture.
    public let source: String?
    /// Where the example stands in its file.
    public let mark: Mark
}

extension DefinitionReader {
    /// Reads the examples of a definition and tries them.
    mutating func examples(of root: YAMLNode, for device: DeviceType) -> [Example] {
        guard let node = root.entries?.first(where: { $0.key.text == "examples" })?.value else {
            return []
        }
        return elements(node).compactMap { example($0, device) }
    }

    private mutating func example(_ node: YAMLNode, _ device: DeviceType) -> Example? {
        let section = section(
            node, "an example",
            keys: ["message", "hex", "text", "fields", "suspect", "reject", "one_way", "source"])
        let name = text("message", of: section)
        guard device[name] != nil else {
            if let node = section["message"] {
                reportUnknown(name, node, what: "message", known: device.messages.map(\.name))
            }
            return nil
        }
        let frame: [UInt8]
        if let hex = section["hex"] {
            frame = bytes(hex)
        } else {
            frame = Array(text("text", of: section).utf8)
        }
        let isRejected = boolean("reject", of: section) ?? false
        var suspects: [String] = []
        for element in section["suspect"].map({ elements($0) }) ?? [] {
            suspects += text(element).map { [$0] } ?? []
        }
        let example = Example(
            message: name, frame: frame,
            fields: isRejected ? nil : fields(section),
            suspects: suspects,
            isReversible: !(boolean("one_way", of: section) ?? false),
            source: optionalPlainText("source", of: section),
            mark: node.mark)
        for problem in example.problems(for: device) {
            report(section["hex"] ?? section["text"] ?? node, problem)
        }
        return example
    }

    private mutating func fields(_ section: Section) -> [FieldAssignment] {
        guard let node = section["fields"] else { return [] }
        guard let entries = node.entries else {
            report(node, "found \(node.kindName), expected values by field name")
            return []
        }
        return entries.map { ($0.key.text ?? "", value($0.value)) }
    }

    /// An example's value: kinds are told by how they are written.
    private func value(_ node: YAMLNode) -> FieldValue {
        switch node.content {
        case .sequence(let elements):
            return .list(elements.map { value($0) })
        case .mapping:
            return .text(node.kindName)
        case .scalar(let text, let isPlain):
            if node.isNull { return .noData }
            if let flag = node.boolean { return .bool(flag) }
            return isPlain && ExactDecimal(text) != nil ? .number(text) : .text(text)
        }
    }
}

extension Example {
    /// What is wrong with the example, or with the definition that it was written for.
    func problems(for device: DeviceType) -> [String] {
        guard let owner = device[message] else { return [] }
        guard let expected = fields else {
            return owner.mismatch(frame.span) == nil
                ? ["the bytes must be rejected, but are a valid \(message)"] : []
        }
        do throws(Mismatch) {
            let decoded = try owner.decode(frame)
            let problems = differences(expected, decoded) + doubles(of: owner, device)
            return problems.isEmpty && isReversible ? reversed(owner) : problems
        } catch {
            return ["the bytes are no \(message): \(error)"]
        }
    }

    /// Other messages from the same side that the bytes could as well be, unless what was asked
    /// tells them apart.
    private func doubles(of owner: Message, _ device: DeviceType) -> [String] {
        let others = device.messages.filter { other in
            other !== owner && other.sender == owner.sender
                && other.isFramedByDeviceOnly == owner.isFramedByDeviceOnly
                && other.mismatch(frame.span) == nil
                && (device.queries(of: other).isEmpty || device.queries(of: owner).isEmpty)
        }
        return others.map { "the bytes are a valid \($0.name), too: nothing tells the two apart" }
    }

    private func differences(_ expected: [FieldAssignment], _ decoded: [DecodedField]) -> [String] {
        var problems: [String] = []
        for (name, value) in expected {
            guard let field = decoded.first(where: { $0.name == name }) else {
                problems.append("there is no field '\(name)' in these bytes")
                continue
            }
            if field.value != value {
                problems.append("\(name) is \(field.value), but the example says \(value)")
            }
        }
        for field in decoded where !expected.contains(where: { $0.name == field.name }) {
            problems.append("the example does not say that \(field.name) is \(field.value)")
        }
        let found = decoded.filter(\.isSuspect).map(\.name)
        for name in found where !suspects.contains(name) {
            problems.append("\(name) is suspect, but the example does not say so")
        }
        for name in suspects where !found.contains(name) {
            problems.append("\(name) is not suspect, but the example says so")
        }
        return problems
    }

    private func reversed(_ message: Message) -> [String] {
        do throws(EncodeError) {
            let address = message.address(in: frame)
            let encoded = try message.encode(fields ?? [], address: address)
            return encoded == frame
                ? [] : ["the fields encode to \(hex(encoded, separator: " ")) instead"]
        } catch {
            return ["the fields cannot be encoded: \(error)"]
        }
    }
}
