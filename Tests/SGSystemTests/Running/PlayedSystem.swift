import Logging
import SGDiagnostics
import SGRecords
import SGSystem
import SGTestSupport

/// A system whose devices are emulated on a loop, with a folder and a clock of its own.
final class PlayedSystem {
    /// What is remembered between its runs.
    var state = RunState()
    /// What its clock shows.
    var now: Timestamp
    /// Where its files are.
    let folder: TemporaryDirectory

    private let configuration: Configuration

    /// Reads a configuration, in which the emulated devices come last.
    ///
    /// - Parameters:
    ///   - text: The YAML; `DIR` in it stands for the folder.
    ///   - now: What the clock shows.
    init(_ text: String, at now: Timestamp = noon) throws {
        folder = try TemporaryDirectory()
        self.now = now
        let file = ConfigurationFile(
            Array(text.replacing("DIR", with: folder.path).utf8), file: "system.yml",
            catalog: DeviceCatalog(environment: [:]))
        guard let configuration = file.configuration, file.diagnostics.isEmpty else {
            throw TestFailure(file.diagnostics.map(\.description).joined(separator: "\n"))
        }
        self.configuration = configuration
    }

    /// One run, as from cron: all ports are opened anew.
    ///
    /// - Parameter isDark: Whether the emulated devices are switched off.
    @discardableResult
    func run(isDark: Bool = false) throws -> [RunTrouble] {
        var configuration = configuration
        if isDark { configuration.devices.removeAll(where: \.isEmulated) }
        var surroundings = Surroundings()
        surroundings.clock = { [now] in now }
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let runner = Runner(configuration, surroundings, log: log)
        return try runner.runCycle(&state) + runner.finish()
    }

    /// Lets time go by.
    func wait(_ duration: Duration) {
        let milliseconds = Int64(duration / .milliseconds(1))
        now = Timestamp(milliseconds: now.milliseconds + milliseconds)
    }

    /// The lines of a file; none when it is missing.
    func lines(_ name: String) -> [String] {
        let bytes = (try? folder.read(name)) ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
