import Foundation
import Logging
import SGRecords
import SGSystem
import SGTestSupport
import Testing

/// The clock of these tests is ten days late: what they write is of a day to come, so that no test
/// depends on when it runs.
struct ErrorLogTests {
    private let directory: TemporaryDirectory
    /// What stands in for standard error.
    private let errors: FileHandle
    private let now = Moment.now.time.milliseconds - 10 * 86_400_000
    private let day: Int64 = 86_400_000

    init() throws {
        directory = try TemporaryDirectory()
        let path = try directory.write([], to: "stderr")
        errors = try #require(FileHandle(forWritingAtPath: path))
    }

    // MARK: - Lines

    @Test func `a line has local time, name, level and message`() throws {
        logger().error("cannot open '/dev/ttyUSB0'")
        #expect(try text("errors.log") == "\(shown(now)) sg-run ERROR cannot open '/dev/ttyUSB0'\n")
        #expect(try text("stderr").isEmpty)
    }

    @Test(arguments: [
        (0, ["ERROR", "ERROR", "WARNING"]),
        (1, ["ERROR", "ERROR", "WARNING", "INFO", "INFO"]),
        (2, ["ERROR", "ERROR", "WARNING", "INFO", "INFO", "DEBUG"]),
        (3, ["ERROR", "ERROR", "WARNING", "INFO", "INFO", "DEBUG", "DEBUG"]),
        (9, ["ERROR", "ERROR", "WARNING", "INFO", "INFO", "DEBUG", "DEBUG"]),
    ])
    func `verbosity says what is written`(verbosity: Int, levels: [String]) throws {
        let logger = logger(verbosity: verbosity)
        for level in Logger.Level.allCases.reversed() { logger.log(level: level, "x") }
        let lines = try text("errors.log").split(separator: "\n")
        #expect(lines.map { String($0.split(separator: " ")[3]) } == levels)
    }

