import SGRecords
import SGSystem
import Testing

/// Conditions over days that go by in no time.
///
/// Every action on a condition is a query, so that a row tells that it was performed.
@Suite struct ConditionTests {
    /// Asks for the status each time, and for more on each of the conditions.
    private static let text = """
        period: 10 m
        devices:
          controller:
            device_type: sungrow_charge_controller
            port: loop://
            data_streams:
              status_page: DIR/status.csv
              history_page: DIR/history.jsonl
              configuration_page: DIR/configuration.csv
          played:
            device_type: sungrow_charge_controller_emulator
            port: loop://
        actions:
          - action: query
            device: controller
            message_type: status_query
            timeout: 0.05
            retries: 0
          - action: query
            condition: system_back_online
            device: controller
            message_type: history_query
            timeout: 0.05
          - action: query
            condition: device_back_online
            device: controller
            message_type: configuration_query
            timeout: 0.05
        """

    private let system: PlayedSystem

    init() throws {
        system = try PlayedSystem(Self.text)
    }

    /// How often the system, and the device, was found to be back online so far.
    private var backOnline: (system: Int, device: Int) {
        let histories = system.lines("history.jsonl").count { $0.contains("\"fields\"") }
        return (histories, max(0, system.lines("configuration.csv").count - 1))
    }

    @Test func `the first run finds the system back online`() throws {
        try #expect(system.run().isEmpty)
        #expect(backOnline == (1, 0))
    }

    @Test func `a run after one period finds nothing unusual`() throws {
        for _ in 0..<6 {
            try system.run()
            system.wait(.seconds(600))
        }
        #expect(backOnline == (1, 0))
        #expect(system.lines("status.csv").count == 1 + 6)
    }

    @Test
    func `a run that comes a little late finds nothing unusual, one that was missed is noticed`()
        throws
    {
        try system.run()
        system.wait(.seconds(900))
        try system.run()
        #expect(backOnline == (1, 0))
        system.wait(.milliseconds(900_001))
        try system.run()
        #expect(backOnline == (2, 0))
    }

    @Test func `a device that is off at night is back at dawn, once`() throws {
        try system.run()
        for _ in 0..<3 {
            system.wait(.seconds(600))
            let troubles = try system.run(isDark: true)
            #expect(troubles.map(\.kind) == [.noAnswer])
        }
        #expect(system.state.devices["controller"]?.failures == 3)
        for _ in 0..<3 {
            system.wait(.seconds(600))
            try #expect(system.run().isEmpty)
        }
        #expect(backOnline == (1, 1))
        #expect(system.state.devices["controller"]?.failures == 0)
        #expect(system.state.devices["controller"]?.allFailures == 3)
        #expect(system.state.devices["controller"]?.lastAnswer == system.now)
    }

    @Test func `a gap that could not be filled is filled by the next run that can`() throws {
        try system.run()
        system.wait(.seconds(86_400))
        try system.run(isDark: true)
        for _ in 0..<2 {
            system.wait(.seconds(600))
            try system.run()
        }
        #expect(backOnline.system == 2)
    }

    @Test func `a clock that was set back is noticed, once`() throws {
        try system.run()
        system.wait(.seconds(-86_400))
        try system.run()
        #expect(backOnline == (2, 0))
        system.wait(.seconds(600))
        try system.run()
        #expect(backOnline == (2, 0))
    }

    @Test func `a computer that boots in 1970 and is then set right goes on`() throws {
        let present = system.now
        try system.run()
        system.now = Timestamp(milliseconds: 30_000)
        try system.run()
        system.wait(.seconds(600))
        try system.run()
        #expect(backOnline == (2, 0))
        system.now = present
        system.wait(.seconds(365 * 86_400))
        try #expect(system.run().isEmpty)
        #expect(backOnline == (3, 0))
    }

    @Test func `a state of which nothing is left is that of a first run`() throws {
        try system.run()
        system.state = RunState()
        system.wait(.seconds(600))
        try system.run()
        #expect(backOnline == (2, 0))
    }

    @Test func `what happens to a device stands in its records`() throws {
        try system.run()
        for isDark in [true, true, false] {
            system.wait(.seconds(600))
            try system.run(isDark: isDark)
        }
        let events = system.lines("history.jsonl").filter { $0.contains("\"event\"") }
        let expected = [
            (600, "no_reply"), (600, "offline"), (1200, "no_reply"), (1800, "online"),
        ]
        #expect(events.count == expected.count)
        for (event, (_, name)) in zip(events, expected) {
            #expect(event.contains(#""device":"controller","event":"\#(name)""#))
        }
    }
}
