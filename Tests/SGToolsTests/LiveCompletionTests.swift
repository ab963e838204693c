import Foundation
import SGTestSupport
import Testing

/// What Tab makes of a line in a living shell.
@Suite(.timeLimit(.minutes(2))) struct LiveCompletionTests {
    private let home: TemporaryDirectory

    init() throws {
        home = try TemporaryDirectory()
        _ = try home.write([], to: "system.txt")
        let system = """
            period: 1 m
            devices:
              roof: {device_type: sungrow_charge_controller, port: 'loop://'}
              cellar: {device_type: sungrow_inverter, port: 'loop://'}

            """
        _ = try home.write(Array(system.utf8), to: "system.yml")
        try FileManager.default.createDirectory(
            atPath: home.file("devices"), withIntermediateDirectories: false)
        let file = packageFile("Sources/SGDevices/Definitions/sungrow_inverter.yaml")
        let definition = try String(contentsOf: file, encoding: .utf8)
            .replacing("device_type: sungrow_inverter", with: "device_type: my_inverter")
        _ = try home.write(Array(definition.utf8), to: "devices/my_inverter.yaml")
        _ = try home.write(Array("messages: 1".utf8), to: "devices/my_mistake.yaml")
        try FileManager.default.createSymbolicLink(
            atPath: home.file("sg-send"), withDestinationPath: pathOfTool("sg-send"))
    }

    @Test func `tab completes in bash`() throws {
        try check(.bash)
    }

    @Test(.enabled(if: pathOfProgram("zsh") != nil, "zsh is not installed"))
    func `tab completes in zsh`() throws {
        try check(.zsh)
    }

    @Test(.enabled(if: pathOfProgram("fish") != nil, "fish is not installed"))
    func `tab completes in fish`() throws {
        try check(.fish)
    }

    private func check(_ kind: ShellKind) throws {
        let tools = URL(filePath: pathOfTool("sg-send")).deletingLastPathComponent().path
        let shell = try LiveShell(
            kind, home: home, completions: packageFile("completions").path,
            environment: [
                "PATH": "\(tools):/usr/bin:/bin", "SG_DEVICE_PATH": home.file("devices"),
            ])
        for (typed, expected) in completedLines {
            let line = try shell.line(typing: typed + "\t")
            #expect(line == expected)
        }
    }
}

/// What is typed before Tab, and what the line is then.
private let completedLines = [
    // Device types, also those of the user.
    ("sg-send -d sun", "sg-send -d sungrow_"),
    ("sg-send -d sungrow_i", "sg-send -d sungrow_inverter "),
    ("sg-listen --device-type=sungrow_i", "sg-listen --device-type=sungrow_inverter "),
    ("sg-decode -d allegro_inverter -d my_", "sg-decode -d allegro_inverter -d my_inverter "),

    // Ports.
    ("sg-listen pt", "sg-listen pty:"),
    ("sg-listen soc", "sg-listen socket://"),
    ("sg-listen spy://rfc", "sg-listen spy://rfc2217://"),
    ("sg-listen ./dev", "sg-listen ./devices/"),
    ("sg-listen pty:./dev", "sg-listen pty:./devices/"),
    ("sg-listen socket://h", "sg-listen socket://h"),
    ("sg-listen system.t", "sg-listen system.txt "),

    // Messages: those of the device type that was chosen.
    ("sg-send -d sungrow_inverter pty: inv", "sg-send -d sungrow_inverter pty: inverter_st"),
    ("sg-send -d allegro_inverter pty: inv", "sg-send -d allegro_inverter pty: inv"),
    ("sg-send socket://host:1234 dismi", "sg-send socket://host:1234 dismiss_alarm "),
    (
        "sg-send --wait=2 -d my_inverter loop:// dis",
        "sg-send --wait=2 -d my_inverter loop:// dismiss_alarm "
    ),
    ("sg-devices show sungrow_inverter dis", "sg-devices show sungrow_inverter dismiss_alarm "),
    ("sg-csv --message hist", "sg-csv --message history_page "),

    // Fields.
    (
        "sg-send -d sungrow_charge_controller loop:// configuration_setting flo",
        "sg-send -d sungrow_charge_controller loop:// configuration_setting float_voltage="
    ),
    (
        "sg-csv --message status_page --fields battery_vo",
        "sg-csv --message status_page --fields battery_voltage"
    ),
    ("sg-csv --fields=load_current,daily_load_e", "sg-csv --fields=load_current,daily_load_energy"),
    (
        "sg-emulate -d sungrow_inverter --values DC_v",
        "sg-emulate -d sungrow_inverter --values DC_voltage="
    ),

    // Options and their values.
    ("sg-send --dry", "sg-send --dry-run "),
    ("sg-listen --rts h", "sg-listen --rts high "),
    ("sg-send --set-flag RTS=l", "sg-send --set-flag RTS=low "),
    ("sg-listen --set-fl", "sg-listen --set-fl"),

    // Subcommands, files and the devices in them.
    ("sg-devices sh", "sg-devices show "),
    ("sg-run sys", "sg-run system.yml "),
    ("sg-run system.yml --once ro", "sg-run system.yml --once roof "),
    ("sg-csv --directory dev", "sg-csv --directory devices/"),
    ("sg-listen --capture=system.t", "sg-listen --capture=system.txt "),

    // Another path to a tool, and a tool that is not there.
    ("~/sg-send -d sungrow_i", "~/sg-send -d sungrow_inverter "),
    ("./missing/sg-send -d sun", "./missing/sg-send -d sun"),
]
