internal import Foundation
internal import Glibc

/// A program that a test has started, with a pipe on each of its streams.
package final class RunningTool {
    private let process = Process()
    private var input: Int32
    private var output: Int32
    private var errors: Int32

    /// Starts the tool that was built beside the tests.
    ///
    /// - Parameters:
    ///   - name: The tool, such as `sg-listen`.
    ///   - arguments: Its arguments.
    ///   - environment: Variables added to the test's own.
    ///   - folder: The working directory; `nil` for the test's own.
    package convenience init(
        _ name: String, _ arguments: [String], environment: [String: String] = [:],
        in folder: String? = nil
    ) throws {
        try self.init(
            path: pathOfTool(name), arguments, environment: environment, in: folder)
    }

    /// Starts any program.
    ///
    /// - Parameters:
    ///   - path: The program's file.
    ///   - arguments: Its arguments.
    ///   - environment: Variables added to the test's own.
    ///   - folder: The working directory; `nil` for the test's own.
    package init(
        path: String, _ arguments: [String], environment: [String: String] = [:],
        in folder: String? = nil
    ) throws {
        let (input, output, errors) = (try makePipe(), try makePipe(), try makePipe())
        (self.input, self.output, self.errors) = (input.writer, output.reader, errors.reader)
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(filePath: folder) }
        process.standardInput = FileHandle(fileDescriptor: input.reader, closeOnDealloc: true)
        process.standardOutput = FileHandle(fileDescriptor: output.writer, closeOnDealloc: true)
        process.standardError = FileHandle(fileDescriptor: errors.writer, closeOnDealloc: true)
        try process.run()
        process.standardInput = nil
        process.standardOutput = nil
        process.standardError = nil
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        for descriptor in [input, output, errors] where descriptor >= 0 { close(descriptor) }
    }

    /// The process's number.
    package var processIdentifier: Int32 { process.processIdentifier }

    /// Whether the tool has not ended yet.
    package var isRunning: Bool { process.isRunning }

    /// Writes to the tool's standard input.
    package func send(_ text: String) throws {
        try write(Array(text.utf8), to: input)
    }

    /// Writes bytes to the tool's standard input.
    package func send(_ bytes: [UInt8]) throws {
        try write(bytes, to: input)
    }

    /// Ends the tool's standard input.
    package func closeInput() {
        close(input)
        input = -1
    }

    /// Stops reading the tool's standard output.
    package func closeOutput() {
        close(output)
        output = -1
    }

    /// Waits until the tool has written something to its standard output, and leaves it there.
    package func waitForOutput() throws {
        var entry = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, 20_000) > 0 else { throw TestFailure("waited too long for output") }
    }

    /// Reads so many whole lines from the tool's standard output, without the newlines.
    package func lines(_ count: Int) throws -> [String] {
        let bytes = try read(from: output) { bytes in bytes.count { $0 == 0x0A } >= count }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Reads standard output until it holds a text, and gives what was read.
    @discardableResult
    package func waitForOutput(_ text: String) throws -> String {
        let bytes = try read(from: output) { String(decoding: $0, as: UTF8.self).contains(text) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads standard output until it is enough.
    package func waitForOutput(until isEnough: (String) throws -> Bool) throws {
        _ = try read(from: output) { try isEnough(String(decoding: $0, as: UTF8.self)) }
    }

    /// Whether there is output that nobody has read yet.
    package var hasOutput: Bool {
        var entry = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0 && entry.revents & Int16(POLLIN) != 0
    }

    /// Reads standard error until it holds a text, and gives what was read.
    @discardableResult
    package func waitForMessage(_ text: String) throws -> String {
        let bytes = try read(from: errors) { String(decoding: $0, as: UTF8.self).contains(text) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Sends a signal to the tool.
    package func signal(_ number: Int32) {
        kill(process.processIdentifier, number)
    }

    /// Ends the tool and whatever it has started, as ^C does, but not with a signal that a shell
    /// which started the tests may have made all ignore.
    package func interrupt() {
        kill(-process.processIdentifier, SIGTERM)
    }

    /// Waits until the tool has ended.
    package func end() throws -> ToolResult {
        let output = output < 0 ? [] : try read(from: output)
        let errors = try read(from: errors)
        process.waitUntilExit()
        return ToolResult(
            status: process.terminationStatus,
            isSignal: process.terminationReason == .uncaughtSignal,
            output: output, errors: String(decoding: errors, as: UTF8.self))
    }
}

/// How a tool ended and what it wrote.
package struct ToolResult {
    /// The exit status, or the signal's number.
    package let status: Int32
    /// Whether a signal ended the tool.
    package let isSignal: Bool
    /// What it wrote to standard output and nobody has read yet.
    package let output: [UInt8]
    /// What it wrote to standard error and nobody has read yet.
    package let errors: String

    /// The output as text.
    package var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs a built tool to its end; small inputs only, as input is written before output is read.
package func run(
    _ name: String, _ arguments: [String] = [], input: String = "",
    environment: [String: String] = [:]
) throws -> ToolResult {
    let tool = try RunningTool(name, arguments, environment: environment)
    try tool.send(input)
    tool.closeInput()
    return try tool.end()
}
