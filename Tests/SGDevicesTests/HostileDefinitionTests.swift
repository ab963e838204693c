import SGBytes
import SGDevices
import SGDiagnostics
import SGRecords
import Testing

/// Definitions that nobody would write: whatever is accepted can be used, and nothing traps.
@Suite struct HostileDefinitionTests {
    @Test(arguments: UInt64(0)..<24)
    func `a definition by the grammar is refused or can be used, never a trap`(seed: UInt64) {
        var accepted = 0
        for number in 0..<250 {
            var grammar = DefinitionGrammar(seed: seed << 32 | UInt64(number))
            let text = grammar.definition()
            let definition = Definition(Array(text.utf8), file: "x", name: nil, for: .check)
            guard let device = definition.device else {
                #expect(!definition.diagnostics.isEmpty, "\(text)")
                continue
            }
            accepted += 1
            var use = UseOfDefinition(device, seed: seed)
            use.exercise()
        }
        #expect(accepted > 10, "seed \(seed): of the definitions too few are right")
    }

    /// The most that stands in a hex line: 64 bytes after the command.
    @Test(arguments: [
        ("{name: a, at: 64, type: u8}", true), ("{name: a, at: 65, type: u8}", false),
        ("{name: a, at: 64, type: u16}", false), ("{name: a, at: 65, type: bytes}", true),
        ("{name: a, at: 66, type: bytes}", false), ("{name: a, at: 200, type: bytes}", false),
        ("{at: 64, reserved: '0000'}", false),
        ("{name: a, at: 1, type: u8, tenths_at: 65}", false),
        (
            "{id: s, at: 1, type: u8, name: b}, {at: 65, type: bytes, select: "
                + "{slot: s, cases: {0: {name: a, type: u8}}}}", false
        ),
        ("{name: a, at: 1, type: u16, count: 32}", true),
        ("{name: a, at: 1, type: u16, count: 33}", false),
    ])
    func `a hex line has at most 64 data bytes`(fields: String, isRight: Bool) {
        let definition = hexLine(fields)
        #expect((definition.device != nil) == isRight, "\(definition.diagnostics)")
        #expect(isRight || definition.diagnostics.allSatisfy { $0.mark?.line == 6 })
    }

    @Test(arguments: [
        "{name: a, at: 1, type: bytes}, {name: b, at: 4, type: u8}",
        "{name: a, at: 1, type: bytes}, {name: b, at: 2, type: bytes}",
        "{id: s, at: 1, type: u8, name: b}, {at: 2, type: bytes, select: "
            + "{slot: s, cases: {0: {name: a, type: u8}}}}, {name: c, at: 8, type: u8}",
    ])
    func `what takes the rest of a hex line is its last field`(fields: String) {
        #expect(
            hexLine(fields).diagnostics.map(\.message) == [
                "only the last field can have the type 'bytes' or a 'select' in a hex line"
            ])
    }

    /// The slot of a flag has no field of its own, but is in every frame all the same.
    @Test func `a bit that stands apart is in every hex line`() throws {
        let device = try #require(
            hexLine(
                "{name: a, at: 1, type: u8, negative_if: {slot: s, bit: 0}}, "
                    + "{id: s, at: 9, type: u8, bits: {}}"
            ).device)
        let message = device.messages[0]
        #expect(!message.accepts(Array(":70C42\n".utf8)))
        let frame = try message.encode([("a", .number("-5"))])
        #expect(try message.decode(frame).map(\.value) == [.number("-5")])
    }

    @Test(arguments: [
        (
            "start: 5a a5, length: 8, checksum: {kind: sum, bytes: 2, at: 1}",
            "the checksum at bytes 1–2 overlaps the start"
        ),
        (
            "start: 5a, length: 2, checksum: {kind: sum, bytes: 4}",
            "the checksum does not fit into 2 bytes"
        ),
        ("start: ''", "the message has no bytes"),
        (
            "start: 5a, length: 9, fields: [{name: a, type: bcd_datetime, order: [day], bits: {0: b}}]",
            "only numbers have bits"
        ),
    ])
    func `a message that no frame can be is refused`(message: String, complaint: String) {
        #expect(definition("from: device, " + message).diagnostics.map(\.message) == [complaint])
    }

    private func hexLine(_ fields: String) -> Definition {
        definition("from: device, format: hex_line, start: ':', command: 7, fields: [\(fields)]")
    }

    private func definition(_ message: String) -> Definition {
        let text = """
            device_type: x
            manufacturer: m
            model: m
            category: c
            messages:
              m: {\(message)}

            """
        return Definition(Array(text.utf8), file: "x", name: nil, for: .check)
    }
}

