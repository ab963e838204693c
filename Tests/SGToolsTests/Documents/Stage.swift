import Foundation
import SGTestSupport

/// Where the examples of a document are tried: a folder that is home and working directory, with the
/// files that they read, and devices at the ports that they name.
final class Stage {
    private let folder: TemporaryDirectory
    private let places: ExamplePlaces
    private let ports: ExamplePorts
    /// What goes on beside the other examples, as in another terminal.
    private var servers: [RunningTool] = []

    /// Sets everything up for a document.
    init(_ document: Document) throws {
        folder = try TemporaryDirectory()
        places = try ExamplePlaces(in: folder)
        ports = ExamplePorts(places)
        try ExampleFiles(document, places).write(to: folder)
    }

    deinit {
        for server in servers { server.interrupt() }
    }

    /// Tries the commands of a document in their order, and gives what is wrong with each.
    func complaints(about document: Document) -> [String] {
        document.examples.filter { UntriedCommands.reasons[$0.command] == nil }
            .compactMap { example in
                guard example.isHarmless else { return "\(example): is not known to be harmless" }
                do {
                    return try complaint(about: example).map { "\(example): \($0)" }
                } catch {
                    return "\(example): \(error)"
                }
            }
    }

    /// Tries a command, and gives what is wrong with what it does; `nil` when nothing is.
    private func complaint(about example: ShownCommand) throws -> String? {
        let text = places.here(example.command)
        try ports.open(for: text + configurations(named: text), showing: example.output)
        let before = files()
        let command = try start(ports.here(text))
        if example.isEndless {
            try tryEndless(command, example, since: before)
            return nil
        }
        let result = try command.end()
        let shown = places.shown(result.text)
        if (result.status != 0) != example.showsFailure {
            return "ends with status \(result.status) and prints\n\(shown)"
        }
        return try difference(example, shown)
    }

    /// Waits until an endless command has done what is shown, or anything, and ends it.
    private func tryEndless(
        _ command: RunningTool, _ example: ShownCommand, since before: [String: Int]
    ) throws {
        do {
            try waitForResult(of: command, example, since: before)
        } catch {
            command.interrupt()
            throw error
        }
        if example.isServer {
            servers.append(command)
        } else {
            command.interrupt()
            _ = try command.end()
        }
    }

    private func waitForResult(
        of command: RunningTool, _ example: ShownCommand, since before: [String: Int]
    ) throws {
        if example.output.isEmpty {
            try wait(for: "something to happen") {
                if !command.isRunning {
                    throw TestFailure("ends; prints\n\(try command.end().text)")
                }
                return command.hasOutput || files() != before
            }
        } else {
            try command.waitForOutput { [places] text in
                try ShownOutput(lines: example.output).matches(places.shown(text), isEndless: true)
            }
        }
    }

    private func difference(_ example: ShownCommand, _ printed: String) throws -> String? {
        let isSame = try ShownOutput(lines: example.output).matches(printed, isEndless: false)
        return example.output.isEmpty || isSame ? nil : "prints\n\(printed)"
    }

    /// Starts a command of the shell; its messages go where its output goes, as in a terminal.
    private func start(_ command: String) throws -> RunningTool {
        let tools = URL(filePath: pathOfTool("sg-run")).deletingLastPathComponent().path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
        // Programs such as jq write each line at once, as to a terminal.
        let running = try RunningTool(
            path: "/usr/bin/stdbuf", ["-oL", "sh", "-c", "exec 2>&1\n" + command],
            environment: ["HOME": folder.path, "PATH": "\(tools):\(path)"], in: folder.path)
        running.closeInput()
        return running
    }

    /// The texts of the configurations that a command names.
    private func configurations(named command: String) -> String {
        let names = command.split { " ,'\n".contains($0) }.filter { $0.hasSuffix(".yml") }
        return names.compactMap { try? folder.read(String($0)) }
            .map { String(decoding: $0, as: UTF8.self) }.joined()
    }

    /// The sizes of all files that hold something.
    private func files() -> [String: Int] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
        let sizes = names.map { (try? folder.read($0).count) ?? 0 }
        return Dictionary(uniqueKeysWithValues: zip(names, sizes)).filter { $0.value > 0 }
    }
}
