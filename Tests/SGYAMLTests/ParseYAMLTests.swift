import SGYAML
import Testing

@Suite struct ParseYAMLTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let outline: String

        var testDescription: String { text.debugDescription }
    }

    static let documents: [Case] = [
        Case(text: "", outline: "''"),
        Case(text: "\u{FEFF}", outline: "''"),
        Case(text: "# only a comment\n", outline: "''"),
        Case(text: "---\n...\n", outline: "''"),
        Case(text: "word", outline: "'word'"),
        Case(text: "\u{FEFF}a: 1", outline: "{'a': '1'}"),
        Case(text: "- 100%TAG", outline: "['100%TAG']"),
        Case(text: "%YAML 1.2\n---\na: 1\n", outline: "{'a': '1'}"),
        Case(text: "b: 1\na: 2\n", outline: "{'b': '1', 'a': '2'}"),
        Case(text: "a:\r\n- 1\r\n-\r\n", outline: "{'a': ['1', '']}"),
        Case(
            text: "[1, {a: 2, 'b': }, \"\\t\\x1b\\u00e9\"]",
            outline: "['1', {'a': '2', 'b': ''}, '\t\u{1B}é']"),
        Case(
            text: "a: |\n  one\n  two\nb: >\n  one\n  two\n",
            outline: "{'a': 'one\ntwo\n', 'b': 'one two\n'}"),
        Case(text: "größe: 'Ω ''x'''\n", outline: "{'größe': 'Ω 'x''}"),
        Case(
            text: "a: &x [1, &y 2]\nb: *x\n*y : *y\n",
            outline: "{'a': ['1', '2'], 'b': ['1', '2'], '2': '2'}"),
        Case(text: "- &x 1\n- &x 2\n- *x\n", outline: "['1', '2', '2']"),
        Case(text: "a: &x {b: 1}\n<<: *x\n", outline: "{'a': {'b': '1'}, '<<': {'b': '1'}}"),
        Case(text: "!!map {a: !!seq [!!str 1]}", outline: "{'a': ['1']}"),
        Case(text: "a: \"\\0\"\n", outline: "{'a': '\0'}"),
    ]

    @Test(arguments: documents)
    func `a document becomes a tree`(_ document: Case) throws {
        #expect(try parse(document.text).outline == document.outline)
    }

    @Test(arguments: [
        "⟦a: 1", "# comment\n\n  ⟦a: 1", "\u{FEFF}⟦a: 1", "--- ⟦word", "a: ⟦1", "a:⟦", "a:\n  ⟦- 1",
        "a:\n⟦- 1",
        "a: { b: ⟦\"x\"}", "[ä, Ω, ⟦x]", "a: ⟦|\n  text\n", "a: ⟦&x [1]", "a: ⟦&x [1]\nb: *x",
    ])
    func `a node knows its place`(_ marked: String) throws {
        let (text, mark) = try #require(splitMarker(marked))
        var node = try parse(text)
        // The last value of the innermost list or mapping that does not start at the marker.
        while node.mark != mark {
            node = try #require(node.entries?.last?.value ?? node.elements?.last)
        }
    }
}
