/// Mistakes in the section `emulation` of a definition.
extension DefinitionErrorTests {
    private static func emulation(_ text: String) -> String {
        definition(
            """
              page:
                from: device
                start: aa 55
                length: 12
                checksum: {kind: sum, bytes: 2}
                fields:
                  - {name: voltage, type: u16, scale: 0.1, unit: V}
                  - {name: is_on, type: u8, true: 1, false: 0}
                  - {name: mode, type: u8, choices: {0: slow, 1: fast}}
                  - {name: days, type: u8, daily: 2, unit: Ah}
              query: {from: host, start: bb, checksum: {kind: sum, bytes: 1}, reply: page}
            """,
            more: """
                emulation:
                  values: {voltage: 50.1, is_on: true, mode: slow, days: [1, 2]}
                \(text)
                """)
    }

    static let emulationMistakes = [
        Mistake(
            "unknown key of the emulation", emulation("  ⟦pags: {}"),
            "unknown key 'pags' in an emulation", hint: "did you mean 'pages'?"),
        Mistake(
            "unknown field that follows the sun", emulation("  sun: {⟦voltag: battery_voltage}"),
            "unknown field 'voltag'", hint: "did you mean 'voltage'?"),
        Mistake(
            "unknown quantity", emulation("  sun: {voltage: ⟦batery_voltage}"),
            "unknown quantity 'batery_voltage'", hint: "did you mean 'battery_voltage'?"),
        Mistake(
            "a quantity of another unit", emulation("  sun: {voltage: ⟦load_current}"),
            "load_current is in A, but voltage in V"),
        Mistake(
            "unknown stage of charging", emulation("  sun: {mode: {⟦nigt: slow}}"),
            "unknown stage 'nigt'", hint: "did you mean 'night'?"),
        Mistake(
            "unknown page", emulation("  pages: {⟦pge: {period: 1}}"),
            "unknown page 'pge'", hint: "did you mean 'page'?"),
        Mistake(
            "a period of nothing", emulation("  pages: {page: {period: ⟦0}}"),
            "expected seconds, 0.01 or more"),
        Mistake(
            "a period that runs backwards", emulation("  pages: {page: {period: ⟦[2, 1]}}"),
            "or the shortest and the longest pause"),
        Mistake(
            "unknown field in a turn",
            emulation("  pages: {page: {period: 1, in_turn: [[⟦is_of]]}}"),
            "unknown field 'is_of'", hint: "did you mean 'is_on'?"),
        Mistake(
            "unknown command", emulation("  commands: {⟦qery: {set: {is_on: true}}}"),
            "unknown command 'qery'", hint: "did you mean 'query'?"),
        Mistake(
            "an effect of the wrong kind", emulation("  commands: {query: {set: {is_on: ⟦1}}}"),
            "expected true or false"),
        Mistake(
            "a condition on an unknown field",
            emulation("  zero: [{while: {⟦is_off: true}, fields: [voltage]}]"),
            "unknown field 'is_off'"),
        Mistake(
            "a mapping expected", emulation("  commands: ⟦none"),
            "found 'none', expected a mapping by command"),
        Mistake(
            "a value with too many digits",
            emulation("").replacing("voltage: 50.1", with: "voltage: ⟦50.12"),
            "no page can be sent: voltage: '50.12' cannot be sent"),
        Mistake(
            "a value that is no choice", emulation("").replacing("mode: slow", with: "mode: ⟦slw"),
            "no page can be sent: mode: found 'slw', expected one of slow, fast"),
        Mistake(
            "a column of the wrong length",
            emulation("").replacing("days: [1, 2]", with: "days: ⟦[1]"),
            "no page can be sent: days: found '1', expected 2 values"),
        Mistake(
            "a value that is missing",
            emulation("").replacing("values: {voltage: 50.1, ", with: "values: ⟦{"),
            "no page can be sent: missing: voltage",
            hint: "'values' says what each field holds at first"),
    ]
}
