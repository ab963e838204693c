import SGRecords
import SGSystem
import SGTestSupport
import Testing

/// Cycles of systems whose devices are emulated on a loop.
@Suite struct RunnerTests {
    private static let bothSungrows = """
          controller:
            device_type: sungrow_charge_controller
            port: loop://
            data_streams: {status_page: DIR/status.csv, history_page: DIR/history.csv}
          inverter:
            device_type: sungrow_inverter
            port: loop://
            data_streams: {status_page: DIR/inverter.csv}
          played_controller: {device_type: sungrow_charge_controller_emulator, port: "loop://"}
          played_inverter: {device_type: sungrow_inverter_emulator, port: "loop://"}
        """

    @Test func `one handle is for the emulator to answer, the next for the logger to log`() throws {
        let system = try PlayedSystem(
            """
            period: 1 s
            devices:
            \(Self.bothSungrows)
            actions:
              - {action: send, device: controller, message_type: status_query}
              - action: handle_incoming_messages
              - action: handle_incoming_messages
            """)
        try #expect(system.run().isEmpty)
        #expect(system.lines("status.csv").count == 2)
        #expect(system.lines("inverter.csv").isEmpty)
        #expect(system.state.devices["controller"]?.hasAnswered == true)
        // Nothing was asked of it.
        #expect(system.state.devices["inverter"] == nil)
    }

    @Test func `without actions every message with a stream is asked for`() throws {
        let system = try PlayedSystem("period: 1 s\ndevices:\n\(Self.bothSungrows)")
        try #expect(system.run().isEmpty)
        #expect(system.lines("status.csv").count == 2)
        #expect(system.lines("history.csv").count == 31)
        #expect(system.lines("inverter.csv").count == 2)
    }

    @Test(arguments: ["loop://", "spy://loop://?file=DIR/transcript"])
    func `an emulated device does not take its own page for a query`(port: String) throws {
        // The page of history begins with the bytes of its query.
        let system = try PlayedSystem(
            """
            period: 1 s
            devices:
              controller:
                device_type: sungrow_charge_controller
                port: \(port)
                data_streams: {history_page: DIR/history.jsonl}
              played: {device_type: sungrow_charge_controller_emulator, port: "\(port)"}
            actions:
              - {action: send, device: controller, message_type: history_query}
              - action: handle_incoming_messages
            """)
        try #expect(system.run().isEmpty)
        #expect(system.lines("history.jsonl").count == 1)
    }

    @Test func `a reply that nothing handles is not logged`() throws {
        let system = try PlayedSystem(
            """
            period: 1 s
            devices:
            \(Self.bothSungrows)
            actions:
              - {action: send, device: controller, message_type: status_query}
              - {action: sleep, seconds: 0.05}
            """)
        try #expect(system.run().isEmpty)
        #expect(system.lines("status.csv").isEmpty)
    }

    @Test func `an emulator sends a message as the device`() throws {
        let system = try PlayedSystem(
            """
            period: 1 s
            devices:
            \(Self.bothSungrows)
            actions:
              - action: send
                device: played_inverter
                message_type: status_page
                parameters: {DC_voltage: 47}
              - action: handle_incoming_messages
            """)
        try #expect(system.run().isEmpty)
        let (header, row) = (system.lines("inverter.csv").first, system.lines("inverter.csv").last)
        let column = header?.split(separator: ",").firstIndex(of: "DC_voltage")
        let cells = row?.split(separator: ",", omittingEmptySubsequences: false)
        #expect(column.flatMap { cells?[$0] } == "47")
    }

    @Test func `a silent device and a missing port cost the others nothing`() throws {
        let system = try PlayedSystem(
            """
            period: 1 s
            devices:
              silent: {device_type: sungrow_inverter, port: "loop://", address: 2}
              unplugged: {device_type: sungrow_inverter, port: DIR/nothing}
            \(Self.bothSungrows)
            actions:
              - {action: query, device: silent, message_type: status_query, timeout: 0.05}
              - {action: query, device: unplugged, message_type: status_query}
              - {action: query, device: controller, message_type: status_query}
              - {action: send, device: unplugged, message_type: status_query}
              - {action: query, device: inverter, message_type: status_query}
            """)
        let troubles = try system.run()
        #expect(troubles.map(\.kind) == [.port, .noAnswer])
        #expect(system.lines("status.csv").count == 2)
        #expect(system.lines("inverter.csv").count == 2)
        #expect(system.state.devices["unplugged"]?.hasAnswered == false)
    }

    @Test func `what a port has given before it went is logged`() throws {
        // A file ends at once, as a connection that is closed.
        let system = try PlayedSystem(
            """
            period: 1 s
            devices:
              controller:
                device_type: outback_charge_controller
                port: DIR/line
                data_streams: {status_page: DIR/status.csv}
            actions:
              - {action: sleep, seconds: 0.05}
              - action: handle_incoming_messages
            """)
        let page = "noise\nA,00,08,06,034,031,00,05,000,02,262,0000,00,059\rnoise"
        _ = try system.folder.write(Array(page.utf8), to: "line")
        try #expect(system.run().map(\.kind) == [.port])
        #expect(system.lines("status.csv").count == 2)
        #expect(system.state.devices["controller"]?.hasAnswered == true)
    }

    @Test func `a file that cannot be written costs the others nothing`() throws {
        let system = try PlayedSystem(
            """
            period: 1 s
            devices:
              controller:
                device_type: sungrow_charge_controller
                port: loop://
                data_streams: {status_page: DIR/none/status.csv, history_page: DIR/history.csv}
              played: {device_type: sungrow_charge_controller_emulator, port: "loop://"}
            """)
        try #expect(system.run().map(\.kind) == [.creation])
        #expect(system.lines("history.csv").count == 31)
        #expect(system.state.devices["controller"]?.hasAnswered == true)
        // What was missed is asked for again, until it is on the disk.
        #expect(system.state.isGapOpen)
    }

    @Test func `history pages fill what the file lacks`() throws {
        let system = try PlayedSystem("period: 1 s\ndevices:\n\(Self.bothSungrows)")
        try system.run()
        try system.run()
        #expect(system.lines("history.csv").count == 31)
        system.wait(.seconds(3 * 86_400))
        try system.run()
        // Three new days, and once more the one that was still running.
        #expect(system.lines("history.csv").count == 31 + 4)
        let days = system.lines("history.csv").dropFirst().suffix(4).map { $0.prefix(10) }
        #expect(days == ["2026-06-21", "2026-06-22", "2026-06-23", "2026-06-24"])
    }
}
