import SGDevices
import SGPorts
import SGSystem
import Testing

/// Emulated devices that another thread asks.
@Suite(.timeLimit(.minutes(1))) struct EmulatedPortTests {
    private let type: DeviceType
    private let query: Message

    init() throws {
        let catalog = DeviceCatalog(environment: [:])
        let definition = catalog.definition(
            named: "sungrow_charge_controller", for: .emulation)
        type = try #require(definition?.device)
        query = try #require(type["status_query"])
    }

    private func device(at address: UInt8? = nil) throws -> EmulatedDevice {
        try #require(EmulatedDevice(type, address: address, clock: noon, start: .now))
    }

    private func conversation(at port: EmulatedPort) throws -> Conversation {
        let settings = LineSettings(type.line)
        return Conversation(
            try Port(opening: port.name, settings: settings),
            with: [Audience(type, at: Array(1...255))], settings: settings)
    }

    @Test(arguments: ["pty:", "socket://localhost:0"])
    func `a device answers at its port`(name: String) throws {
        let port = try EmulatedPort([device()], at: name)
        let reply = try conversation(at: port).reply(to: Request(of: query, to: type))
        #expect(reply?.message.name == "status_page")
        #expect(reply?["battery_voltage"] == .number("50.8"))
        #expect(reply?["no_such_field"] == nil)
    }

    @Test func `each of two devices answers to its address`() throws {
        var second = try device(at: 2)
        try second.set([("battery_voltage", .number("24.5"))])
        let port = try EmulatedPort([device(), second])
        let conversation = try conversation(at: port)
        let replies = [
            try conversation.reply(to: Request(of: query, to: type)),
            try conversation.reply(to: Request(of: query, to: type, at: 2)),
        ]
        #expect(replies.map { $0?["battery_voltage"]?.double } == [50.8, 24.5])
    }

    @Test func `nobody answers to an address that is none of a device`() throws {
        let port = try EmulatedPort([device()])
        var request = try Request(of: query, to: type, at: 2)
        request.timeout = .milliseconds(20)
        let conversation = try conversation(at: port)
        #expect { try conversation.reply(to: request) } throws: {
            if case RequestError.noReply = $0 { true } else { false }
        }
    }

    @Test func `a reply that is never whole is told from none`() throws {
        var probabilities = Faults.Probabilities()
        probabilities.corrupt = 1
        let port = try EmulatedPort(
            [device()], faults: Faults(probabilities, delay: .zero, seed: 1))
        let conversation = try conversation(at: port)
        let request = try Request(of: query, to: type)
        #expect { try conversation.reply(to: request) } throws: {
            if case RequestError.damaged = $0 { true } else { false }
        }
    }

    @Test func `when the port goes away, so do the devices`() throws {
        var port: EmulatedPort? = try EmulatedPort([device()], at: "socket://localhost:0")
        let conversation = try conversation(at: #require(port))
        port = nil
        let request = try Request(of: query, to: type)
        #expect { try conversation.reply(to: request) } throws: {
            if case RequestError.lost = $0 { true } else { false }
        }
    }

    @Test func `a port that cannot be had is an error`() throws {
        let devices = [try device()]
        #expect(throws: PortError.self) { try EmulatedPort(devices, at: "socket://localhost:x") }
    }
}
