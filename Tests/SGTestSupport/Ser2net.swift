/// ser2net, which serves a terminal over RFC 2217.
package final class Ser2net {
    /// Where it is; `nil` when it is not installed.
    package static let path = pathOfProgram("ser2net")

    /// What a program opens.
    package let url: String
    private let directory: TemporaryDirectory
    private let server: RunningTool

    /// Starts it; it listens when this returns.
    ///
    /// - Parameter terminal: The path of the terminal that it opens for each client.
    package init(at terminal: String) throws {
        guard let path = Ser2net.path else { throw TestFailure("ser2net is not installed") }
        directory = try TemporaryDirectory()
        let number = try freePort()
        let configuration = """
            connection: &line
              accepter: telnet(rfc2217),tcp,127.0.0.1,\(number)
              connector: serialdev,\(terminal),9600n81,local

            """
        let file = try directory.write(Array(configuration.utf8), to: "ser2net.yaml")
        server = try RunningTool(path: path, ["-n", "-d", "-c", file])
        url = "rfc2217://127.0.0.1:\(number)"
        try wait(for: "ser2net to listen") { try isListening(number) }
    }
}
