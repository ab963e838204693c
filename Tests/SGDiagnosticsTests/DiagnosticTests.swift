import SGDiagnostics
import Testing

@Suite struct DiagnosticTests {
    @Test func `a diagnostic is printed as compilers do`() {
        var diagnostic = Diagnostic(
            file: "inverter.yaml", mark: Mark(line: 12, column: 11), message: "unknown type 'u17'")
        #expect(diagnostic.description == "inverter.yaml:12:11: error: unknown type 'u17'")

        diagnostic.severity = .warning
        diagnostic.hint = "did you mean 'u16'?"
        #expect(
            diagnostic.description == """
                inverter.yaml:12:11: warning: unknown type 'u17'
                  hint: did you mean 'u16'?
                """)
    }

    @Test func `without a place the file as a whole is meant`() {
        let diagnostic = Diagnostic(file: "big.yaml", mark: nil, message: "too long")
        #expect(diagnostic.description == "big.yaml: error: too long")
    }

    @Test func `marks are ordered as in the text`() {
        let marks = [(2, 1), (1, 9), (1, 2)].map { Mark(line: $0, column: $1) }
        #expect(marks.sorted() == marks.reversed())
    }
}
