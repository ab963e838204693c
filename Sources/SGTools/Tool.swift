package import ArgumentParser
internal import Glibc
internal import SGBytes
internal import SGPorts

/// A command-line tool, or one of its subcommands.
///
/// It touches the outside world only through its console, and never exits: tests run it in
/// process with streams of their own.
package protocol Tool: ParsableCommand {
    /// Does what the arguments ask for.
    ///
    /// - Returns: How the tool ends when it has done its work, perhaps with complaints.
    /// - Throws: `ToolFailure` when it cannot go on.
    mutating func run(on console: Console) throws(ToolFailure) -> ExitStatus
}

extension Tool {
    /// The tool's name, such as `sg-listen`.
    package static var name: String { configuration.commandName ?? "\(self)" }

    /// Parses arguments (without the program's name), runs the tool, and reports why it stopped.
    package static func run(arguments: [String], console: Console) -> ExitStatus {
        do {
            if let text = try answer(toShell: arguments) { return try print(text, console) }
            var command = try parseAsRoot(arguments)
            guard var tool = command as? any Tool else {
                // The parser's own `help` subcommand, which throws its text.
                try command.run()
                return .done
            }
            return try tool.run(on: console)
        } catch let failure as ToolFailure {
            return report(failure, console)
        } catch {
            return answer(error, console)
        }
    }

    private static func report(_ failure: ToolFailure, _ console: Console) -> ExitStatus {
        if let message = failure.message { console.report(message) }
        return failure.status
    }

    /// Prints what the parser has to say: a text that was asked for, or a complaint.
    private static func answer(_ error: any Error, _ console: Console) -> ExitStatus {
        guard exitCode(for: error) == .success else {
            console.report(message(for: error))
            console.report("try '\(name) --help'")
            return .usage
        }
        do throws(ToolFailure) {
            return try print(fullMessage(for: error), console)
        } catch {
            return report(error, console)
        }
    }

    private static func print(
        _ text: String, _ console: Console
    ) throws(ToolFailure) -> ExitStatus {
        var output = Output(console)
        output.bytes.append(utf8: text + "\n")
        try output.flush()
        return .done
    }
}

/// Runs a tool as this process and ends the process; nothing else in the program calls `exit`.
///
/// A closed output, or one that has reached its size, is an error of writing here, not a signal.
/// SIGHUP, SIGINT and SIGTERM let the tool finish what it has begun; the process then ends by that
/// signal, as its parent expects, unless the tool has taken it.
package func runTool(_ tool: (some Tool).Type) -> Never {
    reserveStandardStreams()
    raiseDescriptorLimit()
    ignoreSignalsOfWriting()
    do throws(SystemError) {
        let signals = try StopSignals()
        let console = Console(
            program: tool.name, environment: processEnvironment(), stop: signals.descriptor)
        let status = tool.run(arguments: Array(CommandLine.arguments.dropFirst()), console: console)
        signals.dieIfStopped()
        exit(status.rawValue)
    } catch {
        Console(program: tool.name, environment: [:])
            .report("cannot catch signals: \(error.message)")
        exit(ExitStatus.tryAgain.rawValue)
    }
}
