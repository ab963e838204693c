import Foundation
import SGTestSupport
import Testing

/// Everything that the library vends is documented, and the pages have no dead links.
@Suite struct DocumentationTests {
    @Test func `what is vended is described and listed, and no link is dead`() throws {
        let symbols = try symbols()
        #expect(symbols.count > 500)
        let names = symbols.filter { $0.docComment == nil }.map(\.name)
        #expect(names == [])
        let overview = try String(
            contentsOf: Article.folder.appending(path: "SGCore.md"), encoding: .utf8)
        let unlisted = symbols.filter { $0.pathComponents.count == 1 }
            .filter { !overview.contains("\n- ``\($0.name)``\n") }.map(\.name)
        #expect(unlisted == [])
    }

    /// Makes the pages, and gives all that is vended.
    private func symbols() throws -> [SymbolGraph.Symbol] {
        let folder = try TemporaryDirectory()
        let script = try RunningTool(
            path: packageFile("Scripts/make-docs").path,
            [Library.folder.path, folder.file("docs")])
        script.closeInput()
        let result = try script.end()
        #expect(result.status == 0, "\(result.text)\(result.errors)")
        let file = Library.folder.appending(path: "symbols/SGCore.symbols.json")
        return try JSONDecoder().decode(SymbolGraph.self, from: Data(contentsOf: file)).symbols
    }
}

/// What the compiler tells of the public declarations of a module.
private struct SymbolGraph: Decodable {
    struct Symbol: Decodable {
        struct Comment: Decodable {}

        var pathComponents: [String]
        var docComment: Comment?

        var name: String { pathComponents.joined(separator: ".") }
    }

    var symbols: [Symbol]
}
