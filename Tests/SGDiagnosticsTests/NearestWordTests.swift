import SGDiagnostics
import Testing

@Suite struct NearestWordTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let word: String
        let known: [String]
        let nearest: String?

        var testDescription: String { "\(word) among \(known)" }
    }

    static let cases: [Case] = [
        Case(word: "baudrat", known: ["bytesize", "baudrate"], nearest: "baudrate"),
        Case(word: "baudraet", known: ["baudrate"], nearest: "baudrate"),
        Case(word: "BAUDRATE", known: ["baudrate"], nearest: "baudrate"),
        Case(word: "u17", known: ["u8", "u16", "u32", "text"], nearest: "u16"),
        Case(word: "fieldss", known: ["fold", "fields"], nearest: "fields"),
        Case(word: "paritty", known: ["priority", "parity"], nearest: "parity"),
        Case(word: "größe", known: ["grösse", "Größe"], nearest: "Größe"),
        Case(word: "", known: ["a", "ab"], nearest: "a"),
        Case(word: "voltage", known: ["current"], nearest: nil),
        Case(word: "unit", known: ["note"], nearest: nil),
        Case(word: "unit", known: [], nearest: nil),
    ]

    @Test(arguments: cases)
    func `the nearest word is what was most likely meant`(_ expected: Case) {
        #expect(nearestWord(to: expected.word, among: expected.known) == expected.nearest)
    }

    @Test func `of two words equally near the first is taken`() {
        #expect(nearestWord(to: "u1", among: ["u8", "i1"]) == "u8")
    }
}
