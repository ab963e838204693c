import SGBytes
import SGDevices
import SGTestSupport
import Testing

@Suite struct DamagedDefinitionTests {
    /// What a person or an attacker may write in place of any word.
    static let words = [
        "", "-1", "64", "65535", "99999999999999999999", "0x7fffffffffffffff", "1e5", "0.000000001",
        "null", "true", "''", "[]", "{}", "{a: b}", "[5, 0]", "63-0", "*x", "- a", "\0", "host",
        "address", "i64", "text", "decimal", "digits", "bcd_datetime", "count: 65535", "width: 18",
    ]

    @Test(arguments: Definition.embeddedNames, UInt64(0)..<5)
    func `a damaged definition is refused or read, never a trap`(name: String, seed: UInt64) throws
    {
        var random = SplitMix64(seed)
        let whole = try #require(Definition.embedded(name))
        for _ in 0..<10 {
            var text = whole
            for _ in 0..<3 { replaceWord(in: &text, using: &random) }
            let definition = Definition(text, file: "x", name: name, for: .check)
            #expect(definition.device != nil || !definition.diagnostics.isEmpty)
        }
    }

    private func replaceWord(in text: inout [UInt8], using random: inout SplitMix64) {
        let start = Int.random(in: 0..<text.count, using: &random)
        let rest = text[start...].drop { !isWordCharacter($0) }
        let word = rest.prefix(while: isWordCharacter)
        let other = Self.words.randomElement(using: &random) ?? ""
        text.replaceSubrange(word.indices, with: other.utf8)
    }

    private func isWordCharacter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || Character(Unicode.Scalar(byte)).isLetter
            || (0x30...0x39).contains(byte)
    }
}
