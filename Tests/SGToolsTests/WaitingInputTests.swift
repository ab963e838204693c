import SGBytes
import SGDevices
import SGTestSupport
import SGTools
import Testing

/// Bytes that wait in a terminal before a tool opens it: nobody knows when they came.
@Suite struct WaitingInputTests {
    private let terminal: PseudoTerminal
    private let old: [UInt8]
    private let new: [UInt8]

    init() throws {
        terminal = try PseudoTerminal()
        let device = try BusPages()
        (old, new) = (try device.page(1), try device.page(2))
    }

    @Test func `sg-listen does not print what came before it opened the terminal`() throws {
        try terminal.send(old + old)
        let tool = try RunningTool(
            "sg-listen", ["-v", "-d", "sungrow_charge_controller", "--count=1", terminal.path])
        try tool.waitForMessage("is open at")
        try terminal.send(new)
        let result = try tool.end()
        #expect(result.text.contains(hex(new)) && !result.text.contains(hex(old)))
    }

    @Test func `sg-listen prints it when it is asked to`() throws {
        try terminal.send(old + old)
        let result = try runInProcess(
            ListenTool.self,
            ["-d", "sungrow_charge_controller", "--keep-input", "--count=2", terminal.path])
        #expect(result.output.split(separator: "\n").count == 2)
    }

    @Test func `sg-send does not print it`() throws {
        try terminal.send(old + old)
        let tool = try RunningTool(
            "sg-send",
            ["-d", "sungrow_charge_controller", "--wait=5", terminal.path, "status_query"])
        _ = try terminal.receive(4)
        try terminal.send(new)
        let result = try tool.end()
        #expect(result.status == 0)
        #expect(result.text.contains(hex(new)) && !result.text.contains(hex(old)))
    }

    @Test(arguments: [false, true])
    func `sg-run logs it only when it is asked to`(keepsInput: Bool) throws {
        try terminal.send(old + old)
        let directory = try TemporaryDirectory()
        let file = try directory.write(
            Array(
                """
                period: 1 h
                devices:
                  controller:
                    device_type: sungrow_charge_controller
                    port: \(terminal.path)
                    port_settings: {keep_input: \(keepsInput)}
                    data_streams: {status_page: "-"}
                actions:
                  - action: handle_incoming_messages
                  - action: query
                    device: controller
                    message_type: status_query
                """.utf8), to: "system.yml")
        let tool = try RunningTool("sg-run", [file], environment: ["HOME": directory.path])
        _ = try terminal.receive(4)
        try terminal.send(new)
        let result = try tool.end()
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.text.split(separator: "\n").count == (keepsInput ? 3 : 1))
    }

    @Test func `an emulated device answers what a host has asked before it was there`() throws {
        try terminal.send([0xED, 3, 3, 0xF3])
        let tool = try RunningTool(
            "sg-emulate", ["-d", "sungrow_charge_controller", terminal.path])
        #expect(try terminal.receive(60).count == 60)
        tool.interrupt()
    }
}

/// Status pages of the SD4860.
private struct BusPages {
    let message: Message

    init() throws {
        let text = try #require(Definition.embedded("sungrow_charge_controller"))
        let device = Definition(text, file: "", name: nil, for: .check).device
        message = try #require(device?["status_page"])
    }

    func page(_ number: Int) throws -> [UInt8] {
        let fields = message.fields.map { field -> FieldAssignment in
            let value: FieldValue = field.kind == .bool ? .bool(false) : .number("0")
            return (field.name, field.name == "total_stored_energy" ? .number("\(number)") : value)
        }
        return try message.encode(fields, address: 0xED)
    }
}
