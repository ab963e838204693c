import SGDiagnostics
import SGYAML
import Testing

/// Texts with a marker `⟦` where the complaint must point.
@Suite struct MistakeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let message: String
        var hint: String?

        var testDescription: String { text.debugDescription }
    }

    static let syntax: [Case] = [
        Case(
            text: "a: 1\n⟦b\nc: 1\n",
            message: "could not find expected ':' while scanning a simple key"),
        Case(
            text: "größe: [1,\n  2\nb⟦: 1\n",
            message: "did not find expected ',' or ']' while parsing a flow sequence"
                + " that starts in line 1"),
        Case(
            text: "größe: \"Ω ⟦\\q\"\n",
            message: "found unknown escape character while parsing a quoted scalar"),
        Case(
            text: "a: 'x\n⟦",
            message: "found unexpected end of stream while scanning a quoted scalar"
                + " that starts in line 1"),
        Case(
            text: "größe: ⟦@x\n",
            message: "found character that cannot start any token"
                + " while scanning for the next token",
            hint: "a text that starts with this character needs quotes"),
        Case(
            text: "note: grün⟦: 5\n",
            message: "mapping values are not allowed in this context",
            hint: "a text that holds ': ' needs quotes; otherwise the indentation is wrong"),
        Case(
            text: "größe:\n⟦\tb: 1\n",
            message: "found character that cannot start any token"
                + " while scanning for the next token",
            hint: "indent with spaces, not with tabs"),
        Case(
            text: "a: 1\r\n⟦\tb: 2\r\n",
            message: "found a tab character that violates indentation"
                + " while scanning a plain scalar that starts in line 1",
            hint: "indent with spaces, not with tabs"),
    ]

    static let refused: [Case] = [
        Case(
            text: "- a\n- b: 1\n  ö: 2\n  ⟦b: 3\n",
            message: "key 'b' stands here again, it was given in line 2"),
        Case(
            text: "a: 1\n⟦\"\\x61\": 2\n",
            message: "key 'a' stands here again, it was given in line 1"),
        Case(
            text: "# ö\n⟦%TAG !x! y\n---\na: 1\n",
            message: "directive '%TAG', expected none but '%YAML'"),
        Case(text: "{⟦[a]: 1}", message: "a list as a key, expected a text"),
        Case(text: "? ⟦a: 1\n: 2\n", message: "a mapping as a key, expected a text"),
        Case(
            text: "a: 1\n⟦---\nb: 1\n",
            message: "a second document starts here, expected one in a file"),
        Case(text: "a: ⟦*x\nb: &x 1\n", message: "alias '*x' names no anchor before it"),
        Case(text: "a: &x [ö, ⟦*x]\n", message: "alias '*x' stands inside the value that it names"),
        Case(text: "a: ⟦!color red\n", message: "tag '!color', expected none or '!!str' here"),
        Case(text: "a: ⟦!!int 1\n", message: "tag '!!int', expected none or '!!str' here"),
        Case(text: "a: ⟦!!map [1]\n", message: "tag '!!map', expected none or '!!seq' here"),
        Case(text: "a: ⟦!<x> {}\n", message: "tag 'x', expected none or '!!map' here"),
        Case(text: "ö: ⟦\0\n", message: "control characters are not allowed"),
        Case(text: "a: 1\r\nö: ⟦\u{1B}[2J\n", message: "control characters are not allowed"),
    ]

    @Test(arguments: syntax + refused)
    func `a mistake is told with its place`(_ mistaken: Case) throws {
        let (text, mark) = try #require(splitMarker(mistaken.text))
        let expected = Diagnostic(
            file: "test.yaml", mark: mark, message: mistaken.message, hint: mistaken.hint)
        #expect(mistake(in: text.utf8) == expected)
    }

    struct BrokenText: Sendable {
        let bytes: [UInt8]
        let mark: Mark
        let message: String
    }

    @Test(arguments: [
        BrokenText(
            bytes: [0x61, 0x0A, 0xC3, 0xB6, 0xFF], mark: Mark(line: 2, column: 2),
            message: "invalid leading UTF-8 octet"),
        BrokenText(
            bytes: [0x61, 0x0A, 0xC3], mark: Mark(line: 2, column: 1),
            message: "incomplete UTF-8 octet sequence"),
        BrokenText(
            bytes: [0xEF, 0xBB, 0xBF, 0x61, 0xED, 0xA0, 0x80], mark: Mark(line: 1, column: 2),
            message: "invalid Unicode character"),
        BrokenText(
            bytes: [0xFF, 0xFE, 0x61, 0x00], mark: Mark(line: 1, column: 1),
            message: "invalid leading UTF-8 octet"),
    ])
    func `a text that is not UTF-8 is refused at the broken character`(_ broken: BrokenText) {
        let expected = Diagnostic(file: "test.yaml", mark: broken.mark, message: broken.message)
        #expect(mistake(in: broken.bytes) == expected)
    }
}
