internal import Foundation

/// The executable that is all tools, built beside the tests.
package let pathOfExecutable = folderOfTests.appending(path: "sg").path

/// Where a tool is that was built beside the tests: a link with its name to the executable of all.
package func pathOfTool(_ name: String) -> String {
    folderOfTools.appending(path: name).path
}

/// Where the executable of one tool alone is that was built beside the tests.
package func pathOfOwnExecutable(_ name: String) -> String {
    folderOfTests.appending(path: name).path
}

private let folderOfTests = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()

/// A folder with a link for each tool, as installing makes them.
private let folderOfTools: URL = {
    let folder = folderOfTests.appending(path: "tools")
    let files = FileManager.default
    try? files.createDirectory(at: folder, withIntermediateDirectories: true)
    // What is there is from the tests before; a test whose tool is missing fails.
    for name in toolNames {
        try? files.createSymbolicLink(
            atPath: folder.appending(path: name).path, withDestinationPath: "../sg")
    }
    return folder
}()

/// The tools that the executable tells of.
private var toolNames: [String] {
    let lines = (try? output(of: pathOfExecutable))?.split(separator: "\n") ?? []
    return lines.compactMap { $0.split(separator: " ").first.map(String.init) }
}
