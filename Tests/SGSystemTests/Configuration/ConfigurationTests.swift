import SGDevices
import SGPorts
import SGSystem
import Testing

/// What correct configurations say.
@Suite struct ConfigurationTests {
    @Test(arguments: ["sungrow", "outback-allegro"])
    func `the examples of the manual are read without a complaint`(name: String) throws {
        let found = readConfiguration(try manualExample(name))
        #expect(found.complaints.isEmpty)
        #expect(found.configuration != nil)
    }

    @Test func `the manual's first example says what the manual says of it`() throws {
        let configuration = try #require(
            readConfiguration(try manualExample("sungrow")).configuration)
        #expect(configuration.period == .milliseconds(250))
        #expect(configuration.devices.map(\.name) == ["charge_controller", "inverter"])
        #expect(
            configuration.devices.map(\.type.name) == [
                "sungrow_charge_controller", "sungrow_inverter",
            ])
        #expect(configuration.devices.map(\.line) == [0, 0])
        #expect(configuration.lines.map(\.port) == ["/dev/ttyUSB1"])
        #expect(configuration.lines[0].settings == LineSettings())
        #expect(
            configuration.devices[0].streams.map(\.destination) == [
                .table("status.csv"), .table("history.csv"),
            ])
        #expect(
            configuration.actions.map(summary) == [
                "0 send status_query", "sleep 0.5 seconds", "handle",
                "0 send history_query if system_back_online",
                "sleep 0.5 seconds if system_back_online", "handle if system_back_online",
                "1 send status_query", "sleep 0.5 seconds", "handle",
            ])
    }

    @Test func `the manual's second example sets ports and their flags`() throws {
        let configuration = try #require(
            readConfiguration(try manualExample("outback-allegro")).configuration)
        #expect(configuration.period == .seconds(1))
        #expect(configuration.lines.map(\.port) == ["/dev/ttyUSB0", "/dev/ttyUSB1"])
        #expect(configuration.lines.map(\.settings.baudrate) == [19200, 4800])
        #expect(configuration.lines.map(\.settings.dsrdtr) == [true, false])
        #expect(configuration.lines.map(\.settings.rts) == [false, nil])
        #expect(
            configuration.actions.map(summary) == [
                "0 rts false", "sleep 2.0 seconds", "handle",
            ])
    }
}

/// An action in short.
func summary(_ action: Action) -> String {
    let device = action.device.map { "\($0) " } ?? ""
    let condition = action.condition.map { " if \($0.rawValue)" } ?? ""
    let text =
        switch action.kind {
        case .handleIncomingMessages: "handle"
        case .sleep(let duration): "sleep \(duration)"
        case .send(let message, let values): "send \(message.name)" + summary(values)
        case .query(let message, let values, let timeout, let retries):
            "query \(message.name)\(summary(values)) \(timeout) \(retries)"
        case .setPortFlag(let line, let level): "\(line) \(level)"
        }
    return device + text + condition
}

private func summary(_ values: [FieldAssignment]) -> String {
    values.map { " \($0.name)=\($0.value)" }.joined()
}
