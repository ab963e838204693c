import Foundation
import SGTestSupport

/// Where a system is logged: a folder that is the home and the working directory of `sg-run`.
final class Site {
    /// The folder.
    let folder: TemporaryDirectory
    /// What is added to the environment.
    var environment: [String: String]

    /// Makes an empty folder, or one with a configuration in `system.yml`.
    init(_ configuration: String? = nil) throws {
        folder = try TemporaryDirectory()
        environment = ["HOME": folder.path]
        if let configuration { try write(configuration, to: "system.yml") }
    }

    // MARK: - Files

    /// Writes a file.
    func write(_ text: String, to name: String) throws {
        _ = try folder.write(Array(text.utf8), to: name)
    }

    /// The text of a file; empty when it is missing.
    func text(_ name: String) -> String {
        String(decoding: (try? folder.read(name)) ?? [], as: UTF8.self)
    }

    /// The lines of a file; none when it is missing.
    func lines(_ name: String) -> [String] {
        text(name).split(separator: "\n").map(String.init)
    }

    /// Whether there is such a file.
    func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.file(name))
    }

    /// The names of what is in a folder in this one, in order.
    func names(in name: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.file(name))
        return (names ?? []).sorted()
    }

    /// Makes a folder in this one.
    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder.file(name), withIntermediateDirectories: true)
    }

    // MARK: - State

    /// The names of the files that hold what is remembered, without those that serve to make them.
    var stateFiles: [String] {
        names(in: ".sungrow").filter { !$0.contains(".") }
    }

    /// How the state of the configuration in `system.yml` is called.
    ///
    /// - Parameter kind: `logger` or `emulator`.
    func stateName(_ kind: String) throws -> String {
        let script = """
            cd "$1" || exit
            printf '%.32s-%.8s' "$(md5sum < system.yml)" "$(printf %s "$(pwd -P)" | md5sum)"
            """
        return try kind + "_" + output(of: "sh", "-c", script, "sh", folder.path)
    }

    /// What is remembered, by its keys.
    func state() throws -> [String: Any] {
        guard stateFiles.count == 1 else { throw TestFailure("found \(stateFiles)") }
        let text = Data(try folder.read(".sungrow/\(stateFiles[0])"))
        guard let state = try JSONSerialization.jsonObject(with: text) as? [String: Any] else {
            throw TestFailure("the state is no object")
        }
        return state
    }

    /// Makes the last run appear to have been so long ago.
    func age(by time: TimeInterval) throws {
        let (name, text) = (".sungrow/\(stateFiles[0])", text(".sungrow/\(stateFiles[0])"))
        let then = Date.now.addingTimeInterval(-time)
            .formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true))
        try write(text.replacing(/"last_run":"[^"]*"/, with: "\"last_run\":\"\(then)Z\""), to: name)
    }

    // MARK: - Runs

    /// Starts `sg-run`.
    func start(_ arguments: String...) throws -> RunningTool { try start(arguments) }

    /// Starts `sg-run`.
    func start(_ arguments: [String]) throws -> RunningTool {
        try RunningTool("sg-run", arguments, environment: environment, in: folder.path)
    }

    /// Runs `sg-run` to its end.
    func run(_ arguments: String...) throws -> ToolResult {
        try RunningTool("sg-run", arguments, environment: environment, in: folder.path).end()
    }

    /// Runs a command of the shell to its end; `sg-run` and `sungrow` are in its path.
    func shell(_ command: String) throws -> ToolResult {
        try makeFolder("bin")
        let tools = ["sg-run", "sg-listen", "sg-send", "sg-decode", "sg-csv", "sg-devices"]
        for name in tools + ["sungrow"] where !has("bin/\(name)") {
            try FileManager.default.createSymbolicLink(
                atPath: folder.file("bin/\(name)"),
                withDestinationPath: pathOfTool(name == "sungrow" ? "sg-run" : name))
        }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
        return try RunningTool(
            path: "/bin/sh", ["-c", command],
            environment: environment.merging(["PATH": "\(folder.file("bin")):\(path)"]) { $1 },
            in: folder.path
        ).end()
    }

    /// Starts `sg-run -e`; its pseudo-terminals are there when this returns.
    ///
    /// - Parameters:
    ///   - file: The configuration.
    ///   - links: The pseudo-terminals.
    func emulate(_ file: String, links: [String]) throws -> RunningTool {
        let emulator = try start("-e", file)
        try wait(for: "the ports of the emulator") {
            guard emulator.isRunning else { throw TestFailure(try emulator.end().errors) }
            return links.allSatisfy(has)
        }
        return emulator
    }
}

/// The time that a record or a state holds; `nil` when the text is none.
func date(_ text: some StringProtocol) -> Date? {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions.insert(.withFractionalSeconds)
    return formatter.date(from: String(text))
}
