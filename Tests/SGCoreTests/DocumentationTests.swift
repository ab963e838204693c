import Foundation
import SGTestSupport
import Testing

/// Everything that the library vends is documented, and the pages have no dead links.
@Suite struct DocumentationTests {
    @Test func `every public declaration is described, and every link leads somewhere`() throws {
        let folder = try TemporaryDirectory()
        let script = try RunningTool(
            path: packageFile("Scripts/make-docs").path,
            [Library.folder.path, folder.file("docs")])
        script.closeInput()
        let result = try script.end()
        #expect(result.status == 0, "\(result.text)\(result.errors)")
        let file = Library.folder.appending(path: "symbols/SGCore.symbols.json")
        let graph = try JSONDecoder().decode(SymbolGraph.self, from: Data(contentsOf: file))
        #expect(graph.symbols.count > 500)
        let names = graph.symbols.filter { $0.docComment == nil }
            .map { $0.pathComponents.joined(separator: ".") }
        #expect(names == [])
    }
}

/// What the compiler tells of the public declarations of a module.
private struct SymbolGraph: Decodable {
    struct Symbol: Decodable {
        struct Comment: Decodable {}

        var pathComponents: [String]
        var docComment: Comment?
    }

    var symbols: [Symbol]
}
