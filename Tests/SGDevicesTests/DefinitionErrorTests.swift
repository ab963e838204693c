import SGDevices
import SGDiagnostics
import SGTestSupport
import Testing

/// A mistake in every kind of place of a definition, each with where it must be pointed at (`⟦`)
/// and what must be said.
@Suite struct DefinitionErrorTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let message: String
        var hint: String?

        init(_ name: String, _ text: String, _ message: String, hint: String? = nil) {
            testDescription = name
            self.text = text
            self.message = message
            self.hint = hint
        }
    }

    /// A definition around the messages of a test.
    static func definition(_ messages: String, more: String = "") -> String {
        """
        device_type: test
        manufacturer: nobody
        model: none
        category: meter
        messages:
        \(messages)
        \(more)

        """
    }

    /// A definition around the fields of one fixed page of 12 bytes.
    static func page(_ fields: String, more: String = "") -> String {
        definition(
            """
              page:
                from: device
                start: aa 55
                length: 12
                checksum: {kind: sum, bytes: 2}
                fields:
            \(fields)
            """, more: more)
    }

    /// A definition around the fields of one page of texts.
    static func texts(_ fields: String) -> String {
        definition(
            """
              page:
                from: device
                format: separated
                start: aa 55
                separator: "00"
                checksum: {kind: sum, bytes: 2}
                fields:
            \(fields)
            """)
    }

    static let mistakes = [
        Mistake(
            "unknown key", page("      - {name: a, type: u8, ⟦unti: V}"),
            "unknown key 'unti' in a field", hint: "did you mean 'unit'?"),
        Mistake(
            "unknown type", page("      - {name: a, type: ⟦u17}"),
            "unknown type 'u17'", hint: "did you mean 'u16'?"),
        Mistake(
            "number expected", page("      - {name: a, type: u8, at: ⟦two}"),
            "found 'two', expected a whole number"),
        Mistake(
            "list expected", definition("  page: {from: device, start: aa 55, fields: ⟦none}"),
            "found 'none', expected a list"),
        Mistake(
            "mapping expected", definition("  page: ⟦later"),
            "found 'later', expected a message: a mapping"),
        Mistake(
            "a type is missing", page("      - ⟦{name: a}"), "'type' is missing"),
        Mistake(
            "a name is missing", page("      - ⟦{type: u8}"), "'name' is missing"),
        Mistake(
            "no name", page("      - {name: ⟦battery voltage, type: u8}"),
            "found 'battery voltage', expected a name of letters, digits and underscores"),
        Mistake(
            "two fields of a name",
            page("      - {name: a, type: u8}\n      - {name: ⟦a, type: u8}"),
            "there are two fields 'a'"),
        Mistake(
            "unknown main page",
            page("      - {name: a, type: u8}", more: "main_page: ⟦pages"),
            "unknown page 'pages'", hint: "did you mean 'page'?"),
        Mistake(
            "a list and days at once", page("      - {name: a, type: u8, count: 2, daily: ⟦2}"),
            "a field has either 'count' or 'daily'"),
        Mistake(
            "a single day", page("      - {name: a, type: u8, daily: ⟦1}"),
            "found 1, expected a number from 2 to 1024"),
        Mistake(
            "an element's column is another field's",
            page("      - {name: a, type: u8, count: 2}\n      - {name: ⟦a_2, type: u8}"),
            "'a_2' and 'a' both have a column 'a_2'"),
        Mistake(
            "a field's column is another's element",
            page("      - {name: a_1, type: u8}\n      - {name: ⟦a, type: u8, count: 2}"),
            "'a' and 'a_1' both have a column 'a_1'"),
        Mistake(
            "unknown address field",
            page("      - {name: a, type: u8}", more: "address: {default: 1, field: ⟦unit_number}"),
            "unknown field 'unit_number'"),
        Mistake(
            "overlapping fields",
            page("      - {name: a, at: 4, type: u32}\n      - {name: b, at: ⟦6, type: u16}"),
            "'b' at bytes 6–7 overlaps 'a' at bytes 4–7"),
        Mistake(
            "a field over the start", page("      - {name: a, at: ⟦1, type: u8}"),
            "'a' at byte 1 overlaps the start at byte 1"),
        Mistake(
            "a field over the checksum", page("      - {name: a, at: ⟦9, type: u16}"),
            "'a' at bytes 9–10 overlaps the checksum at bytes 10–11"),
        Mistake(
            "range backwards", page("      - {name: a, type: u8, range: ⟦[10, 5]}"),
            "the range runs backwards: from 10 to 5"),
        Mistake(
            "half a range", page("      - {name: a, type: u8, range: ⟦[10]}"),
            "expected the lowest and the highest value"),
        Mistake(
            "half of what can be set", page("      - {name: a, type: u8, settable: [10, ⟦x]}"),
            "found 'x', expected a decimal number"),
        Mistake(
            "used bits without bits", page("      - {name: a, type: u8, used_bits: ⟦0-3}"),
            "only a number with 'bits' or 'parts' has 'used_bits'"),
        Mistake(
            "used bits beyond a byte", page("      - {type: u8, used_bits: ⟦0-9, bits: {0: a}}"),
            "found '0-9', expected the first and last of bits 0 to 7"),
        Mistake(
            "places of a whole number", texts("      - {name: a, type: integer, places: ⟦1}"),
            "only a decimal without a 'scale' has 'places'"),
        Mistake(
            "a form with an open bracket", texts("      - {name: a, type: text, pattern: ⟦'[0-9'}"),
            "found '[0-9', expected ranges in brackets, such as '[0-9A-F]'"),
        Mistake(
            "a form with no ranges", texts("      - {name: a, type: text, pattern: ['#', ⟦'[]']}"),
            "found '[]', expected ranges in brackets"),
        Mistake(
            "a mark of direction in a note",
            page("      - {name: a, type: u8, note: ⟦\"\\u202Eabc\"}"),
            "found U+202E, expected a text without control characters"),
        Mistake(
            "an escape in a unit", page("      - {name: a, type: u8, unit: ⟦\"\\e[2J\"}"),
            "found U+1B"),
        Mistake(
            "a mark of direction in a choice",
            page("      - {name: a, type: u8, choices: {0: ⟦\"a\\u2066\"}}"), "found U+2066"),
        Mistake(
            "a control character in a label",
            definition("  page: {from: device, start: aa, label: ⟦\"a\\u009B\"}"), "found U+9B"),
        Mistake(
            "a checksum over the start",
            definition(
                "  page: {from: device, start: aa 55, checksum: ⟦{kind: sum, bytes: 2, at: 1}, length: 3}"
            ),
            "the checksum at bytes 1–2 overlaps the start"),
        Mistake(
            "a checksum over the address",
            definition(
                "  page: {from: device, start: aa address, checksum: ⟦{kind: sum, bytes: 1, at: 1}, length: 3}",
                more: "address: {default: 1}"),
            "the checksum at bytes 1–1 overlaps the start"),
        Mistake(
            "a checksum over letters of a pattern",
            definition(
                "  page: {from: device, pattern: '##[0-5]#', checksum: ⟦{kind: digit_sum, at: 1}, length: 4}"
            ),
            "the checksum at bytes 1–3 overlaps the start"),
        Mistake(
            "a checksum over letters of an older pattern",
            definition(
                "  page: {from: device, pattern: '####', older_pattern: '#,##', checksum: ⟦{kind: digit_sum, at: 1}, length: 4}"
            ),
            "the checksum at bytes 1–3 overlaps the start"),
        Mistake(
            "a scale of nothing", page("      - {name: a, type: u8, scale: ⟦0}"),
            "found 0, expected a scale such as 0.1, 0.25 or 10"),
        Mistake(
            "a scale that is no number", page("      - {name: a, type: u8, scale: ⟦ten}"),
            "found 'ten', expected a decimal number"),
        Mistake(
            "two choices of a name", page("      - {name: a, type: u8, choices: {0: on, 1: ⟦on}}"),
            "there are two choices 'on'"),
        Mistake(
            "half a bool", page("      - {name: a, type: u8, true: ⟦1}"),
            "a bool needs both 'true' and 'false'"),
        Mistake(
            "a bit that is none", page("      - {type: u8, bits: {⟦40: a}}"),
            "found 40, expected a number from 0 to 7"),
        Mistake(
            "a bit beyond digits", page("      - {type: digits, width: 2, bits: {⟦7: a}}"),
            "found 7, expected a number from 0 to 6"),
        Mistake(
            "bits beyond a byte", page("      - {type: u8, parts: [{name: a, bits: ⟦4-9}]}"),
            "found '4-9', expected the first and last of bits 0 to 7"),
        Mistake(
            "bytes in a page", page("      - {name: a, type: ⟦bytes}"),
            "only a message of variable length has 'bytes'"),
        Mistake(
            "a case that leaves its field",
            page(
                """
                      - {name: a, type: u8}
                      - at: 9
                        type: u8
                        select: {slot: a, cases: {1: {name: b, type: ⟦u32}}}
                """),
            "the case has 4 bytes, but the field has 1"),
        Mistake(
            "a hex line with an open number",
            definition(
                """
                  line:
                    from: device
                    format: hex_line
                    start: ":"
                    command: 1
                    fields:
                      - {name: a, type: u8}
                      - {type: u16, select: {slot: a, cases: {1: {name: b}}, otherwise: ⟦{name: c}}}
                """),
            "what else may follow in a hex line must have the type 'bytes'"),
        Mistake(
            "no hex", definition("  page: {from: device, start: ⟦aa 5x}"),
            "found '5x', expected two hex digits, 'address' or 'sum'"),
        Mistake(
            "an address nobody has", definition("  page: {from: device, start: ⟦address 55}"),
            "the definition has no 'address'"),
        Mistake(
            "an unknown format",
            definition("  page: {from: device, format: ⟦fixd, start: aa}"),
            "unknown format 'fixd'", hint: "did you mean 'fixed'?"),
        Mistake(
            "an unknown sender", definition("  page: {from: ⟦devise, start: aa}"),
            "unknown from 'devise'", hint: "did you mean 'device'?"),
        Mistake(
            "a reply nobody sends",
            definition("  ask: {from: host, start: aa, reply: ⟦answer}"),
            "unknown reply 'answer'"),
        Mistake(
            "a repeated field that the reply does not have",
            definition(
                """
                  ask:
                    from: host
                    start: aa
                    reply: page
                    reply_repeats: [⟦place]
                    length: 2
                    fields: [{at: 1, name: place, type: u8}]
                  page: {from: device, start: bb, length: 2, fields: [{at: 1, name: plan, type: u8}]}
                """),
            "unknown field 'place'", hint: "known are plan"),
        Mistake(
            "a setting that nothing shows",
            definition("  set: {from: host, start: aa, shown_by: ⟦page}"),
            "unknown query or page 'page'"),
        Mistake(
            "a page that does not show what is set",
            definition(
                """
                  set: {from: host, start: aa, shown_by: ⟦page}
                  page: {from: device, start: bb, length: 2, fields: [{at: 1, name: a, type: u8}]}
                """),
            "'page' has no field of 'set'"),
        Mistake(
            "a default that is no date",
            page(
                "      - {name: a, type: bcd_datetime, order: [year, month, day], default: ⟦soon}"),
            "expected 'now' or a date and time as YYYY-MM-DD HH:MM:SS"),
        Mistake(
            "a checksum that is none",
            definition("  page: {from: device, start: aa, checksum: {kind: ⟦crc32}}"),
            "unknown kind 'crc32'", hint: "known are sum, crc16_modbus, digit_sum"),
        Mistake(
            "another file's name",
            "device_type: ⟦other\n" + String(page("      - {name: a, type: u8}").dropFirst(18)),
            "the device type is 'other', but the file is named for 'test'"),
        Mistake(
            "a wrong checksum in an example",
            page(
                "      - {name: a, type: u8}",
                more: """
                    examples:
                      - {message: page, hex: ⟦"aa 55 01 00 00 00 00 00 00 00 01 01", fields: {a: 1}}
                    """),
            "the bytes are no page: the checksum found is 0101, computed 0100"),
        Mistake(
            "a wrong value in an example",
            page(
                "      - {name: a, type: u8}",
                more: """
                    examples:
                      - {message: page, hex: ⟦"aa 55 01 00 00 00 00 00 00 00 01 00", fields: {a: 2}}
                    """),
            "a is 1, but the example says 2"),
        Mistake(
            "separated texts without a checksum",
            definition(
                "  page: ⟦{from: device, format: separated, start: aa, separator: 2c, fields: []}"),
            "'checksum' is missing"),
        Mistake(
            "messages that nothing tells apart",
            page(
                "      - {name: a, type: u8}",
                more: "  ⟦other: {from: device, start: aa, length: 12}"),
            "a frame of 'other' can be one of 'page', too: nothing tells them apart"),
        Mistake(
            "messages of which a query tells only one",
            page(
                "      - {name: a, type: u8}",
                more: """
                      query: {from: host, start: aa, reply: page}
                      ⟦other: {from: device, start: aa, length: 12}
                    """),
            "a frame of 'other' can be one of 'page', too: nothing tells them apart"),
        Mistake(
            "queries that nothing tells apart",
            definition("  one: {from: host, start: aa}\n  ⟦two: {from: host, start: aa}"),
            "a frame of 'two' can be one of 'one', too: nothing tells them apart"),
        Mistake(
            "texts that nothing tells apart",
            definition(
                """
                  one: {from: host, format: lines, lines: ["L{a}"], line_end: true, fields: [{name: a, type: integer}]}
                  ⟦two: {from: host, format: lines, lines: ["L{b}"], line_end: true, fields: [{name: b, type: integer}]}
                """),
            "a frame of 'two' can be one of 'one', too: nothing tells them apart"),
        Mistake(
            "an example that nothing tells from another message",
            definition(
                """
                  one: {from: host, format: lines, lines: ["{a}"], line_end: true, fields: [{name: a, type: integer}]}
                  two: {from: host, format: lines, lines: ["07"], line_end: true}
                """,
                more: """
                    examples:
                      - {message: one, text: ⟦"07\\n", fields: {a: 7}, one_way: true}
                    """),
            "the bytes are a valid two, too: nothing tells the two apart"),
        Mistake(
            "a reply to what the device sends",
            definition("  page: {from: device, start: aa, reply: ⟦page}"),
            "the device sends 'page', expected a reply to a host's message"),
        Mistake(
            "a refusal by what is no flag",
            page("      - {name: a, type: u8}\n    refusal: [⟦a]"),
            "unknown flag 'a'"),
        Mistake(
            "a value that is suspect unsaid",
            page(
                "      - {name: a, type: u8, range: [2, 3]}",
                more: """
                    examples:
                      - {message: page, hex: ⟦"aa 55 01 00 00 00 00 00 00 00 01 00", fields: {a: 1}}
                    """),
            "a is suspect, but the example does not say so"),
        Mistake(
            "a value that is said to be suspect",
            page(
                "      - {name: a, type: u8}",
                more: """
                    examples:
                      - {message: page, hex: ⟦"aa 55 01 00 00 00 00 00 00 00 01 00", fields: {a: 1}, suspect: [a]}
                    """),
            "a is not suspect, but the example says so"),
        Mistake(
            "a valid frame that must be rejected",
            page(
                "      - {name: a, type: u8}",
                more: """
                    examples:
                      - {message: page, hex: ⟦"aa 55 01 00 00 00 00 00 00 00 01 00", reject: true}
                    """),
            "the bytes must be rejected, but are a valid page"),
        Mistake(
            "an example of nothing",
            page(
                "      - {name: a, type: u8}",
                more: "examples:\n  - {message: ⟦pge, hex: \"aa\"}"),
            "unknown message 'pge'", hint: "did you mean 'page'?"),
        Mistake(
            "YAML syntax", definition("  page: {from: device, start: aa ⟦: ]}"),
            "did not find expected ',' or '}'"),
    ]

    @Test(arguments: mistakes + emulationMistakes)
    func `a mistake is pointed at`(mistake: Mistake) throws {
        let marked = MarkedText(mistake.text)
        let found = read(marked.text)
        let problem = try #require(
            found.diagnostics.first { $0.message.contains(mistake.message) },
            "\(found.diagnostics.map(\.description))")
        #expect(problem.mark == Mark(line: marked.line, column: marked.column), "\(problem)")
        if let hint = mistake.hint { #expect(problem.hint?.hasPrefix(hint) == true, "\(problem)") }
        #expect(found.device == nil)
    }

    @Test(arguments: mistakes + emulationMistakes)
    func `no second error follows from the first`(mistake: Mistake) {
        let errors = read(MarkedText(mistake.text).text).diagnostics
        #expect(errors.count == 1, "\(errors.map(\.description))")
    }

    @Test func `all problems are told in one run, in the order of the file`() {
        let text = DefinitionErrorTests.page(
            """
                  - {name: a, type: u17, unti: V}
                  - {name: b, at: 6, type: u32, range: [10, 5]}
                  - {name: c, at: 7, type: u8, choices: {0: off, 1: off}}
            """)
        let found = read(text).diagnostics
        #expect(found.count == 5)
        #expect(found.compactMap(\.mark) == found.compactMap(\.mark).sorted())
    }

    @Test func `a wrong scale is told once, not also as missing`() {
        let text = DefinitionErrorTests.page("      - {name: a, type: u8, scale: ten}")
        #expect(read(text).diagnostics.count == 1)
    }

    @Test func `a number without a range is warned of, once nothing is wrong`() {
        let fields = """
                  - {name: a, type: u8}
                  - {name: b, type: u8, range: any}
                  - {name: c, type: u8, range: any, note: an index of anything}
                  - {name: d, type: u8, range: [0, 9]}
                  - {type: u8, parts: [{name: e, bits: 0-3}, {name: f, bit: 4}]}
                  - {name: g, type: u8, choices: {0: off}}
            """
        let found = read(DefinitionErrorTests.page(fields))
        #expect(found.device != nil)
        #expect(found.diagnostics.allSatisfy { $0.severity == .warning })
        #expect(
            found.diagnostics.map(\.message) == [
                "'a' has no 'range'", "no 'note' says why 'b' can be anything",
                "'e' has no 'range'",
            ])
        let faulty = read(DefinitionErrorTests.page(fields + "\n      - {name: h, type: u9}"))
        #expect(faulty.diagnostics.map(\.message) == ["unknown type 'u9'"])
    }

    @Test func `of a long text only the beginning is quoted`() throws {
        let problem = try #require(read(String(repeating: "a", count: 100_000)).diagnostics.first)
        #expect(problem.message.count < 150)
        #expect(problem.message.hasPrefix("found 'aaa"))
    }

    @Test func `an alias bomb is refused at an alias`() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for i in 1...9 {
            text += "a\(i): &a\(i) ["
            text += (0..<10).map { _ in "*a\(i - 1)" }.joined(separator: ", ") + "]\n"
        }
        let problem = try #require(read(text).diagnostics.first)
        #expect(problem.mark != nil)
        #expect(problem.message.contains("alias"))
    }

    @Test func `a definition cut anywhere never traps`() throws {
        let text = try #require(Definition.embedded("outback_flexnet_dc"))
        for length in stride(from: 0, to: text.count, by: 7) {
            _ = Definition(
                Array(text[..<length]), file: "test.yaml", name: "test", for: .check)
        }
    }

    private func read(_ text: String) -> Definition {
        Definition(Array(text.utf8), file: "test.yaml", name: "test", for: .check)
    }
}
