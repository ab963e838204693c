internal import Glibc
package import Logging
internal import SGBytes
internal import SGPorts
package import SGRecords
internal import Synchronization

/// The log of what goes wrong: a file, or standard error without one.
///
/// Its lines are `2026-01-02 03:04:05 name ERROR message` in local time. What cannot be written to
/// the file goes to standard error, and what cannot be written there to the system's log.
package final class ErrorLog: Sendable {
    private let file: LogFile?
    private let standardError: Int32
    private let clock: @Sendable () -> Timestamp
    private let systemLog: @Sendable (String) -> Void
    private let health = Mutex(Health())

    /// How well writing to the file goes.
    private struct Health {
        /// Whether the last line could not be written.
        var isFailing = false
        /// Why a line could not be written the first time.
        var firstFailure: FileError?
    }

    /// Describes a log; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - path: The file's path; `nil` for none.
    ///   - standardError: The descriptor that is standard error.
    ///   - clock: Tells the time of lines, and the day whose lines the file holds.
    ///   - systemLog: Takes what can be written nowhere else.
    package init(
        file path: String?, standardError: Int32,
        clock: @escaping @Sendable () -> Timestamp = { Moment.now.time },
        systemLog: @escaping @Sendable (String) -> Void = writeToSystemLog
    ) {
        file = path.map { LogFile(path: $0) }
        self.standardError = standardError
        self.clock = clock
        self.systemLog = systemLog
    }

    /// A logger that writes here.
    ///
    /// - Parameters:
    ///   - name: The name in its lines.
    ///   - verbosity: What is written: 0 for errors and warnings, 1 for information too, 2 for what
    ///     helps to find a mistake, 3 and more for transcripts.
    package func logger(named name: String, verbosity: Int) -> Logger {
        var logger = Logger(label: name) { LogLines(name: $0, log: self) }
        logger.logLevel =
            switch verbosity {
            case ..<1: .warning
            case 1: .info
            case 2: .debug
            default: .trace
            }
        return logger
    }

    /// Why the file lacks something that belongs into it; `nil` when it is complete.
    package var failure: FileError? { health.withLock { $0.firstFailure } }

    /// Makes the file where it is missing, so that a run without trouble finds out, too, that the log
    /// cannot be written.
    ///
    /// - Parameter name: The name in the line that says why it cannot.
    package func prepare(named name: String) {
        guard let file else { return }
        var clock = LocalClock()
        do throws(FileError) {
            try file.append([])
        } catch {
            complain(error, name, clock.show(self.clock()))
        }
    }

    /// Writes a message as a line.
    func append(_ message: String, _ level: Logger.Level, name: String) {
        var clock = LocalClock()
        let time = clock.show(self.clock())
        let line = line(message, level, name, time)
        guard let file else { return writeToStandardError(line) }
        let complaint = rotate(file, name, time)
        do throws(FileError) {
            try file.append(Array((complaint + line).utf8))
            health.withLock { $0.isFailing = false }
        } catch {
            complain(error, name, time)
            writeToStandardError(line)
        }
    }

    /// Says on standard error why the file cannot be written, unless that was the latest thing said.
    private func complain(_ error: FileError, _ name: String, _ time: CivilTime) {
        let wasFailing = health.withLock { health in
            defer { health.isFailing = true }
            health.firstFailure = health.firstFailure ?? error
            return health.isFailing
        }
        if !wasFailing { writeToStandardError(line(error.message, .error, name, time)) }
    }

    /// Sees to it that the file has lines of one day only.
    ///
    /// - Returns: A line that says why it will have more; empty when it will not.
    private func rotate(_ file: LogFile, _ name: String, _ time: CivilTime) -> String {
        do throws(FileError) {
            try file.rotate(on: time.date)
            return ""
        } catch {
            return line(error.message, .warning, name, time)
        }
    }

    private func line(
        _ message: String, _ level: Logger.Level, _ name: String, _ time: CivilTime
    ) -> String {
        var writer = ByteWriter()
        writer.append(plain: time)
        let start = String(decoding: writer.bytes, as: UTF8.self)
        // A hint, which stands on a line of its own elsewhere, follows behind a semicolon.
        let message = message.split(separator: "\n")
            .map { $0.drop { $0 == " " } }.joined(separator: "; ")
        return harmless("\(start) \(name) \(level.word) \(message)") + "\n"
    }

    private func writeToStandardError(_ line: String) {
        do throws(SystemError) {
            _ = try line.utf8.span.withUnsafeBytes { line throws(SystemError) in
                try writeAll(line, to: standardError)
            }
        } catch {
            systemLog(line)
        }
    }
}

/// Writes a line to the system's log.
///
/// The corresponding C function is `syslog`.
package func writeToSystemLog(_ line: String) {
    // SAFETY: the text is the closure's for the call, which copies it.
    line.withCString { line in
        withVaList([line]) { vsyslog(LOG_ERR, "%s", $0) }
    }
}

extension Logger.Level {
    /// What a line says; transcripts are for those who look for a mistake, too.
    fileprivate var word: String {
        switch self {
        case .critical, .error: "ERROR"
        case .warning: "WARNING"
        case .notice, .info: "INFO"
        case .debug, .trace: "DEBUG"
        }
    }
}
