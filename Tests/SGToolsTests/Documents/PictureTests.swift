import Foundation
import SGTestSupport
import Testing

/// The pictures of the documentation show what the tools print.
@Suite(.timeLimit(.minutes(1))) struct PictureTests {
    @Test func `every picture is fresh`() throws {
        let folder = try TemporaryDirectory()
        let tools = URL(filePath: pathOfTool("sg-decode")).deletingLastPathComponent().path
        _ = try output(
            of: "python3", packageFile("Scripts/make-pictures").path, tools, folder.path)
        let pictures = try PackageText.files(under: ["Documentation"], ".svg")
        #expect(!pictures.isEmpty)
        for path in pictures {
            let name = packageFile(path).lastPathComponent
            let isFresh = FileManager.default.contentsEqual(
                atPath: folder.file(name), andPath: packageFile(path).path)
            #expect(isFresh, "\(path) is stale: make pictures")
        }
    }
}
