internal import Foundation

/// Runs a command of the system that must succeed, and gives what it prints.
package func output(of command: String..., input: Int32 = 0) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.standardInput = FileHandle(fileDescriptor: input)
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw TestFailure("\(command) failed") }
    return String(decoding: output, as: UTF8.self)
}