/// Everything that is done with a definition: frames are made, found, decoded, damaged and explained.
private struct UseOfDefinition {
    private let device: DeviceType
    private var random: SplitMix64
    private var framer: Framer

    init(_ device: DeviceType, seed: UInt64) {
        self.device = device
        random = SplitMix64(seed)
        framer = Framer([Audience(anywhere: device)], side: .both)
    }

    mutating func exercise() {
        for message in device.messages {
            for _ in 0..<4 {
                let values = message.fields.map { (name: $0.name, value: value(of: $0)) }
                let some = values.filter { _ in Bool.random(using: &random) }
                guard
                    let frame = (try? message.encode(values, address: 1))
                        ?? (try? message.encode(some, address: 1))
                else { continue }
                take(frame, of: message)
                _ = try? message.encode(some, base: device.frame(frame, of: message))
            }
            take((0..<80).map { _ in UInt8.random(in: 0...255, using: &random) }, of: message)
            if let start = (try? message.encode([]))?.prefix(3) {
                take(start + [UInt8](repeating: 0x30, count: 66) + [0x0A], of: message)
            }
        }
        while framer.next(.ended) != nil {}
    }

    private mutating func take(_ frame: [UInt8], of message: Message) {
        look(at: frame, message)
        var damaged = frame
        for _ in 0..<4 where !damaged.isEmpty {
            let place = Int.random(in: 0..<damaged.count, using: &random)
            damaged[place] = UInt8.random(in: 0...255, using: &random)
            if Bool.random(using: &random) { damaged.removeLast() }
            look(at: damaged, message)
        }
    }

    private mutating func look(at bytes: [UInt8], _ message: Message) {
        framer.append(bytes.span)
        while framer.next(.open(silentFor: .zero)) != nil {}
        _ = message.isDamaged(bytes)
        _ = message.address(in: bytes)
        _ = nearMisses(in: Array(bytes.prefix(80)), of: [Audience(anywhere: device)])
        guard let frame = try? device.frame(bytes, of: message) else { return }
        _ = try? message.regions(of: bytes)
        _ = try? message.encode(frame.fields.map { ($0.name, $0.value) }, base: frame)
        var output = ByteWriter()
        var writer = FieldsWriter()
        writer.append(recordOf: frame, from: RecordOrigin(), to: &output)
    }

    private mutating func value(of field: Field) -> FieldValue {
        guard field.shape.count > 1 else { return single(field) }
        return .list((0..<field.shape.count).map { _ in single(field) })
    }

    private mutating func single(_ field: Field) -> FieldValue {
        let digits = [
            "0", "1", "-1", "9", "10", "128", "255", "-128", "65535", "4294967295", "-2147483648",
            "999999999999999999", "-999999999999999999", "0.1", "-273.15", "0.000000001", "1e5",
        ]
        let texts = ["", "00", "0102", "abc", "2001-02-03 04:05:06", "\u{e9}", "a,b", "true"]
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return .noData
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .text(texts.randomElement(using: &random) ?? "")
        case 3: return .number(digits.randomElement(using: &random) ?? "0")
        default: break
        }
        switch field.kind {
        case .number: return .number("\(Int.random(in: 0...9, using: &random))")
        case .bool: return .bool(true)
        case .choice: return field.choices.randomElement(using: &random)?.value ?? .noData
        case .datetime: return .text("2001-02-03 04:05:06")
        case .text: return .text("0102")
        }
    }
}