    @Test func `a message is one line that commands no terminal`() throws {
        logger(named: "a\nb").error("first\n  second\u{1B}[31m\r\u{9B}2J \u{7F}é")
        #expect(
            try text("errors.log")
                == "\(shown(now)) a\\u{A}b ERROR first; second\\u{1B}[31m\\u{D}\\u{9B}2J "
                + "\\u{7F}é\n")
    }

    @Test func `without a file lines go to standard error`() throws {
        let now = now
        let log = ErrorLog(
            file: nil, standardError: errors.fileDescriptor,
            clock: { Timestamp(milliseconds: now) })
        log.logger(named: "sg-run", verbosity: 0).warning("late")
        #expect(try text("stderr") == "\(shown(now)) sg-run WARNING late\n")
    }

    @Test func `the file is not writable by others`() throws {
        logger().error("x")
        let attributes = try FileManager.default.attributesOfItem(
            atPath: directory.file("errors.log"))
        #expect((attributes[.posixPermissions] as? Int ?? 0o777) & 0o022 == 0)
    }

    // MARK: - Days

    @Test func `at midnight the file gets the name of its day`() throws {
        try place("old\n", changed: now - day)
        logger().error("new")
        #expect(try text("errors.log").hasSuffix(" new\n"))
        #expect(try text("errors.log.\(date(now - day))") == "old\n")
        logger().error("newer")
        #expect(try text("errors.log").split(separator: "\n").count == 2)
        #expect(try names().count == 2)
    }

    @Test func `a day's name that is taken gets a number`() throws {
        for _ in 0..<3 {
            try place("old\n", changed: now - 5 * day)
            logger().error("new")
        }
        let rotated = "errors.log.\(date(now - 5 * day))"
        #expect(try names() == ["errors.log", rotated, "\(rotated).2", "\(rotated).3"])
    }

    @Test func `midnight is that of the local clock`() throws {
        var midnight = now - now % 900_000
        while date(midnight) == date(midnight - 1) { midnight -= 900_000 }
        try place("old\n", changed: midnight - 1)
        logger(at: midnight - 1).error("the same day")
        #expect(try names() == ["errors.log"])
        try place("old\n", changed: midnight - 1)
        logger(at: midnight).error("the next")
        #expect(try names().count == 2)
    }

    @Test(arguments: [0, 400] as [Int64])
    func `no file is put away that is of today or of a day to come`(days: Int64) throws {
        try place("old\n", changed: now + days * day)
        logger().error("new")
        #expect(try names() == ["errors.log"])
        #expect(try text("errors.log").hasPrefix("old\n"))
    }

    @Test func `an empty file is not put away`() throws {
        try place("", changed: now - day)
        logger().error("new")
        #expect(try names() == ["errors.log"])
    }

    @Test func `a file that was moved away begins anew`() throws {
        let logger = logger()
        logger.error("one")
        try FileManager.default.moveItem(
            atPath: directory.file("errors.log"), toPath: directory.file("elsewhere"))
        logger.error("two")
        #expect(try text("elsewhere").hasSuffix(" one\n"))
        #expect(try text("errors.log").hasSuffix(" two\n"))
    }

    @Test func `processes that share a log over midnight lose no line`() throws {
        try place("old\n", changed: now - day)
        let (log, now) = (self.log, now)
        DispatchQueue.concurrentPerform(iterations: 8) { process in
            for number in 0..<50 {
                log(now).logger(named: "p\(process)", verbosity: 0).error("line \(number)")
            }
        }
        let rotated = try text("errors.log.\(date(now - day))")
        // A line of one who opened the file just before another renamed it is in the old one.
        let lines = try text("errors.log").split(separator: "\n") + rotated.split(separator: "\n")
        #expect(lines.count == 401)
        #expect(Set(lines).count == 401)
        #expect(rotated.hasPrefix("old\n"))
        #expect(try names().count == 2)
    }

    // MARK: - Trouble

    @Test func `a log that cannot be written says so before there is anything to say`() throws {
        try FileManager.default.createDirectory(
            atPath: directory.file("errors.log"), withIntermediateDirectories: false)
        let log = log(now)
        log.prepare(named: "sg-run")
        let cause = "cannot open '\(directory.file("errors.log"))': Is a directory"
        #expect(try text("stderr") == "\(shown(now)) sg-run ERROR \(cause)\n")
        #expect(log.failure?.message == cause)
        log.logger(named: "sg-run", verbosity: 0).error("late")
        #expect(try text("stderr").hasSuffix("\(cause)\n\(shown(now)) sg-run ERROR late\n"))
    }

    @Test func `a log without lines is made, and lacks nothing`() throws {
        let log = log(now)
        log.prepare(named: "sg-run")
        #expect(try text("errors.log") == "" && text("stderr") == "")
        #expect(log.failure == nil)
    }

    @Test func `a log may be a link of one's own or a fifo`() throws {
        chmod(directory.path, 0o755)
        try FileManager.default.createSymbolicLink(
            atPath: directory.file("errors.log"), withDestinationPath: "target")
        let line = "\(shown(now)) sg-run ERROR one\n"
        logger().error("one")
        #expect(try text("target") == line)
        try FileManager.default.removeItem(atPath: directory.file("errors.log"))
        #expect(mkfifo(directory.file("errors.log"), 0o600) == 0)
        let logger = logger()
        // Nobody reads it.
        logger.error("one")
        #expect(try text("stderr").hasSuffix("errors.log': nobody reads it\n" + line))
        let reader = open(directory.file("errors.log"), O_RDONLY | O_NONBLOCK)
        for _ in 0..<2 { logger.error("one") }
        #expect(
            try read(from: reader) { $0.count >= 2 * line.utf8.count } == Array((line + line).utf8))
        close(reader)
    }

    @Test func `a log that cannot be written goes to standard error, and says once why`() throws {
        try FileManager.default.createSymbolicLink(
            atPath: directory.file("errors.log"), withDestinationPath: directory.file("target"))
        chmod(directory.path, 0o777)
        let logger = logger()
        logger.error("one")
        logger.error("two")
        let reason =
            "cannot open '\(directory.file("errors.log"))': "
            + "found a symbolic link or a fifo that another user can have put there: "
            + "others can write to its directory"
        let start = "\(shown(now)) sg-run ERROR"
        let complaint = "\(start) \(reason)\n\(start) one\n\(start) two\n"
        #expect(try text("stderr") == complaint)
        #expect(!FileManager.default.fileExists(atPath: directory.file("target")))

        // It is told again when the log has worked in between.
        try FileManager.default.removeItem(atPath: directory.file("errors.log"))
        logger.error("three")
        #expect(try text("errors.log") == "\(start) three\n")
        try FileManager.default.removeItem(atPath: directory.file("errors.log"))
        try FileManager.default.createDirectory(
            atPath: directory.file("errors.log"), withIntermediateDirectories: false)
        logger.error("four")
        let cause = "cannot open '\(directory.file("errors.log"))': Is a directory"
        #expect(try text("stderr") == "\(complaint)\(start) \(cause)\n\(start) four\n")
    }

    @Test func `what standard error does not take goes to the system's log`() throws {
        let lines = CollectedLines()
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let now = now
        let log = ErrorLog(
            file: "/nowhere/errors.log", standardError: full.fileDescriptor,
            clock: { Timestamp(milliseconds: now) }, systemLog: { lines.append($0) })
        log.logger(named: "sg-run", verbosity: 0).error("help")
        let start = "\(shown(now)) sg-run ERROR"
        let reason = "cannot open '/nowhere/errors.log': No such file or directory"
        #expect(lines.all == ["\(start) \(reason)\n", "\(start) help\n"])
    }

    // MARK: -

    /// Makes the log of a process whose clock shows a time.
    private var log: @Sendable (Int64) -> ErrorLog {
        let (path, errors) = (directory.file("errors.log"), errors.fileDescriptor)
        return { time in
            ErrorLog(file: path, standardError: errors, clock: { Timestamp(milliseconds: time) })
        }
    }

    private func logger(
        named name: String = "sg-run", at time: Int64? = nil, verbosity: Int = 0
    ) -> Logger {
        log(time ?? now).logger(named: name, verbosity: verbosity)
    }

    private func shown(_ time: Int64) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "yyyy-MM-dd HH:mm:ss"
        return formatter.string(from: Date(timeIntervalSince1970: Double(time) / 1000))
    }

    private func date(_ time: Int64) -> String { String(shown(time).prefix(10)) }

    private func place(_ lines: String, changed time: Int64) throws {
        let path = try directory.write(Array(lines.utf8), to: "errors.log")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: Double(time) / 1000)],
            ofItemAtPath: path)
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try directory.read(name), as: UTF8.self)
    }

    /// The names of the log's files.
    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path)
            .filter { $0.hasPrefix("errors.log") }.sorted()
    }
}

/// Lines that may come from any thread.
private final class CollectedLines: @unchecked Sendable {
    private let lock = NSLock()
    private var lines: [String] = []

    var all: [String] { lock.withLock { lines } }

    func append(_ line: String) { lock.withLock { lines.append(line) } }
}
