import Foundation
import SGPorts
import SGTestSupport
import SGTools
import Testing

/// What the tools tell shells about their command lines.
@Suite struct CompletionTests {
    enum Shell: String, CaseIterable {
        case bash, zsh, fish

        /// What the shell wants the script of a tool to be called.
        func fileName(_ tool: String) -> String {
            switch self {
            case .bash: tool
            case .zsh: "_\(tool)"
            case .fish: "\(tool).fish"
            }
        }
    }

    @Test(arguments: toolkit.map { $0.name }, Shell.allCases)
    func `a completion script is fresh`(name: String, shell: Shell) throws {
        let tool = try #require(toolkit.first { $0.name == name })
        let result = try runInProcess(tool, ["--generate-completion-script", shell.rawValue])
        let file = packageFile("completions/\(shell.rawValue)/\(shell.fileName(name))")
        let script = try String(contentsOf: file, encoding: .utf8)
        #expect(result.output == script, "run 'make completions'")
    }

    @Test func `there is no script for another shell`() throws {
        for shell in ["--generate-completion-script=csh", "--generate-completion-script=="] {
            let result = try runInProcess(SendTool.self, [shell])
            #expect(result.status == .usage && result.output == "")
            #expect(result.errors.hasSuffix("expected bash, zsh or fish\n"))
        }
    }

    @Test(arguments: toolkit.map { $0.name })
    func `every option is a candidate`(name: String) throws {
        let tool = try #require(toolkit.first { $0.name == name })
        let subcommands = try words(tool, [""]).filter { !$0.isEmpty && name == "sg-devices" }
        let offered = try ([[]] + subcommands.map { [$0] }).flatMap { try words(tool, $0 + ["-"]) }
        #expect(Set(offered) == (try Manual("\(name).1").options))
    }

    @Test func `an option is offered once, unless it may be repeated`() throws {
        let left = try words(
            ListenTool.self, ["-d", "sungrow_inverter", "--count=1", "--noise", "-"])
        #expect(left.contains("-d") && left.contains("-v"))
        #expect(!left.contains("--count") && !left.contains("--noise"))
    }

    @Test func `after two dashes there are only operands`() throws {
        #expect(try words(DecodeTool.self, ["--", "-"]) == [""])
        #expect(try words(SendTool.self, ["--", "pty:", "status"]).contains("status_query"))
    }

    @Test func `where nothing else can stand, options can`() throws {
        #expect(try words(RunTool.self, ["system.yml", ""]).contains("--once"))
        #expect(try words(RunTool.self, ["system.yml", "x"]) == [])
        #expect(try words(ListenTool.self, ["--count", ""]) == [])
    }

    @Test func `files are asked for by their pattern`() throws {
        #expect(try lines(RunTool.self, [""]) == ["\t*.yml", "\t*.yaml"])
        #expect(try lines(RunTool.self, ["--error-log="]) == ["\t*"])
        #expect(try lines(CSVTool.self, ["--directory", ""]) == ["\t*/"])
    }

    @Test func `a candidate says what it means`() throws {
        let types = try lines(ListenTool.self, ["-d", ""])
        #expect(types.contains("sungrow_inverter\tSungrow SN481KS, inverter"))
        let messages = try lines(SendTool.self, ["-d", "sungrow_inverter", "loop://", ""])
        #expect(messages.first == "status_query\tfrom the host, answered by status_page")
        let fields = try lines(CSVTool.self, ["--message", "status_page", "--fields", ""])
        #expect(fields.contains("battery_voltage\tnumber, V, 0 to 85"))
    }

    @Test func `a field is offered until it has a value, and its values are when they are few`()
        throws
    {
        let victron = ["-d", "victron_vedirect", "loop://", "set_register"]
        let fields = try words(SendTool.self, victron + ["register=512", ""])
        #expect(fields.contains("device_mode=") && !fields.contains("register="))
        let modes = try words(SendTool.self, victron + ["device_mode="])
        #expect(modes.contains("device_mode=eco"))
        let clock = ["-d", "sungrow_inverter", "loop://", "set_datetime", "datetime="]
        #expect(try words(SendTool.self, clock) == ["datetime=now"])
        let shown = ["-d", "sungrow_inverter", "--values", "overload="]
        #expect(
            try words(EmulateTool.self, shown) == ["overload=true", "overload=false", ""])
    }

    @Test func `a list of fields has each of them once`() throws {
        let start = ["--message", "status_page", "--fields"]
        let fields = try words(CSVTool.self, start + ["load_current,"])
        #expect(fields.contains("load_current,DC_voltage"))
        #expect(!fields.contains("load_current,load_current"))
        // A comma or a space may follow the only one that fits.
        let only = try words(CSVTool.self, start + ["battery_tem"]).filter {
            $0.hasPrefix("battery_tem")
        }
        #expect(only == ["battery_temperature", "battery_temperature,"])
    }

    @Test func `a port is a serial port, by either name, or a URL, or a file`() throws {
        let machine = try Machine()
        try machine.addUSBSerial(
            "ttyUSB0", at: "1-1",
            ["idVendor": "0403", "idProduct": "6001", "product": "RS-485 cable"])
        try machine.link("dev/serial/by-id/usb-cable-port0", to: "dev/ttyUSB0")
        let ports = SerialPort.all(root: machine.root)
        let lines = completablePorts("", ports)
        #expect(
            lines.prefix(2) == [
                "/dev/ttyUSB0\tRS-485 cable", "/dev/serial/by-id/usb-cable-port0\tRS-485 cable",
            ])
        #expect(lines.contains { $0.hasPrefix("socket://\t") })
        #expect(lines.last == "\t*")
        let inner = completablePorts("spy:///dev", ports)
        #expect(inner.first == "spy:///dev/ttyUSB0\tRS-485 cable")
        #expect(!inner.contains("\t*"))
    }

    private func lines<T: Tool>(_ tool: T.Type, _ typed: [String]) throws -> [String] {
        let result = try runInProcess(tool, ["---complete"] + typed)
        #expect(result.status == .done && result.errors == "")
        return result.output.split(separator: "\n").map(String.init)
    }

    /// The candidates without what they mean.
    private func words<T: Tool>(_ tool: T.Type, _ typed: [String]) throws -> [String] {
        try lines(tool, typed).map { String($0.prefix { $0 != "\t" }) }
    }
}
