import Foundation
import SGBytes
import SGTestSupport
import SGTools
import Testing

/// Text of strangers, in every place where it comes from, and everything that a tool prints then:
/// nothing commands the terminal, and no line is the stranger's own.
@Suite(.timeLimit(.minutes(2))) struct HostileTextTests {
    /// A name that begins a line of its own, and holds what commands a terminal.
    static let hostile =
        "x\nFORGED\r\nFORGED \u{1B}[31m\u{1B}]0;t\u{7}\u{9B}2J\u{85}\u{7F}\u{8}"
        + "\u{202A}\u{202B}\u{202C}\u{202D}\u{202E}\u{2066}\u{2067}\u{2068}\u{2069}\u{200E}\u{200F}"
        + "\u{61C}\u{2028}\u{2029}\nFORGED"
    /// The same as a scalar of YAML or a string of JSON.
    static let quoted = quoted(hostile)

    /// A text as a scalar of YAML and, if it has no character above U+FFFF, a string of JSON.
    static func quoted(_ text: String) -> String {
        let escapes = text.unicodeScalars.map { character in
            let digits = String(character.value, radix: 16)
            let width = character.value > 0xFFFF ? 8 : 4
            let zeros = String(repeating: "0", count: width - digits.count)
            return "\\\(width == 8 ? "U" : "u")\(zeros)\(digits)"
        }
        return "\"\(escapes.joined())\""
    }

    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    // MARK: - Configurations

    static let configurations: [String] = [
        "{device_type: sungrow_inverter, port: loop://}",
        "{device_type: sungrow_inverter, port: loop://, data_streams: {status_page: \(quoted)}}",
        "{device_type: sungrow_inverter, port: \(quoted)}",
        "{device_type: sungrow_inverter, port: 'HOSTILE://x'}",
        "{device_type: sungrow_inverter, port: "
            + quoted("spy:///dev/null?file=/nowhere/\(hostile)") + "}",
        "{device_type: sungrow_inverter, port: loop://, data_streams: {\(quoted): a.csv}}",
        "{device_type: \(quoted), port: loop://}",
        "{device_type: sungrow_inverter, port: loop://, \(quoted): 1}",
        "{device_type: sungrow_inverter, port: loop://, address: \(quoted)}",
        "{device_type: sungrow_inverter, port: loop://, port_settings: {parity: \(quoted)}}",
    ]

    @Test(arguments: configurations, ["--check", "--explain", "--status", "--once", ""])
    func `configurations are harmless`(device: String, mode: String) throws {
        let text = """
            period: 1 m
            devices:
              \(Self.quoted): \(device)
            actions: [{action: query, device: \(Self.quoted), message_type: status_query, timeout: 0.01}]

            """
        let file = try folder.write(Array(text.utf8), to: Self.hostile + ".yml")
        for log in [[], ["-l", folder.file("log")]] {
            let arguments = mode.isEmpty ? [] : mode == "--once" ? [mode, Self.hostile] : [mode]
            try expectHarmless(RunTool.self, log + arguments + [file])
        }
        let log = String(decoding: (try? folder.read("log")) ?? [], as: UTF8.self)
        expectHarmless(log, "the log")
    }

    @Test(arguments: [
        "period: \(quoted)", "period: 1 s\n\(quoted): 1", "period: 1 s\ndevice_path: \(quoted)",
        "period: 1 s\ndevices: {a: {device_type: sungrow_inverter, port: loop://}}\n"
            + "actions: [{action: \(quoted)}, {action: send, device: \(quoted)}, {action: send, device: a, "
            + "message_type: \(quoted)}, {action: query, device: a, message_type: status_query, "
            + "parameters: {\(quoted): \(quoted)}}, {action: sleep, seconds: \(quoted)}]",
        "&\(quoted.dropFirst().dropLast().prefix(1)) [\(quoted)", "*nothing",
        "{\(quoted): 1, \(quoted): 2}",
    ])
    func `mistakes in configurations are harmless`(text: String) throws {
        let file = try folder.write(Array(text.utf8), to: "x.yml")
        try expectHarmless(RunTool.self, ["-l", folder.file("log"), file])
        expectHarmless(String(decoding: try folder.read("log"), as: UTF8.self), "the log")
    }

    // MARK: - Definitions

    @Test func `definitions are harmless`() throws {
        let fields =
            "{name: a, type: u8, unit: \(Self.quoted), note: \(Self.quoted), label: \(Self.quoted), "
            + "choices: {0: \(Self.quoted)}}"
        let definition = """
            device_type: bad
            manufacturer: \(Self.quoted)
            model: \(Self.quoted)
            category: \(Self.quoted)
            note: \(Self.quoted)
            messages:
              m: {from: device, start: 5a, length: 2, note: \(Self.quoted), label: \(Self.quoted), fields: [\(fields)]}

            """
        let file = try folder.write(Array(definition.utf8), to: "bad.yaml")
        let environment = ["SG_DEVICE_PATH": folder.path]
        for arguments in [
            ["list"], ["show", "bad"], ["check", file], ["list", "--json"],
            ["show", "--json", "bad"], ["---complete", "show", ""],
        ] {
            try expectHarmless(DevicesTool.self, arguments, environment: environment)
        }
        let record = #"{"device_type":"bad","message_type":"m","frame":"5a00"}"# + "\n"
        for arguments in [[], ["--explain"]] {
            try expectHarmless(
                DecodeTool.self, arguments, input: record, environment: environment)
        }
        try expectHarmless(
            EmulateTool.self, ["-d", "bad", "-"], environment: environment)
    }

    @Test(arguments: [
        "device_type: \(quoted)", "\(quoted): 1", "messages: {\(quoted): {from: \(quoted)}}",
        "messages: {m: {from: device, start: \(quoted), fields: [{name: \(quoted), type: \(quoted), "
            + "at: \(quoted), scale: \(quoted)}, {reserved: \(quoted)}]}}",
        "messages: {m: {from: device, format: \(quoted)}}",
        "messages: {m: {from: device, format: lines, lines: ['{\(hostile.prefix(1))\u{202E}}']}}",
        "address: {default: \(quoted)}", "examples: [{message: \(quoted), hex: \(quoted)}]",
    ])
    func `mistakes in definitions are harmless`(text: String) throws {
        let lines = "device_type: x\nmanufacturer: m\nmodel: m\ncategory: c\n"
        for text in [text, lines + text] {
            _ = try folder.write(Array(text.utf8), to: Self.hostile + ".yaml")
            try expectHarmless(
                DevicesTool.self, ["check", folder.file(Self.hostile + ".yaml")])
            for tool: any Tool.Type in [DevicesTool.self, DecodeTool.self] {
                try expectHarmless(
                    tool, tool == DecodeTool.self ? ["--hex"] : ["list"], input: "00\n",
                    environment: ["SG_DEVICE_PATH": folder.path])
            }
        }
    }

    // MARK: - Arguments, files and the environment

    static let commands: [(tool: any Tool.Type, arguments: [String])] = [
        (ListenTool.self, ["HOSTILE"]), (ListenTool.self, ["socket://HOSTILE"]),
        (ListenTool.self, ["rfc2217://h:1?HOSTILE"]), (ListenTool.self, ["hwgrep://HOSTILE"]),
        (ListenTool.self, ["HOSTILE://"]), (ListenTool.self, ["-d", "HOSTILE", "x"]),
        (ListenTool.self, ["--capture", "/nowhere/HOSTILE", "/dev/null"]),
        (ListenTool.self, ["--detect", "FILE"]), (ListenTool.self, ["--raw", "FILE"]),
        (DecodeTool.self, ["HOSTILE"]), (DecodeTool.self, ["-d", "HOSTILE"]),
        (DecodeTool.self, ["FILE"]), (DecodeTool.self, ["--hex", "FILE"]),
        (DecodeTool.self, ["--explain", "FILE"]), (DecodeTool.self, ["--side", "HOSTILE"]),
        (CSVTool.self, ["HOSTILE"]), (CSVTool.self, ["-o", "/nowhere/HOSTILE", "FILE"]),
        (CSVTool.self, ["--message", "HOSTILE", "FILE"]),
        (CSVTool.self, ["--directory", "/nowhere/HOSTILE", "FILE"]),
        (DevicesTool.self, ["show", "HOSTILE"]), (DevicesTool.self, ["check", "HOSTILE", "FILE"]),
        (DevicesTool.self, ["show", "sungrow_inverter", "HOSTILE"]),
        (DevicesTool.self, ["HOSTILE"]), (DevicesTool.self, ["ports", "--sysroot", "HOSTILE"]),
        (SendTool.self, ["HOSTILE", "status_query"]), (SendTool.self, ["--hex", "HOSTILE", "x"]),
        (SendTool.self, ["--text", "HOSTILE\u{100}", "x"]), (SendTool.self, ["x", "HOSTILE"]),
        (SendTool.self, ["-d", "sungrow_inverter", "x", "status_query", "HOSTILE=1"]),
        (SendTool.self, ["-d", "HOSTILE", "x", "status_query"]),
        (
            SendTool.self,
            [
                "-d", "sungrow_charge_controller", "--from", "FILE", "x", "configuration_setting",
            ]
        ),
        (
            SendTool.self,
            [
                "-d", "sungrow_charge_controller", "x", "configuration_setting", "language=HOSTILE",
            ]
        ),
        (EmulateTool.self, ["-d", "sungrow_inverter", "/nowhere/HOSTILE"]),
        (EmulateTool.self, ["-d", "sungrow_inverter", "--values", "HOSTILE=1", "-"]),
        (EmulateTool.self, ["-d", "sungrow_inverter", "--values", "/nowhere/HOSTILE", "-"]),
        (EmulateTool.self, ["-d", "sungrow_inverter", "--values", "FILE", "-"]),
        (EmulateTool.self, ["--replay", "HOSTILE", "loop://"]),
        (RunTool.self, ["HOSTILE"]), (RunTool.self, ["FILE"]),
        (RunTool.self, ["-l", "/nowhere/HOSTILE", "--check", "FILE"]),
    ]

    @Test(arguments: commands.indices)
    func `what is named on a command line is harmless`(index: Int) throws {
        let (tool, arguments) = Self.commands[index]
        let file = try folder.write(Array(Self.records.utf8), to: Self.hostile)
        let words = arguments.map {
            $0.replacing("HOSTILE", with: Self.hostile).replacing("FILE", with: file)
        }
        try expectHarmless(tool, words, input: Self.records)
        try expectHarmless(tool, words + ["--\(Self.hostile)"])
        try expectHarmless(tool, ["-\(Self.hostile)"] + words)
        try expectHarmless(
            tool, words, input: Self.records,
            environment: ["SG_DEVICE_PATH": folder.file(Self.hostile), "HOME": Self.hostile])
    }

    /// Records with strange words in every place, and lines that are none.
    static let records = """
        {"device_type":\(quoted),"message_type":\(quoted),"frame":"00"}
        {"device_type":"sungrow_inverter","message_type":\(quoted),"frame":"00"}
        {"device_type":"sungrow_inverter","message_type":"status_page","fields":{\(quoted):\(quoted)}}
        {"device":\(quoted),"device_type":\(quoted),"message_type":\(quoted),"fields":{\(quoted):1}}
        {"port":\(quoted),"bytes":"00ff"}
        {"port":\(quoted),"noise":"00ff"}
        {"bytes":\(quoted)}
        {"frame":\(quoted)}
        \(quoted)
        \(hostile)

        """

    @Test func `ports of the machine are harmless`() throws {
        let device = folder.file("sys/devices/usb1/tty/ttyUSB0")
        for path in ["dev", "sys/class/tty", "sys/devices/usb1/tty/ttyUSB0"] {
            try FileManager.default.createDirectory(
                atPath: folder.file(path), withIntermediateDirectories: true)
        }
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("sys/class/tty/ttyUSB0"), withDestinationPath: device)
        try FileManager.default.createSymbolicLink(
            atPath: "\(device)/device", withDestinationPath: folder.file("sys/devices/usb1"))
        let hostile = String(Self.hostile.unicodeScalars.filter { $0 != "\n" }.map(Character.init))
        for name in ["idVendor", "idProduct", "manufacturer", "product", "serial", "interface"] {
            _ = try folder.write(Array(hostile.utf8), to: "sys/devices/usb1/\(name)")
        }
        for arguments in [["ports"], ["ports", "--json"]] {
            try expectHarmless(DevicesTool.self, arguments + ["--sysroot", folder.path])
        }
    }

    // MARK: - Shells

    /// Words that a shell could take for something else, among them those of the attack.
    @Test(arguments: [
        hostile, "\n", "a\n\n", "\u{1B}\n", "", "-x", "--capture=x", "-", "'", "\\", "%s", "$(x)",
        "`x`", "a b", "*", "~", "!", "#", "\u{202E}'\\%\u{7F}", "é\u{1F600}", "\u{9B}31m",
    ])
    func `a shell reads each word as it was`(word: String) throws {
        let tools = folder.file("tools")
        try FileManager.default.createDirectory(
            atPath: tools, withIntermediateDirectories: false)
        for name in ["sg-send", "sg-decode", "sg-csv", "sg-listen"] {
            let script =
                "#!/bin/sh\nfor word; do printf '%s\\0' \"$word\"; done >> words\ncat > /dev/null\n"
            let path = try folder.write(Array(script.utf8), to: "tools/\(name)")
            chmod(path, 0o700)
        }
        let port = word == "-" ? "x" : word + "p"
        let text = """
            period: 1 m
            devices:
              a: {device_type: sungrow_inverter, port: \(Self.quoted(port)), data_streams: {status_page: \(Self.quoted(word + "p"))}}
              b: {device_type: outback_charge_controller, port: y, data_streams: {status_page: \(Self.quoted(word + "p.jsonl"))}}

            """
        let name = "z\(word)\ntouch FORGED\n".replacing("/", with: "_")
        _ = try folder.write(Array(text.utf8), to: name)
        let script = try runInProcess(RunTool.self, ["--explain", folder.file(name)])
        #expect(script.status == .done, "\(script.errors)")
        expectHarmless(script.output, "the script", keepsLines: true)
        _ = try folder.write(Array(script.output.utf8), to: "script")
        let shell = try RunningTool(
            path: "/bin/sh", ["script"], environment: ["PATH": "\(tools):/usr/bin:/bin"],
            in: folder.path)
        shell.closeInput()
        let result = try shell.end()
        #expect(result.status == 0 && result.errors == "", "\(script.output)")
        let words = String(decoding: try folder.read("words"), as: UTF8.self).split(separator: "\0")
        #expect(words.contains { $0 == port }, "\(words)")
        #expect(words.contains { $0 == "--output=\(word)p" }, "\(words)")
        #expect(FileManager.default.fileExists(atPath: folder.file("\(word)p.jsonl")))
        #expect(!FileManager.default.fileExists(atPath: folder.file("FORGED")))
    }

    // MARK: - What must hold

    private func expectHarmless(
        _ tool: any Tool.Type, _ arguments: [String], input: String = "",
        environment: [String: String] = [:]
    ) throws {
        let environment = ["HOME": folder.path].merging(environment) { $1 }
        let result = try runInProcess(
            tool, arguments, input: Array(input.utf8), environment: environment)
        expectHarmless(result.errors, "\(tool.name) \(arguments)")
        // What sg-decode hands on, and the cells of tables, are data.
        let isData =
            tool == CSVTool.self || (tool == DecodeTool.self && !arguments.contains("--explain"))
        let keepsLines = arguments.contains("--explain") && tool == RunTool.self
        if !isData {
            expectHarmless(result.output, "\(tool.name) \(arguments)", keepsLines: keepsLines)
        }
    }

    private func expectHarmless(_ text: String, _ what: String, keepsLines: Bool = false) {
        let commands = text.unicodeScalars.filter {
            commandsTerminal($0) && $0 != "\n" && $0 != "\t"
        }
        #expect(commands.isEmpty, "\(what): \(text.debugDescription)")
        let isForged = text.split(separator: "\n").contains { $0.hasPrefix("FORGED") }
        #expect(!isForged || keepsLines, "\(what): \(text.debugDescription)")
    }
}
