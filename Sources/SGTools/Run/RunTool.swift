package import ArgumentParser
internal import Logging
internal import SGBytes
internal import SGDiagnostics
internal import SGPorts
internal import SGSystem

/// `sg-run`: performs what a configuration file describes, once or again and again.
package struct RunTool: Tool {
    package static let configuration = CommandConfiguration(
        commandName: "sg-run",
        abstract: "Log, or emulate, the devices that a configuration file describes.",
        discussion: """
            Performs the actions of the file once, as from cron, and remembers in ~/.sungrow which \
            devices have answered.
            """,
        version: toolkitVersion,
        // What crontabs call that were written for pysungrow.
        aliases: ["sungrow"])

    @Flag(name: .shortAndLong, help: "Emulate the devices until terminated.")
    var emulate = false

    @Flag(help: "Repeat the actions every period until terminated.")
    var loop = false

    @Flag(help: "Only say what is wrong with the file.")
    var check = false

    @Flag(help: "Only print shell pipelines that do the same.")
    var explain = false

    @Flag(help: "Only print what is remembered of the runs before.")
    var status = false

    @Option(
        help: ArgumentHelp(
            "Ask only this device, print its decoded records, and keep nothing.",
            valueName: "device"),
        completion: deviceCompletion)
    var once: String?

    @Option(
        name: [.customShort("l", allowingJoined: true), .customLong("error-log")],
        help: ArgumentHelp(
            "Append what goes wrong to a file instead of standard error.", valueName: "file"),
        completion: .file())
    var logFile: String?

    @Flag(
        name: [.short, .customLong("verbose")],
        help: "Report more about what is being done; -vvv shows all bytes.")
    var verbosity: Int

    @Argument(help: "The configuration file.", completion: .file(extensions: ["yml", "yaml"]))
    var file: String

    package init() {}

    package func validate() throws {
        let modes = [emulate, loop, check, explain, status, once != nil].count { $0 }
        guard modes <= 1 || (modes == 2 && emulate && (check || status)) else {
            throw ValidationError(
                "Only one of --emulate, --loop, --check, --explain, --status and --once can be given."
            )
        }
    }

    package mutating func run(on console: Console) throws(ToolFailure) -> ExitStatus {
        let errorLog = ErrorLog(file: logFile, standardError: console.errors)
        errorLog.prepare(named: Self.name)
        let log = errorLog.logger(named: Self.name, verbosity: verbosity)
        do throws(ToolFailure) {
            let status = try run(on: console, log)
            guard status == .done, let failure = errorLog.failure else { return status }
            return ToolFailure(failure).status
        } catch {
            // Who runs this from cron looks for it in the log.
            if logFile != nil, let message = error.message { log.error("\(message)") }
            throw error
        }
    }

    private func run(on console: Console, _ log: Logger) throws(ToolFailure) -> ExitStatus {
        let source = ConfigurationSource(
            path: file, isEmulation: emulate, console: console, log: logFile == nil ? nil : log)
        let text = try source.read()
        let configuration = try source.configuration(text)
        if check { return .done }
        if explain {
            var output = Output(console)
            output.append(script: ShellScript(configuration).text)
            try output.flush()
            return .done
        }
        if status {
            let (state, problem) = try source.stateFile(of: text).read()
            if let problem { log.warning("\(problem)") }
            var report = StatusReport(on: configuration, state)
            var output = Output(console)
            for line in report.lines() { output.append(line: line) }
            try output.flush()
            return .done
        }
        if let once { return try ask(once, of: configuration, on: console, log) }
        var run = try SystemRun(configuration, text, source, log: log, console)
        return emulate ? run.emulate() : loop ? run.repeatCycles() : run.runOnce()
    }

    /// Asks one device, without anything that was or will be remembered.
    private func ask(
        _ device: String, of configuration: Configuration, on console: Console, _ log: Logger
    ) throws(ToolFailure) -> ExitStatus {
        guard let system = configuration.only(device) else {
            if configuration.devices.contains(where: { $0.name == device }) {
                throw ToolFailure(.usage, "'\(device)' is emulated, expected a device to ask")
            }
            let names = configuration.devices.filter { !$0.isEmulated }.map(\.name)
            throw .unknown("device", device, of: file, among: names)
        }
        var log = log
        log.logLevel = .trace
        let runner = Runner(system, console.surroundings, log: log)
        var state = RunState()
        // Whoever stops it gets what has come until then.
        let troubles = (try? runner.runCycle(&state)) ?? []
        return ExitStatus(troubles + runner.finish())
    }
}
