import SGDiagnostics
import SGSystem
import Testing

/// What is done in a cycle.
@Suite struct ConfigurationActionTests {
    private func actions(_ actions: String) throws -> [String] {
        let found = readConfiguration("period: 1 m\n\(someDevices)actions:\n\(actions)\n")
        let configuration = try #require(found.configuration, "\(found.complaints)")
        #expect(found.complaints.isEmpty)
        return configuration.actions.map(summary)
    }

    @Test func `sleep waits for exactly the seconds that are given`() throws {
        #expect(
            try actions("  - {action: sleep, seconds: 0.1}\n  - {action: sleep, seconds: .5}")
                == ["sleep 0.1 seconds", "sleep 0.5 seconds"])
    }

    @Test(arguments: [
        ("True", true), ("False", false), ("yes", true), ("no", false), ("on", true),
        ("off", false), ("TRUE", true), ("Off", false), ("1", true), ("0", false),
    ])
    func `a level may be spelt as in YAML 1.1`(spelling: String, level: Bool) throws {
        #expect(
            try actions(
                "  - {action: set_port_flag, device: outback, flag: Dtr, level: \(spelling)}")
                == ["2 dtr \(level)"])
    }

    @Test func `a message takes parameters, whose digits are kept`() throws {
        #expect(
            try actions(
                """
                  - {action: send, device: allegro, message_type: set_standby_level,
                     parameters: {standby_level: 7}}
                  - {action: send, device: inverter, message_type: set_datetime,
                     parameters: {datetime: 2026-02-28 12:00:00}}
                  - {action: send, device: inverter, message_type: set_datetime}
                """) == [
                    "3 send set_standby_level standby_level=7",
                    "1 send set_datetime datetime=2026-02-28 12:00:00", "1 send set_datetime",
                ])
    }

    @Test func `an emulated device sends a page, with other values if they are given`() throws {
        #expect(
            try actions(
                """
                  - {action: send, device: twin, message_type: status_page}
                  - {action: send, device: twin, message_type: status_page,
                     parameters: {device_on: no, with_shunt: yes, machine_type: UPS}}
                """) == [
                    "4 send status_page",
                    "4 send status_page device_on=false with_shunt=true machine_type=UPS",
                ])
    }

    @Test func `a query waits as long as its device type needs, or as it is told to`() throws {
        #expect(
            try actions(
                """
                  - {action: query, device: inverter, message_type: status_query}
                  - {action: query, device: outback, message_type: status_page}
                  - {action: query, device: inverter, message_type: status_query, timeout: 2.5,
                     retries: 0, condition: device_back_online}
                """) == [
                    "1 query status_query 1.0 seconds 2", "2 query status_page 3.0 seconds 2",
                    "1 query status_query 2.5 seconds 0 if device_back_online",
                ])
    }

    @Test func `a page that comes by itself takes no parameters`() {
        let found = readConfiguration(
            ConfigurationErrorTests.action(
                "{action: query, device: outback, message_type: status_page, parameters: {a: 1}}"))
        #expect(
            found.diagnostics.first?.message
                == "'status_page' comes by itself, expected no parameters")
    }

    @Test func `an action without an effect on a device may still name one`() throws {
        #expect(
            try actions(
                """
                  - {action: sleep, seconds: 1, device: inverter, condition: device_back_online}
                  - {action: handle_incoming_messages, condition: system_back_online}
                """) == [
                    "1 sleep 1.0 seconds if device_back_online", "handle if system_back_online",
                ])
    }

    @Test(arguments: ["actions: []", "actions:"])
    func `an empty list of actions does nothing, with a warning`(actions: String) throws {
        let found = readConfiguration("period: 1 m\n\(someDevices)\(actions)\n")
        #expect(try #require(found.configuration).actions.isEmpty)
        #expect(found.diagnostics.map(\.severity) == [.warning])
    }

    // MARK: - Actions that are made up

    @Test func `without actions each device is asked for what has a stream`() throws {
        let found = readConfiguration(
            """
            period: 1 m
            devices:
              controller:
                device_type: sungrow_charge_controller
                port: /dev/ttyUSB0
                data_streams: {configuration_page: c.jsonl, status_page: "-"}
              outback:
                device_type: outback_charge_controller
                port: /dev/ttyUSB1
                data_streams: {status_page: o.csv}
            """)
        let configuration = try #require(found.configuration, "\(found.complaints)")
        #expect(found.complaints.isEmpty)
        #expect(
            configuration.actions.map(summary) == [
                "0 query configuration_query 1.0 seconds 2", "0 query status_query 1.0 seconds 2",
                "1 query status_page 3.0 seconds 2",
            ])
    }

    @Test func `without streams a device is asked for its status, an emulated one for nothing`()
        throws
    {
        let configuration = try #require(
            readConfiguration("period: 1 m\n\(someDevices)").configuration)
        #expect(
            configuration.actions.map(summary) == [
                "0 query status_query 1.0 seconds 2", "1 query status_query 1.0 seconds 2",
                "2 query status_page 3.0 seconds 2", "3 query status_page 3.0 seconds 2",
            ])
    }

    @Test func `what can only be asked for with values is left out, with a warning`() throws {
        let found = readConfiguration(
            """
            period: 1 m
            devices:
              battery:
                device_type: victron_vedirect
                port: /dev/ttyUSB0
                data_streams: {register_value: r.csv, register_set: s.csv, done: d.csv}
            """)
        let configuration = try #require(found.configuration, "\(found.complaints)")
        #expect(
            configuration.actions.map(summary).map { $0.prefix(23) } == ["0 query get_app_version"])
        #expect(
            found.diagnostics.map(\.message) == [
                "'register_value' of 'battery' is not asked for: "
                    + "no query of it does without values",
                "'register_set' of 'battery' is not asked for: no query of it does without values",
            ])
        #expect(found.diagnostics.map(\.severity) == [.warning, .warning])
    }
}
