import Foundation
import SGTestSupport
import SGTools
import Testing

/// What the documents refer to exists.
@Suite struct ReferenceTests {
    @Test(arguments: try Manual.names())
    func `a page refers to pages and sections that exist`(name: String) throws {
        let page = try Manual(name)
        #expect(Set(page.references).subtracting(try Manual.names()) == [])
        #expect(Set(page.sectionReferences).subtracting(page.headings) == [])
    }

    @Test(arguments: try PackageText.markdown())
    func `a text refers to pages that exist`(path: String) throws {
        let text = try String(contentsOf: packageFile(path), encoding: .utf8)
        #expect(try missingPages(in: text) == [])
    }

    @Test(arguments: toolkit.map { $0.name })
    func `the help of a tool refers to pages that exist`(name: String) throws {
        let tool = try #require(toolkit.first { $0.name == name })
        #expect(try missingPages(in: runInProcess(tool, ["--help"]).output) == [])
    }

    @Test(arguments: try PackageText.markdown())
    func `a link leads to a file and a heading of it`(path: String) throws {
        let folder = packageFile(path).deletingLastPathComponent()
        for link in try Markdown(path).links where !link.contains("://") {
            let parts = link.split(separator: "#", omittingEmptySubsequences: false)
            let file = parts[0].isEmpty ? packageFile(path) : folder.appending(path: parts[0])
            #expect(FileManager.default.fileExists(atPath: file.path), "\(link)")
            if parts.count == 2 {
                let root = packageFile("").standardized.path
                let target = String(file.standardized.path.dropFirst(root.count))
                #expect(try Markdown(target).anchors.contains(String(parts[1])), "\(link)")
            }
        }
    }

    /// The pages of this toolkit that a text refers to as `sg-port(5)`, and that do not exist.
    private func missingPages(in text: String) throws -> Set<String> {
        let references = text.matches(of: /\b(sg(?:-[a-z.]+)?)\(([1-8])\)/)
        return Set(references.map { "\($0.1).\($0.2)" }).subtracting(try Manual.names())
    }
}
