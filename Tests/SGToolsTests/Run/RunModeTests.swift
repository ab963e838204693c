import Foundation
import SGTestSupport
import Testing

/// What `sg-run` does instead of a cycle.
@Suite(.timeLimit(.minutes(2))) struct RunModeTests {
    private let site: Site

    init() throws {
        site = try Site(
            """
            period: 1 m
            devices:
              controller:
                device_type: sungrow_charge_controller
                port: loop://
                data_streams: {status_page: status.csv, history_page: history.csv}
              played: {device_type: sungrow_charge_controller_emulator, port: "loop://"}
            """)
    }

    @Test func `one device is asked, and nothing is kept`() throws {
        let result = try site.run("--once", "controller", "system.yml")
        #expect(result.status == 0)
        let records = result.text.split(separator: "\n")
        #expect(records.count == 2)
        #expect(records[0].contains(#""message_type":"status_page""#))
        #expect(records[1].contains(#""fields":{"daily_battery_voltage_maximum":["#))
        // The bytes of both directions are shown.
        #expect(result.errors.contains(" tx ed0303f3 ") && result.errors.contains(" rx ed03"))
        #expect(site.names(in: ".") == ["system.yml"])
    }

    @Test(arguments: [
        ("played", "'played' is emulated, expected a device to ask"),
        (
            "controler",
            "unknown device 'controler' of 'system.yml'\n  hint: did you mean 'controller'?"
        ),
    ])
    func `one device is one that can be asked`(device: String, complaint: String) throws {
        let result = try site.run("--once", device, "system.yml")
        #expect(result.status == 64)
        #expect(result.errors == "sg-run: \(complaint)\n")
    }

    @Test func `a check reports every mistake and touches nothing else`() throws {
        #expect(try site.run("--check", "system.yml").status == 0)
        try site.write(
            site.text("system.yml").replacing("1 m", with: "1 d")
                .replacing("status_page", with: "status_pag"),
            to: "system.yml")
        let result = try site.run("--check", "system.yml")
        #expect(result.status == 78)
        let places = result.errors.split(separator: "\n").compactMap {
            $0.firstMatch(of: /^system\.yml:(\d+:\d+: \w+):/).map { String($0.1) }
        }
        #expect(places == ["1:9: error", "6:20: warning"])
        #expect(site.names(in: ".") == ["system.yml"])
    }

    @Test func `what is explained can be run as it is printed`() throws {
        try site.write(
            """
            period: 1 m
            devices:
              controller: {device_type: sungrow_charge_controller, port: "pty:line"}
              inverter: {device_type: sungrow_inverter, port: "pty:line"}
            """, to: "played.yml")
        try site.write(
            """
            period: 1 m
            devices:
              controller:
                device_type: sungrow_charge_controller
                port: line
                data_streams: {status_page: status.csv, history_page: "a history.jsonl"}
              inverter:
                device_type: sungrow_inverter
                port: line
                data_streams: {status_page: "-"}
            actions:
              - {action: send, device: controller, message_type: status_query}
              - {action: sleep, seconds: 0.5}
              - action: handle_incoming_messages
              - action: query
                condition: system_back_online
                device: controller
                message_type: history_query
              - {action: query, device: inverter, message_type: status_query}
            """, to: "system.yml")
        let emulator = try site.emulate("played.yml", links: ["line"])
        let tools = URL(filePath: pathOfTool("sg-run")).deletingLastPathComponent().path
        let result = try site.shell(
            "PATH=\(tools):$PATH; set -e; sg-run --explain system.yml > script; sh -e script")
        #expect(result.status == 0 && result.errors == "")
        #expect(site.lines("status.csv").count == 2)
        #expect(site.lines("a history.jsonl").count == 1)
        #expect(result.text.contains(#""device_type":"sungrow_inverter""#))
        #expect(site.lines("script").contains("# only on system_back_online:"))
        emulator.signal(SIGTERM)
        #expect(try emulator.end().status == 0)
    }
}
