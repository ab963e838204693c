internal import Logging
internal import SGDiagnostics
internal import SGPorts
internal import SGSystem

/// The configuration file that a run was given.
struct ConfigurationSource {
    /// Its path.
    let path: String
    /// Whether all of its devices are emulated.
    let isEmulation: Bool
    /// Where it is told what is wrong with it.
    let console: Console
    /// Where it is told as well; `nil` where that is standard error anyhow.
    let log: Logger?

    /// The most bytes that a configuration may have.
    private static let longestText = 16 << 20

    /// The bytes of the file.
    ///
    /// - Parameter kind: What it may be.
    /// - Throws: 66 when it cannot be read, `ToolFailure.stopped` when the process is asked to stop
    ///   while a fifo is waited for.
    func read(_ kind: ReadableKind = .stream) throws(ToolFailure) -> [UInt8] {
        do throws(ReadingError) {
            return try contents(
                of: path, kind, limit: ConfigurationSource.longestText, stop: console.stop)
        } catch {
            throw ToolFailure(reading: path, error)
        }
    }

    /// What the bytes say; everything that is wrong with them is told.
    ///
    /// - Throws: 78 when they are no configuration.
    func configuration(_ text: [UInt8]) throws(ToolFailure) -> Configuration {
        let file = ConfigurationFile(
            text, file: path, catalog: DeviceCatalog(environment: console.environment),
            isEmulation: isEmulation)
        for diagnostic in file.diagnostics {
            console.report(diagnostic)
            log?.log(level: diagnostic.severity == .error ? .error : .warning, "\(diagnostic)")
        }
        guard let configuration = file.configuration else { throw .told(.wrongConfiguration) }
        return configuration
    }

    /// Where it is kept what is remembered of the system.
    ///
    /// - Throws: 73 when there is no home folder.
    func stateFile(of text: [UInt8]) throws(ToolFailure) -> StateFile {
        guard let home = homeFolder(console.environment) else {
            throw ToolFailure(.cannotCreate, "found no home directory, expected HOME to be set")
        }
        return StateFile(
            home: home, kind: isEmulation ? .emulator : .logger, digest: md5(text), of: path)
    }
}
