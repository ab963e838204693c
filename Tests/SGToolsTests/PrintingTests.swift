import Foundation
import SGTestSupport
import Testing

/// Where the tools print text.
@Suite struct PrintingTests {
    /// The sources that append text as it is: what makes lines harmless, the script of a shell's
    /// completion, whose words have been made so, and JSON, whose strings are.
    private static let printers: Set = [
        "Output.swift", "Explain/TextPage.swift", "Tool.swift",
        "Devices/ByteWriter+DeviceTypes.swift",
    ]

    @Test func `text goes out in few places, which make it harmless`() throws {
        let sources = packageFile("Sources/SGTools").path
        let paths = try #require(FileManager.default.enumerator(atPath: sources))
        for case let path as String in paths where path.hasSuffix(".swift") {
            let text = try String(contentsOfFile: "\(sources)/\(path)", encoding: .utf8)
            #expect(!text.contains("append(utf8:") || Self.printers.contains(path), "\(path)")
            #expect(!text.contains("Glibc.write(") || path == "Console.swift", "\(path)")
            #expect(!text.contains(" Swift.print("), "\(path)")
        }
    }
}
