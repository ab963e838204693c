import Foundation
import SGTestSupport

/// The library that was built for the tests, as a package that depends on it sees it.
///
/// Without the name of this package, the compiler keeps what is not public from a program.
enum Library {
    /// The folder that it was built in.
    static let folder = URL(filePath: pathOfExecutable).deletingLastPathComponent()

    private static let modules = [
        "SGBytes", "SGCore", "SGDevices", "SGDiagnostics", "SGPorts", "SGRecords", "SGSystem",
        "SGYAML", "Logging",
    ]

    /// Compiles a program.
    ///
    /// - Parameters:
    ///   - sources: The files of the program.
    ///   - program: Where the program goes.
    /// - Returns: What the compiler has to say; empty when all is well.
    static func compile(_ sources: [String], to program: String) throws -> String {
        var arguments = ["swiftc", "-swift-version", "6", "-warnings-as-errors", "-o", program]
        arguments += ["-enable-upcoming-feature", "MemberImportVisibility"]
        arguments += ["-I", folder.appending(path: "Modules").path]
        arguments += moduleMaps.flatMap { ["-Xcc", "-fmodule-map-file=\($0.path)"] }
        if sources.count > 1 { arguments.append("-parse-as-library") }
        let compiler = try RunningTool(
            path: "/usr/bin/env", arguments + sources + objects())
        compiler.closeInput()
        let result = try compiler.end()
        return result.text + result.errors
    }

    /// The maps of the C modules that the library is made with.
    private static var moduleMaps: [URL] {
        [
            folder.appending(path: "CSGPorts.build/module.modulemap"),
            packageFile("Sources/CLibYAML/module.modulemap"),
            packageFile("Sources/CLibMD/module.modulemap"),
        ]
    }

    /// The object files of the library; those of sources that are no more are left out.
    private static func objects() throws -> [String] {
        let swift = try modules.flatMap { module in
            let folder = folder.appending(path: "\(module).build")
            let sources = try String(
                contentsOf: folder.appending(path: "sources"), encoding: .utf8)
            return sources.split(whereSeparator: \.isNewline).map { source in
                folder.appending(path: "\(URL(filePath: String(source)).lastPathComponent).o")
            }
        }
        let c = try FileManager.default.contentsOfDirectory(
            at: folder.appending(path: "CSGPorts.build"), includingPropertiesForKeys: nil)
        return (swift + c.filter { $0.pathExtension == "o" }).map(\.path)
    }
}
