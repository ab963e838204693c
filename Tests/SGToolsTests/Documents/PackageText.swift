import Foundation
import SGTestSupport

/// The texts of the package's files that the documents speak of.
enum PackageText {
    /// The paths in the package of all files under some folders whose names have an ending.
    static func files(under folders: [String], _ endings: String...) throws -> [String] {
        try folders.flatMap { folder in
            let names = try FileManager.default
                .subpathsOfDirectory(atPath: packageFile(folder).path).sorted()
            return names.filter { name in endings.contains(where: name.hasSuffix) }
                .map { "\(folder)/\($0)" }
        }
    }

    /// The program's sources, without comments.
    static func sources() throws -> String {
        try files(under: ["Sources"], ".swift", ".c", ".h").map { path in
            let lines = try String(contentsOf: packageFile(path), encoding: .utf8)
                .split(separator: "\n")
            return lines.filter { !$0.contains(/^ *(\/\/|\*)/) }.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    /// What is installed beside the program.
    static func packaging() throws -> String {
        try files(under: ["Packaging"], "").filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(
                atPath: packageFile(path).path, isDirectory: &isFolder) && !isFolder.boolValue
        }.map { path in
            path + "\n" + (try String(contentsOf: packageFile(path), encoding: .utf8))
        }.joined(separator: "\n")
    }

    /// All texts in Markdown.
    static func markdown() throws -> [String] {
        let top = try FileManager.default.contentsOfDirectory(atPath: packageFile("").path)
            .filter { $0.hasSuffix(".md") }
        return try top.sorted() + files(under: ["Documentation", "Tests"], ".md")
    }
}
