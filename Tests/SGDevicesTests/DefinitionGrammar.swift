import SGBytes

/// Writes definitions by the grammar of their language, with numbers up to every limit and beyond.
struct DefinitionGrammar {
    private var random: SplitMix64
    private var nameCount = 0
    private var slots: [String] = []

    init(seed: UInt64) {
        random = SplitMix64(seed)
    }

    /// A definition of some messages.
    mutating func definition() -> String {
        var lines = ["device_type: x", "manufacturer: m", "model: m", "category: c"]
        if chance(40) {
            lines.append("address: {default: \(number(1)), minimum: 0, maximum: \(number(200))}")
        } else {
            lines.append("address: {default: 1, minimum: 1, maximum: 9}")
        }
        if chance(30) { lines.append("byte_order: little") }
        if chance(20) { lines.append("timing: {silence: \(number(1)), gap: 0.\(number(1))}") }
        lines.append("messages:")
        for index in 0..<Int.random(in: 1...3, using: &random) {
            lines.append("  m\(index): \(message())")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: - Messages

    private mutating func message() -> String {
        slots = []
        nameCount = 0
        let keys =
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1: fixed()
            case 2, 3: hexLine()
            case 4: separated()
            default: lines()
            }
        return map([("from", pick(["device", "host"]))] + keys)
    }

    private mutating func fixed() -> [(String, String)] {
        let start = pick(["5a", "5a a5", "address 5a", "5a sum", "5a address sum", "''", "address"])
        let length = pick([8, 16, 64, 66, 300, number(20)])
        var keys = [("start", start), ("length", "\(length)")]
        if chance(50) {
            let kind = pick(["sum", "crc16_modbus", "digit_sum"])
            var checksum = [("kind", kind)]
            if kind == "sum" { checksum.append(("bytes", "\(number(2))")) }
            if chance(20) { checksum.append(("at", "\(number(4))")) }
            keys.append(("checksum", map(checksum)))
        }
        if chance(10) { keys.append(("older_pattern", pick(["'#[A-C]'", "'##'", "'[C-A]'"]))) }
        return keys + [("fields", slotFields())]
    }

    private mutating func hexLine() -> [(String, String)] {
        [
            ("format", "hex_line"), ("start", "':'"), ("command", "\(number(7))"),
            ("fields", slotFields()),
        ]
    }

    private mutating func separated() -> [(String, String)] {
        [
            ("format", "separated"), ("start", "5a"),
            ("separator", pick(["2c", "00", "5a", "''"])),
            ("longest_text", "\(number(32))"), ("end", pick(["0d", "0d 0a", "2c"])),
            (
                "checksum",
                "{kind: \(pick(["sum", "digit_sum", "crc16_modbus"])), bytes: \(number(2))}"
            ),
            ("fields", textFields().text),
        ]
    }

    private mutating func lines() -> [(String, String)] {
        let (fields, names) = textFields()
        let lines = names.map { "'\(pick(["", "^A", "B "])){\($0)}\(pick(["", " V"]))'" }
        return [
            ("format", "lines"),
            ("lines", "[\((chance(10) ? ["''"] : lines).joined(separator: ", "))]"),
            ("line_end", pick(["true", "false"])), ("fields", fields),
        ]
    }

    // MARK: - Fields

    private mutating func slotFields() -> String {
        let fields = (0..<Int.random(in: 0...5, using: &random)).map { _ in slotField() }
        return "[\(fields.joined(separator: ", "))]"
    }

    private mutating func slotField() -> String {
        var keys: [(String, String)] = []
        if chance(60) { keys.append(("at", "\(number(4))")) }
        if chance(8) { return map(keys + [("reserved", pick(["00", "'0102'", "''"]))]) }
        let id = "s\(nameCount)"
        nameCount += 1
        let type = pick(["u8", "u16", "u32", "i8", "i16", "i32", "digits", "bcd_datetime", "bytes"])
        keys += [("id", id), ("type", type)]
        if type == "digits" || chance(3) { keys.append(("width", "\(number(3))")) }
        if type == "bcd_datetime" || chance(3) {
            keys.append(("order", "[year, month, day, hour, minute, second, century]"))
        }
        if chance(15) { keys.append((pick(["count", "daily"]), "\(number(2))")) }
        if chance(5) { keys.append(("used_bits", "\(number(0))-\(number(6))")) }
        if chance(10) { keys.append(("negative_if", bit())) }
        if chance(10) { keys.append(("scale_if", bit(more: ", scale: 0.\(number(1))"))) }
        if chance(10) { keys.append(("tenths_at", "\(number(7))")) }
        keys += meaning()
        slots.append(id)
        return map(keys)
    }

    private mutating func meaning() -> [(String, String)] {
        switch Int.random(in: 0..<8, using: &random) {
        case 0:
            return [("bits", chance(20) ? "{}" : "{\(number(3)): \(name()), 0: \(name())}")]
        case 1:
            let part = "{name: \(name()), bits: \(number(0))-\(number(5))}"
            return [("parts", "[\(part), {name: \(name()), bit: \(number(6))}]")]
        case 2:
            var keys = [("slot", slot())]
            if chance(30) { keys.append(("bits", "\(number(0))-\(number(5))")) }
            let other = pick(["u8", "u16", "i32", "bytes", "bcd_datetime"])
            let cases = "{\(number(1)): {name: \(name()), type: \(other)}, 0: {name: \(name())}}"
            keys.append(("cases", cases))
            if chance(50) {
                keys.append(("otherwise", "{name: \(name()), type: \(pick(["bytes", "u8"]))}"))
            }
            return [("select", map(keys))]
        default:
            return [("name", name())] + value()
        }
    }

    private mutating func value() -> [(String, String)] {
        var keys: [(String, String)] = []
        if chance(20) {
            keys.append(("scale", pick(["0.1", "100000", "0.000000001", "\(number(2))"])))
        }
        if chance(15) {
            keys.append(("offset", pick(["-273.15", "1099511627775", "\(number(9))"])))
        }
        if chance(15) { keys.append(("absent", "\(number(255))")) }
        if chance(15) { keys.append(("range", "[\(number(0)), \(number(900))]")) }
        if chance(10) { keys.append(("choices", "{\(number(0)): a, \(number(1)): b, 7: true}")) }
        if chance(8) { keys += [("true", "\(number(1))"), ("false", "\(number(0))")] }
        if chance(10) { keys.append(("default", "\(number(0))")) }
        if chance(8) { keys.append(("absent_in_older", "true")) }
        return keys
    }

    private mutating func textFields() -> (text: String, names: [String]) {
        let names = (0..<Int.random(in: 0...4, using: &random)).map { _ in name() }
        let fields = names.map { name in
            let type = pick(["integer", "decimal", "hexadecimal", "text"])
            var keys = [("name", name), ("type", type)]
            if chance(30) { keys.append(("width", "\(number(4))")) }
            return map(keys + (type == "text" ? [] : value()))
        }
        return ("[\(fields.joined(separator: ", "))]", names)
    }

    private mutating func bit(more: String = "") -> String {
        "{slot: \(slot()), bit: \(number(0))\(more)}"
    }

    private mutating func slot() -> String {
        chance(5) ? "nowhere" : slots.randomElement(using: &random) ?? "s0"
    }

    // MARK: - Words and numbers

    private mutating func name() -> String {
        nameCount += 1
        return chance(2) ? "same" : "f\(nameCount)"
    }

    /// Mostly a number that is right, else one at some limit or beyond.
    private mutating func number(_ usual: Int) -> Int {
        guard chance(30) else { return usual }
        let limits = [
            0, 1, 8, 9, 16, 18, 31, 32, 33, 63, 64, 65, 66, 127, 128, 200, 255, 256, 300, 1023,
            1024, 65535, 65536, 1 << 31, 1 << 32, 1 << 40, .max, .min,
        ]
        let limit = pick(limits)
        return pick([
            limit, limit &- 1, limit &+ 1, 0 &- limit, Int.random(in: 0...70, using: &random),
        ])
    }

    private mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    private func map(_ entries: [(String, String)]) -> String {
        "{" + entries.map { "\($0): \($1)" }.joined(separator: ", ") + "}"
    }
}
