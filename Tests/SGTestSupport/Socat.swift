internal import Glibc

/// socat, which joins two pseudo-terminals as a cable joins two serial ports.
package final class Socat {
    /// Where it is; `nil` when it is not installed.
    package static let path = pathOfProgram("socat")

    /// The paths of the two ends.
    package let ends: (String, String)
    private let directory: TemporaryDirectory
    private let program: RunningTool

    /// Starts it; both ends are there when this returns.
    package init() throws {
        guard let path = Socat.path else { throw TestFailure("socat is not installed") }
        directory = try TemporaryDirectory()
        let ends = (directory.file("one"), directory.file("other"))
        self.ends = ends
        program = try RunningTool(
            path: path, ["PTY,rawer,link=\(ends.0)", "PTY,rawer,link=\(ends.1)"])
        try wait(for: "both ends of socat") {
            access(ends.0, F_OK) == 0 && access(ends.1, F_OK) == 0
        }
    }
}
