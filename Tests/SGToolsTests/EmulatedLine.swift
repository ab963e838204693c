import SGTestSupport
import Testing

/// What lies between the built `sg-emulate` and the programs that talk to it.
enum Transport: CaseIterable {
    case pseudoTerminal, socket
    /// RFC 2217: ser2net serves the emulator's pseudo-terminal.
    case remoteLine
}

/// The built `sg-emulate`, and the port to reach it at.
struct EmulatedLine {
    /// The emulator.
    let emulator: RunningTool
    /// What others open.
    let port: String
    private let server: Ser2net?
    private let transport: Transport

    /// Starts the emulator; it can be reached when this returns.
    ///
    /// The test is cancelled when a program is missing that it needs.
    init(_ transport: Transport, _ arguments: [String]) throws {
        self.transport = transport
        if transport == .remoteLine, Ser2net.path == nil {
            try Test.cancel("ser2net is not installed")
        }
        let name = transport == .socket ? "socket://127.0.0.1:0" : "pty:"
        emulator = try RunningTool("sg-emulate", arguments + [name])
        let message = try emulator.waitForMessage("the other end of")
        let end = try String(#require(message.split(separator: "'").dropLast().last))
        server = transport == .remoteLine ? try Ser2net(at: end) : nil
        // A pseudo-terminal has no RTS and DTR that ser2net could answer for.
        port = server.map { $0.url + "?ign_set_control" } ?? end
    }

    /// Sends something and gives the decoded records of what comes back.
    ///
    /// - Parameter changes: What it says that it has changed, such as `level: 3 -> 4`.
    func send(
        _ options: [String], _ message: [String], changes: [String] = []
    ) throws -> [String] {
        let result = try run("sg-send", options + [port] + message)
        let errors = changes.map { "sg-send: \($0)\n" }.joined()
        #expect(result.status == 0 && result.errors == errors, "\(message)")
        return try decoded(result.text)
    }

    /// Sends a command that nothing answers.
    func command(_ message: [String], of device: String) throws {
        // When its client goes, ser2net drops what its terminal has not passed on yet.
        let wait = transport == .remoteLine ? ["--wait=0.2"] : []
        _ = try send(["-d", device, "--yes"] + wait, message)
    }

    /// Waits for a page that the device sends by itself, and gives its decoded record.
    func listen(for device: String) throws -> [String] {
        let result = try run("sg-listen", ["-d", device, "--count=1", port])
        #expect(result.status == 0 && result.errors == "")
        return try decoded(result.text)
    }
}

/// What `sg-decode` makes of records.
func decoded(_ records: String) throws -> [String] {
    let result = try run("sg-decode", input: records)
    #expect(result.status == 0 && result.errors == "")
    return result.text.split(separator: "\n").map(String.init)
}
