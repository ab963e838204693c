import SGYAML
import Testing

@Suite struct CoreSchemaTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        var isNull = false
        var boolean: Bool?
        var integer: Int?

        var testDescription: String { "'\(text)'" }
    }

    static let resolved: [Case] = [
        Case(text: "", isNull: true),
        Case(text: "~", isNull: true),
        Case(text: "null", isNull: true),
        Case(text: "Null", isNull: true),
        Case(text: "NULL", isNull: true),
        Case(text: "true", boolean: true),
        Case(text: "True", boolean: true),
        Case(text: "TRUE", boolean: true),
        Case(text: "false", boolean: false),
        Case(text: "False", boolean: false),
        Case(text: "FALSE", boolean: false),
        Case(text: "0", integer: 0),
        Case(text: "-0", integer: 0),
        Case(text: "19200", integer: 19200),
        Case(text: "+7", integer: 7),
        Case(text: "-7", integer: -7),
        Case(text: "010", integer: 10),
        Case(text: "0o17", integer: 15),
        Case(text: "0xeD", integer: 0xED),
        Case(text: "0x7fffffffffffffff", integer: .max),
        Case(text: "-9223372036854775808", integer: .min),
    ]

    static let text: [Case] = [
        "nULL", "none", "tRUE", "yes", "no", "on", "off", "y", "n", "12:30", "2024-02-29",
        "1_000", "0b1", "0x", "0xg", "0x-1", "0x+1", "0o8", "0o-1", "-0x1", "+", "--", "1.5", "1e3",
        ".inf", "9223372036854775808", "0x8000000000000000", "١",
    ].map { Case(text: $0) }

    @Test(arguments: resolved + text)
    func `a plain scalar means what the core schema of YAML 1_2 says`(_ expected: Case) throws {
        let value = try #require(parse("key: \(expected.text)").entries?.first?.value)
        #expect(value.text == expected.text)
        #expect(value.isNull == expected.isNull)
        #expect(value.boolean == expected.boolean)
        #expect(value.integer == expected.integer)
    }

    @Test(arguments: ["'TEXT'", "\"TEXT\"", "!!str TEXT", "! TEXT", "|-\n  TEXT", ">-\n  TEXT"])
    func `a scalar that is not plain is only text`(_ style: String) throws {
        for plain in Self.resolved where !plain.text.isEmpty {
            let written = style.replacing("TEXT", with: plain.text)
            let value = try #require(parse("key: \(written)").entries?.first?.value)
            #expect(value.text == plain.text)
            #expect(!value.isNull)
            #expect(value.boolean == nil)
            #expect(value.integer == nil)
        }
    }

    @Test(arguments: ["[]", "{}", "[true]", "{1: 2}"])
    func `a list and a mapping are no scalars`(_ text: String) throws {
        let node = try parse(text)
        #expect(node.text == nil)
        #expect(!node.isNull)
        #expect(node.boolean == nil)
        #expect(node.integer == nil)
    }
}
