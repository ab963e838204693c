import SGTestSupport
import SGTools
import Testing

/// The built tools at both ends of a real line: `sg-send` asks and commands, `sg-emulate` is the
/// device, `sg-decode` tells the values.
@Suite(.serialized, .timeLimit(.minutes(3))) struct SendToEmulatorTests {
    enum Transport: CaseIterable {
        case pseudoTerminal, socket
    }

    /// A running emulator and the port to reach it at.
    private struct Emulator {
        let tool: RunningTool
        let port: String

        init(_ transport: Transport, _ arguments: [String]) throws {
            let port = transport == .socket ? "socket://127.0.0.1:0" : "pty:"
            tool = try RunningTool("sg-emulate", arguments + [port])
            let message = try tool.waitForMessage("the other end of")
            self.port = try String(#require(message.split(separator: "'").dropLast().last))
        }

        /// Sends something and gives the decoded records of what comes back.
        func send(_ options: [String], _ message: [String], status: Int32 = 0) throws -> [String] {
            let result = try run("sg-send", options + [port] + message)
            #expect(result.status == status && result.errors == "", "\(message)")
            let decoded = try runInProcess(DecodeTool.self, [], input: result.output)
            return decoded.output.split(separator: "\n").map(String.init)
        }
    }

    /// A query, what the device is told to show, and what comes back.
    struct Query: Sendable, CustomTestStringConvertible {
        let device: String
        let message: [String]
        var shown: String?
        let expected: String

        var testDescription: String { "\(device) \(message.joined(separator: " "))" }
    }

    static let queries = [
        Query(
            device: "sungrow_charge_controller", message: ["status_query"],
            shown: "load_current=9.7", expected: #""load_current":9.7,"#),
        Query(
            device: "sungrow_charge_controller", message: ["history_query"],
            expected: #""daily_battery_voltage_maximum":["#),
        Query(
            device: "sungrow_charge_controller", message: ["configuration_query"],
            shown: "float_voltage=54.3", expected: #""float_voltage":54.3,"#),
        Query(
            device: "sungrow_inverter", message: ["status_query"], shown: "DC_voltage=47",
            expected: #""DC_voltage":47,"#),
        Query(
            device: "victron_vedirect", message: ["ping"], expected: #""message_type":"pong""#),
        Query(
            device: "victron_vedirect", message: ["get_product_id"],
            expected: #""message_type":"done""#),
        Query(
            device: "victron_vedirect", message: ["get_register", "register=0x0fff"],
            shown: "state_of_charge=67.5", expected: #""state_of_charge":67.50}"#),
    ]

    @Test(arguments: Transport.allCases, queries)
    func `a query brings the values that the device shows`(
        transport: Transport, query: Query
    ) throws {
        let values = query.shown.map { ["--values", $0] } ?? []
        let emulator = try Emulator(transport, ["-d", query.device] + values)
        let records = try emulator.send(["-d", query.device, "--wait", "10"], query.message)
        #expect(records.last?.contains(query.expected) == true, "\(records)")
    }

    @Test(arguments: Transport.allCases)
    func `a command shows in the next page`(transport: Transport) throws {
        let inverter = try Emulator(transport, ["-d", "sungrow_inverter"])
        let steps = [
            ("inverter_stop", #""device_on":false"#), ("inverter_start", #""device_on":true"#),
            ("switch_to_bypass", #""shunt_mode":true"#),
            ("switch_to_inverter", #""shunt_mode":false"#),
            ("alarm_sound_test", #""abnormal_state":true"#),
            ("dismiss_alarm", #""abnormal_state":false"#),
            ("alarm_light_test", #""abnormal_state":true"#),
            ("test_lcd_backlight", #""device_on":true"#),
        ]
        for (command, expected) in steps {
            _ = try inverter.send(["--yes"], [command])
            let records = try inverter.send(
                ["-d", "sungrow_inverter", "--wait", "10"], ["status_query"])
            #expect(records.last?.contains(expected) == true, "\(command): \(records)")
        }
        let clock = try inverter.send(
            ["--yes", "--verify"], ["set_datetime", "datetime=2031-02-03 04:05:06"])
        #expect(clock.last?.contains(#""datetime":"2031-02-03 04:05:0"#) == true)
    }

    @Test(arguments: Transport.allCases)
    func `a setting changes what was asked and keeps all else`(transport: Transport) throws {
        let controller = try Emulator(transport, ["-d", "sungrow_charge_controller"])
        let records = try controller.send(
            ["--yes", "--verify"],
            ["configuration_setting", "start_voltage=50.5", "equalize_time=040000"])
        let pages = try records.map { record in
            try #require(record.firstMatch(of: /"fields":\{(.*)\}/)).1.split(separator: ",")
        }
        #expect(pages.count == 2 && pages[0].count == 44)
        let changed = zip(pages[0], pages[1]).filter { $0 != $1 }.map { $0.1 }
        #expect(changed == [#""start_voltage":50.5"#, #""equalize_time":"040000""#])
    }

    @Test(arguments: Transport.allCases)
    func `a level is shown in a page that comes by itself`(transport: Transport) throws {
        let inverter = try Emulator(transport, ["-d", "allegro_inverter"])
        _ = try inverter.send(["--yes"], ["enable_remote"])
        let pages = try inverter.send(
            ["--yes", "--verify", "--wait", "10"], ["set_standby_level", "standby_level=42"])
        #expect(pages.last?.contains(#""standby_level":42,"remote_enabled":true"#) == true)
    }

    @Test func `what a device that answers nothing sends next shows the command`() throws {
        let inverter = try Emulator(.socket, ["-d", "outback_inverter"])
        let commands = [
            ("inverter_off", "inverter_off"), ("inverter_search", "search"), ("ac_use", "AC_use"),
            ("aux_on", #""aux_output_active":true"#),
        ]
        for (command, expected) in commands {
            let pages = try inverter.send(["--yes", "--wait", "2.5"], [command])
            #expect(pages.last?.contains(expected) == true, "\(command): \(pages)")
        }
    }

    @Test(arguments: ["--drop", "--corrupt", "--truncate"])
    func `a lost or damaged reply is told`(fault: String) throws {
        let emulator = try Emulator(
            .socket, ["-d", "sungrow_charge_controller", "--seed", "7", fault, "1"])
        let result = try run(
            "sg-send",
            ["-d", "sungrow_charge_controller", "--wait", "0.5", emulator.port, "status_query"])
        #expect([75, 76].contains(result.status) && result.text == "", "\(result.errors)")
    }

    @Test func `retries get through a bad line`() throws {
        let emulator = try Emulator(
            .pseudoTerminal,
            ["-d", "sungrow_inverter", "--seed", "3", "--drop", "0.3", "--corrupt", "0.3"])
        for _ in 0..<5 {
            let records = try emulator.send(
                ["-d", "sungrow_inverter", "--wait", "0.2", "--retries", "50"], ["status_query"])
            #expect(records.last?.contains(#""message_type":"status_page""#) == true)
        }
    }

    @Test func `several devices on one line are asked by their addresses`() throws {
        let emulator = try Emulator(
            .pseudoTerminal,
            ["-d", "sungrow_charge_controller", "--address", "0xed", "--address", "2"])
        let queries = [#"{"frame":"02030308"}"#, #"{"frame":"ed0303f3"}"#]
        let tool = try RunningTool("sg-send", ["--wait", "10", emulator.port])
        try tool.send((queries + queries).joined(separator: "\n") + "\n")
        tool.closeInput()
        let result = try tool.end()
        #expect(result.status == 0 && result.errors == "")
        let starts = result.text.split(separator: "\n").compactMap {
            $0.firstMatch(of: /"frame":"(..)/)?.1
        }
        #expect(starts == ["02", "ed", "02", "ed"])
    }
}
