import SGDevices
import SGTestSupport
import Testing

/// Definitions of eight times the size, right and wrong, take about eight times as long to read.
@Suite struct DefinitionCostTests {
    struct Definitions: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let count: Int
        let text: @Sendable (Int) -> String

        init(_ name: String, from count: Int, _ text: @escaping @Sendable (Int) -> String) {
            testDescription = name
            self.count = count
            self.text = text
        }
    }

    static let definitions = [
        Definitions("choices", from: 1500) { count in
            page("{name: a, type: u32, choices: {\(list(count) { "\($0): c\($0)" })}}")
        },
        Definitions("choices of one name", from: 1500) { count in
            page("{name: a, type: u32, choices: {\(list(count) { "\($0): c" })}}")
        },
        Definitions("fields", from: 300) { count in
            page(list(count) { "{name: a\($0), type: u8}" })
        },
        Definitions("fields of one name", from: 300) { count in
            page(list(count) { _ in "{name: a, type: u8}" })
        },
        Definitions("fields at one place", from: 300) { count in
            page(list(count) { "{name: a\($0), at: 9, type: u32, count: 900}" })
        },
        Definitions("unknown slots", from: 200) { count in
            page(list(count) { "{name: a\($0), type: u8, negative_if: {slot: b\($0), bit: 0}}" })
        },
        Definitions("unknown types", from: 300) { count in
            page(list(count) { "{name: a\($0), type: type_\($0)}" })
        },
        Definitions("unknown keys", from: 300) { count in
            page(list(count) { "{name: a\($0), type: u8, key_\($0): 1}" })
        },
        Definitions("unknown keys of one field", from: 300) { count in
            page("{name: a, type: u8, \(list(count) { "key_\($0): 1" })}")
        },
        Definitions("messages", from: 200) { count in
            messages(count) { "{from: \($0 % 2 == 0 ? "host" : "device"), start: 5a 0\($0 % 10)}" }
        },
        Definitions("replies", from: 200) { count in
            messages(count) {
                $0 % 2 == 0
                    ? "{from: host, start: 5a, reply: m\($0 + 1), shown_by: m\($0 + 1)}"
                    : "{from: device, start: a5, fields: []}"
            }
        },
        Definitions("unknown replies", from: 200) { count in
            messages(count) { "{from: host, start: 5a, reply: p\($0), shown_by: q\($0)}" }
        },
        Definitions("repeated fields", from: 300) { count in
            """
            \(page(list(count) { "{name: a\($0), type: u8}" }))
              q: {from: host, start: a5, length: 65536, reply: m,
                  reply_repeats: [\(list(count) { "a\($0)" })],
                  fields: [\(list(count) { "{name: a\($0), type: u8}" })]}

            """
        },
        Definitions("unknown values", from: 300) { count in
            """
            \(page(list(count) { "{name: a\($0), type: u8}" }))
            emulation:
              values: {\(list(count) { "b\($0): 1" })}
              zero: [{while: {}, fields: [\(list(count) { "c\($0)" })]}]

            """
        },
        Definitions("unknown examples", from: 300) { count in
            """
            \(page("{name: a, type: u8}"))
            examples: [\(list(count) { "{message: x\($0), hex: '00'}" })]

            """
        },
    ]

    @Test(arguments: definitions)
    func `the time grows with the size, not with its square`(definitions: Definitions) {
        let growth = growth(from: definitions.count) { count in
            _ = Definition(
                Array(definitions.text(count).utf8), file: "x", name: nil, for: .check)
        }
        #expect(growth < quadraticGrowth)
    }

    private static func page(_ fields: String) -> String {
        messages(1) { _ in "{from: device, start: 5a, length: 65536, fields: [\(fields)]}" }
    }

    private static func messages(_ count: Int, _ message: (Int) -> String) -> String {
        let entries = (0..<count).map {
            count == 1 ? "  m: \(message($0))" : "  m\($0): \(message($0))"
        }
        return "device_type: x\nmanufacturer: m\nmodel: m\ncategory: c\nmessages:\n"
            + entries.joined(separator: "\n")
    }

    private static func list(_ count: Int, _ element: (Int) -> String) -> String {
        (0..<count).map(element).joined(separator: ", ")
    }
}
