import Foundation
import SGTestSupport
import Testing

/// What chapter 5 of the predecessor's manual says of the devices.
@Suite(.timeLimit(.minutes(2))) struct ManualDeviceTests {
    /// A message, the device that it is for, and the page after it.
    struct Command: Sendable, CustomTestStringConvertible {
        let device: String
        let message: String
        var parameters = ""
        var page = "status_page"
        /// What the last page holds.
        var expected: [String] = []

        var testDescription: String { "\(device) \(message)" }
    }

    static let commands = [
        Command(
            device: "sungrow_charge_controller", message: "status_query",
            expected: [#""battery_voltage":50.8"#]),
        Command(
            device: "sungrow_charge_controller", message: "history_query", page: "history_page",
            expected: [#""daily_battery_voltage_maximum":[56.4"#]),
        Command(
            device: "sungrow_charge_controller", message: "configuration_query",
            page: "configuration_page", expected: [#""start_voltage":48.0"#]),
        Command(
            device: "sungrow_inverter", message: "status_query", expected: [#""DC_voltage":51"#]),
        Command(
            device: "sungrow_inverter", message: "inverter_start", expected: [#""device_on":true"#]),
        Command(
            device: "sungrow_inverter", message: "inverter_stop",
            expected: [#""device_on":false"#, #""AC_output_A_voltage":0"#]),
        Command(
            device: "sungrow_inverter", message: "alarm_sound_test",
            expected: [#""abnormal_state":true"#]),
        Command(
            device: "sungrow_inverter", message: "alarm_light_test",
            expected: [#""abnormal_state":true"#]),
        Command(
            device: "sungrow_inverter", message: "dismiss_alarm",
            expected: [#""abnormal_state":false"#]),
        Command(
            device: "sungrow_inverter", message: "set_datetime",
            parameters: "{datetime: 2031-02-03 04:05:06}",
            expected: [#""datetime":"2031-02-03 04:05:0"#]),
        Command(
            device: "sungrow_inverter", message: "test_lcd_backlight",
            expected: [#""device_on":true"#]),
        Command(
            device: "allegro_inverter", message: "enable_remote",
            expected: [#""remote_enabled":true"#]),
        Command(
            device: "allegro_inverter", message: "disable_remote",
            expected: [#""remote_enabled":false"#]),
    ]

    @Test(arguments: commands)
    func `"understands the following message types"`(command: Command) throws {
        let hasPages = command.device == "allegro_inverter"
        let query = command.page.replacing("page", with: "query")
        let site = try Site(
            """
            period: 1 h
            devices:
              device:
                device_type: \(command.device)
                port: loop://
                data_streams: {\(command.page): page.jsonl}
              played: {device_type: \(command.device)_emulator, port: "loop://"}
            actions:
              - action: send
                device: device
                message_type: \(command.message)
                parameters: \(command.parameters.isEmpty ? "{}" : command.parameters)
              - action: handle_incoming_messages
              - \(hasPages
                    ? "{action: send, device: played, message_type: status_page}"
                    : "{action: send, device: device, message_type: \(query)}")
              - action: handle_incoming_messages
            """)
        let result = try site.run("system.yml")
        #expect(result.status == 0 && result.errors == "")
        let page = try #require(site.lines("page.jsonl").last)
        for member in command.expected { #expect(page.contains(member)) }
    }

    @Test func `5.1: "configuration_setting: requires all parameters returned by a query"`() throws
    {
        let site = try Site(
            ManualConfigurations.conversation + """
                actions:
                  - action: send
                    device: controller
                    message_type: configuration_setting
                    parameters: {start_voltage: 50.5}
                """)
        let result = try site.run("system.yml")
        #expect(result.status == 78)
        #expect(result.errors.contains(#/system.yml:\d+:\d+: error: .*configuration_setting/#))
    }

    @Test func `2.5: zero bytes "at the beginning or end of messages": "will be ignored"`() throws {
        let terminal = try PseudoTerminal()
        let site = try Site(
            """
            period: 1 h
            devices:
              controller:
                device_type: sungrow_charge_controller
                port: \(terminal.path)
                data_streams: {status_page: status.csv}
            """)
        let run = try site.start("system.yml")
        _ = try terminal.receive(4)
        // The temperature of its battery, -159 degrees, is suspect.
        let page = try PageVector.frame("sungrow_charge_controller status_page")
        try terminal.send([0, 0] + page + [0])
        let result = try run.end()
        #expect(result.status == 0)
        #expect(
            result.errors.contains("WARNING suspect values are left out of 'status.csv': battery_"))
        #expect(site.lines("status.csv").count == 2)
    }

    @Test func `5.1: "both operate at 9600 bps": "nothing special is required"`() throws {
        let site = try Site(ManualConfigurations.conversation)
        try #expect(site.run("-v", "system.yml").errors.contains("'loop://' is open at 9600 8N1"))
    }

    @Test(arguments: [(false, 1...3), (true, 0...0)])
    func `5.2: "the OutBack only sends messages if RTS is set low"`(
        level: Bool, pages: ClosedRange<Int>
    ) throws {
        let site = try Site(
            """
            period: 1 s
            devices:
              controller:
                device_type: outback_charge_controller
                port: loop://
                port_settings: {baudrate: 19200, dsrdtr: True}
                data_streams: {status_page: status.csv}
              played: {device_type: outback_charge_controller_emulator, port: "loop://"}
            actions:
              - {action: set_port_flag, device: controller, flag: RTS, level: \(level)}
              - {action: sleep, seconds: 1.2}
              - action: handle_incoming_messages
            """)
        let result = try site.run("system.yml")
        #expect(result.status == (level ? 75 : 0))
        #expect(pages.contains(max(site.lines("status.csv").count - 1, 0)))
    }

    @Test(arguments: [("enable_remote", 42), ("disable_remote", 0)])
    func `5.3: enable_remote: "necessary before issuing set_standby_level"`(
        command: String, level: Int
    ) throws {
        let site = try Site(
            """
            period: 1 s
            devices:
              inverter:
                device_type: allegro_inverter
                port: loop://
                data_streams: {status_page: page.jsonl}
              played: {device_type: allegro_inverter_emulator, port: "loop://"}
            actions:
              - {action: send, device: inverter, message_type: \(command)}
              - action: send
                device: inverter
                message_type: set_standby_level
                parameters: {standby_level: 42}
              - action: handle_incoming_messages
              - {action: send, device: played, message_type: status_page}
              - action: handle_incoming_messages
            """)
        try #expect(site.run("system.yml").status == 0)
        try #expect(
            #require(site.lines("page.jsonl").last).contains(#""standby_level":\#(level),"#))
    }

    @Test(arguments: [-1, 100])
    func `5.3: "99 means off, 00 means continuous operation"`(level: Int) throws {
        func configuration(_ level: Int) -> String {
            """
            period: 1 s
            devices:
              inverter: {device_type: allegro_inverter, port: "loop://"}
            actions:
              - action: send
                device: inverter
                message_type: set_standby_level
                parameters: {standby_level: \(level)}
            """
        }
        for level in [0, 99] {
            try #expect(Site(configuration(level)).run("--check", "system.yml").status == 0)
        }
        let result = try Site(configuration(level)).run("--check", "system.yml")
        #expect(result.status == 78 && result.errors.contains("system.yml:8:33: error: "))
    }
}
