import Foundation
import SGTestSupport
import SGTools
import Testing

/// `sg-listen --detect` with emulated devices at the other end.
@Suite(.serialized, .timeLimit(.minutes(1))) struct DetectTests {
    @Test func `devices on a bus are asked, and how to ask them is said`() throws {
        let emulator = try emulator(
            "-d", "sungrow_charge_controller", "-d", "sungrow_inverter")
        let result = try run(
            "sg-listen",
            [
                "-v", "--detect", "-d", "sungrow_inverter", "-d", "sungrow_charge_controller",
                "--stopbits=2", emulator.port,
            ])
        #expect(result.status == 0)
        #expect(
            result.errors
                == "sg-listen: looking for sungrow_inverter, sungrow_charge_controller "
                + "at 9600 8N2\n")
        #expect(
            result.text == """
                sungrow_inverter: answers status_query with status_page at 9600 8N2
                  sg-send -d sungrow_inverter --stopbits=2 --wait=2 '\(emulator.port)' \
                status_query | sg-decode
                sungrow_charge_controller: answers status_query with status_page at 9600 8N2
                  sg-send -d sungrow_charge_controller --stopbits=2 --wait=2 '\(emulator.port)' \
                status_query | sg-decode

                """)
    }

    @Test func `what is printed can be given to a shell, and reads the device`() throws {
        let emulator = try emulator("-d", "sungrow_inverter")
        let result = try run(
            "sg-listen", ["--detect", "-d", "sungrow_inverter", emulator.port])
        let command = try #require(result.text.split(separator: "\n").last)
        let folder = URL(filePath: pathOfTool("sg-send")).deletingLastPathComponent().path
        let shell = try RunningTool(
            path: "/bin/sh", ["-c", String(command)],
            environment: ["PATH": "\(folder):/usr/bin:/bin"])
        #expect(try shell.end().text.contains(#""fields":{"shunt_input_A_voltage":"#))
    }

    @Test func `a device at another address is asked there`() throws {
        let emulator = try emulator("-d", "sungrow_inverter", "--address=7")
        let result = try run(
            "sg-listen", ["--detect", "-d", "sungrow_inverter", "--address=7", emulator.port])
        #expect(result.text.contains("\n  sg-send -d sungrow_inverter --address=7 --wait=2 "))
    }

    @Test func `a device that sends by itself is listened for`() throws {
        let emulator = try emulator("-d", "victron_vedirect")
        let result = try run("sg-listen", ["--detect", "-d", "victron_vedirect", emulator.port])
        #expect(result.status == 0 && result.errors == "")
        #expect(result.text.hasPrefix("victron_vedirect: "))
        #expect(result.text.contains(" at 19200 8N1\n  sg-"))
    }

    @Test func `at a socket there is no line to be set, and all are looked for at once`() throws {
        let server = try LocalServer()
        let url = "socket://127.0.0.1:\(server.port)"
        let tool = try RunningTool("sg-listen", ["--detect", "--for=2", url])
        let page = "\nA,00,08,06,034,031,00,05,000,02,262,0000,00,059\r"
        try write(Array(page.utf8), to: try server.accept())
        let result = try tool.end()
        #expect(result.status == 0 && result.errors == "")
        #expect(
            result.text == """
                outback_charge_controller: sends status_page by itself
                  sg-listen -d outback_charge_controller \(url) | sg-decode

                """)
    }

    @Test func `a line on which nobody answers is said to have none`() throws {
        let result = try runInProcess(ListenTool.self, ["--detect", "--for=0.1", "loop://"])
        #expect(result.status == .tryAgain && result.output == "")
        #expect(
            result.errors == """
                sg-listen: found no known device at 'loop://', and not a byte came
                  hint: 'Nothing comes' in TROUBLESHOOTING of sg(7) says what to look at

                """)
    }

    @Test func `bytes that nobody knows are told of`() throws {
        let terminal = try PseudoTerminal()
        let tool = try RunningTool(
            "sg-listen", ["-v", "--detect", "-d", "outback_inverter", "--for=2", terminal.path])
        try tool.waitForMessage("looking for outback_inverter at 19200 8N1")
        try terminal.send([1, 2, 3])
        let result = try tool.end()
        #expect(result.status == 75)
        #expect(
            result.errors.hasSuffix(
                "found no known device at '\(terminal.path)', "
                    + "but 3 bytes that no known device sends so\n"
                    + "  hint: this tells what they may be: "
                    + "sg-listen --for=10 --noise -d outback_inverter \(terminal.path)"
                    + " | sg-decode --explain\n"))
    }

    @Test(.enabled(if: Ser2net.path != nil, "ser2net is not installed"))
    func `settings that a line cannot have are passed over`() throws {
        let terminal = try PseudoTerminal()
        let server = try Ser2net(at: terminal.path)
        let arguments = ["--detect", "-d", "outback_inverter", server.url + "?timeout=0.2"]
        let result = try runInProcess(ListenTool.self, arguments)
        #expect(result.status == .tryAgain && result.output == "")
        #expect(result.errors.contains("the server does not answer to RTS low"))
        #expect(result.errors.contains("found no known device at "))
    }

    @Test func `what cannot be asked is refused`() throws {
        let file = try runInProcess(ListenTool.self, ["--detect", "-"])
        #expect(file.status == .portUnavailable)
        #expect(file.errors.contains("cannot write to '-': found a fifo, a file or standard input"))
        #expect(try runInProcess(ListenTool.self, ["--detect", "--count=1", "-"]).status == .usage)
    }

    /// Starts an emulator at a pseudo-terminal, whose name is none that a shell takes as it is.
    private func emulator(_ arguments: String...) throws -> Emulator {
        let directory = try TemporaryDirectory()
        let port = directory.file("the port")
        let tool = try RunningTool("sg-emulate", arguments + ["pty:\(port)"])
        try tool.waitForMessage("the other end of")
        return Emulator(tool: tool, port: port, directory: directory)
    }

    private struct Emulator {
        let tool: RunningTool
        let port: String
        let directory: TemporaryDirectory
    }
}
