import Glibc
import SGTestSupport
import SGTools

/// Runs a tool inside the test, with files as its streams.
func runInProcess<T: Tool>(
    _ tool: T.Type, _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
) throws -> InProcessResult {
    try withConsole(T.name, input: input, environment: environment) { console in
        tool.run(arguments: arguments, console: console)
    }
}

/// How a tool ended inside the test and what it wrote.
struct InProcessResult: Equatable {
    /// The exit status.
    var status: ExitStatus
    /// What it wrote to standard output.
    var output = ""
    /// What it wrote to standard error.
    var errors = ""
}

/// Calls `body` with a console whose streams are files, and collects what it wrote.
func withConsole(
    _ program: String, input: [UInt8] = [], environment: [String: String] = [:],
    _ body: (Console) throws -> ExitStatus
) throws -> InProcessResult {
    let directory = try TemporaryDirectory()
    let inputPath = try directory.write(input, to: "input")
    let descriptors = [
        open(inputPath, O_RDONLY),
        open(directory.file("output"), O_RDWR | O_CREAT, 0o600),
        open(directory.file("errors"), O_RDWR | O_CREAT, 0o600),
    ]
    defer { for descriptor in descriptors { close(descriptor) } }
    let console = Console(
        program: program, input: descriptors[0], output: descriptors[1], errors: descriptors[2],
        environment: environment)
    let status = try body(console)
    return InProcessResult(
        status: status,
        output: String(decoding: try directory.read("output"), as: UTF8.self),
        errors: String(decoding: try directory.read("errors"), as: UTF8.self))
}
