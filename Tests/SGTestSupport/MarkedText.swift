/// A text of a test with a mark `⟦` at the place that the test is about.
package struct MarkedText {
    /// The text without the mark.
    package let text: String
    /// The line of the mark, from 1; that of the text's end when there is none.
    package let line: Int
    /// The column of what stands behind the mark, from 1, in characters.
    package let column: Int

    /// Takes the mark out of a text.
    package init(_ marked: String) {
        let mark: Character = "⟦"
        let lines = marked.prefix { $0 != mark }.split(
            separator: "\n", omittingEmptySubsequences: false)
        text = marked.filter { $0 != mark }
        line = lines.count
        column = (lines.last?.count ?? 0) + 1
    }
}
