internal import Glibc
internal import SGBytes
package import SGDiagnostics
internal import SGPorts
internal import SGSystem

/// A tool's connection to whoever started it: three streams, the environment and the wish to stop.
///
/// Tests give a tool descriptors of their own.
package struct Console: Sendable {
    /// The tool's name, which starts its messages.
    package let program: String
    /// The descriptor of standard input.
    package let input: Int32
    /// The descriptor of standard output.
    package let output: Int32
    /// The descriptor of standard error.
    package let errors: Int32
    /// The environment's variables.
    package let environment: [String: String]
    /// A descriptor that can be read once the tool is asked to stop; negative for never.
    package let stop: Int32

    /// Creates a console from descriptors that outlive it.
    package init(
        program: String, input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO,
        errors: Int32 = STDERR_FILENO, environment: [String: String], stop: Int32 = -1
    ) {
        self.program = program
        self.input = input
        self.output = output
        self.errors = errors
        self.environment = environment
        self.stop = stop
    }

    /// The streams that ports may use.
    var streams: StandardStreams { StandardStreams(input: input, errors: errors) }

    /// Says something on standard error after the tool's name.
    package func report(_ message: String) {
        write("\(program): \(message)")
    }

    /// Says on standard error what is wrong in a file.
    package func report(_ diagnostic: Diagnostic) {
        write("\(diagnostic)")
    }

    /// Says something on standard error that begins with a place in a file.
    func report(place complaint: String) {
        write(complaint)
    }

    private func write(_ message: String) {
        var bytes = Array((harmlessMessage(message) + "\n").utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(errors, $0.baseAddress, $0.count) }
            // Nothing is left to complain to when standard error does not take a complaint.
            if count < 0, errno != EINTR { return }
            bytes = bytes.dropFirst(max(count, 0))
        }
    }
}
