import Foundation
import SGTestSupport
import Testing

/// A device that will not do what a run asks of it.
@Suite(.timeLimit(.minutes(1))) struct RefusalRunTests {
    private static let devices = """
        period: 1 h
        devices:
          solar:
            device_type: victron_vedirect
            port: line
            data_streams: {register_value: FILE, register_set: set.csv}
        actions:

        """
    private static let query = """
          - {action: query, device: solar, message_type: get_register, parameters: {register: REGISTER}}
        """
    private static let sending = """
          - {action: send, device: solar, message_type: get_register, parameters: {register: REGISTER}}
          - {action: sleep, seconds: 0.5}
          - action: handle_incoming_messages
        """

    private func site(_ actions: String, register: Int, file: String) throws -> Site {
        try Site(
            (Self.devices + actions).replacing("FILE", with: file)
                .replacing("REGISTER", with: "\(register)"))
    }

    private func plugIn(_ site: Site) throws -> RunningTool {
        let device = try RunningTool(
            "sg-emulate", ["-d", "victron_vedirect", "pty:line"],
            environment: site.environment, in: site.folder.path)
        try wait(for: "the line") { site.has("line") }
        return device
    }

    @Test(arguments: [query, sending], ["values.csv", "values.jsonl"])
    func `a refusal is status 76, a line in the log and an event, and no row`(
        actions: String, file: String
    ) throws {
        let site = try site(actions, register: 0x1234, file: file)
        let device = try plugIn(site)
        let result = try site.run("-l", "errors.log", "system.yml")
        device.interrupt()
        _ = try device.end()
        #expect(result.status == 76, "\(result)")
        let log = site.text("errors.log")
        let asked = actions == Self.query ? "'get_register'" : "what it was sent"
        #expect(log.contains("ERROR solar: refuses \(asked): unknown register"), "\(log)")
        #expect(log.split(separator: "\n").count == 1)
        guard file.hasSuffix(".jsonl") else { return #expect(!site.has(file)) }
        let lines = site.lines(file)
        #expect(lines.count == 1)
        #expect(lines.first?.contains(#""event":"refused""#) == true)
        #expect(lines.first?.contains(#""reason":"unknown register""#) == true)
        #expect(lines.first?.contains(#""fields""#) == false)
        // It is no answer, but the device is there.
        let devices = try #require(site.state()["devices"] as? [String: [String: Any]])
        #expect(devices["solar"]?["answered"] as? Bool == true)
    }

    @Test(arguments: [query, sending])
    func `a register that the device knows is logged`(actions: String) throws {
        let site = try site(actions, register: 0x0FFF, file: "values.csv")
        let device = try plugIn(site)
        let result = try site.run("system.yml")
        device.interrupt()
        _ = try device.end()
        #expect(result.status == 0, "\(result)")
        #expect(site.lines("values.csv").count == 2)
    }
}
