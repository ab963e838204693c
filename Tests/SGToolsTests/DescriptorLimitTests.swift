import Foundation
import SGTestSupport
import Testing

/// Tools that need more descriptors than programs get, and servers that have none left.
@Suite(.timeLimit(.minutes(1))) struct DescriptorLimitTests {
    /// An emulator that a shell has started after a command, and its URL.
    private func emulator(after command: String) throws -> (tool: RunningTool, url: String) {
        let tool = try RunningTool(
            path: "/bin/sh",
            [
                "-c", "\(command); exec \"$0\" \"$@\"", pathOfTool("sg-emulate"), "-d",
                "sungrow_inverter", "socket://127.0.0.1:0",
            ])
        let message = try tool.waitForMessage("socket://127.0.0.1:0' is 'socket://127.0.0.1:")
        let end = try #require(message.split(separator: "'").last { $0.hasPrefix("socket://") })
        return (tool, String(end))
    }

    @Test func `a tool may open as many files as the system allows`() throws {
        let (tool, _) = try emulator(after: "ulimit -Sn 64")
        let limits = try String(
            contentsOfFile: "/proc/\(tool.processIdentifier)/limits", encoding: .utf8)
        let line = try #require(
            limits.split(separator: "\n").first { $0.hasPrefix("Max open files") })
        let words = line.split(separator: " ")
        #expect(words[3] == words[4], "\(line)")
    }

    @Test func `those who do nothing keep nobody out, even when no descriptor is left`() throws {
        let (tool, url) = try emulator(after: "ulimit -n 24")
        let port = try #require(UInt16(url.split(separator: ":").last ?? ""))
        let idle = try (0..<60).map { _ in try connect(port) }
        defer { for connection in idle { close(connection) } }
        for _ in 0..<3 {
            let result = try run("sg-send", ["-d", "sungrow_inverter", url, "status_query"])
            #expect(result.status == 0, "\(result.errors)")
        }
        #expect(tool.isRunning)
    }
}
