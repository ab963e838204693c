import Foundation
import SGTestSupport
import Testing

/// A device that answers later than the configuration waits for it.
@Suite(.timeLimit(.minutes(1))) struct LateRunTests {
    private static let configuration = """
        period: 0.5 s
        devices:
          controller:
            device_type: sungrow_charge_controller
            port: ./line
            data_streams: {status_page: status.csv, history_page: history.csv}
        actions:
          - {action: query, device: controller, message_type: status_query, timeout: 0.1, retries: 0}

        """

    private func plugIn(_ site: Site, delay: Double) throws -> RunningTool {
        let device = try RunningTool(
            "sg-emulate", ["-d", "sungrow_charge_controller", "--delay", "\(delay)", "pty:line"],
            environment: site.environment, in: site.folder.path)
        try wait(for: "the line") { site.has("line") }
        return device
    }

    @Test func `a page that is late is logged, and the device is not offline`() throws {
        let site = try Site(Self.configuration)
        let device = try plugIn(site, delay: 0.15)
        for count in 1...3 {
            let result = try site.run("system.yml")
            #expect(result.status == 75)
            #expect(result.errors.contains("no answer to 'status_query' within 0.1 s"))
            #expect(site.lines("status.csv").count == 1 + count)
        }
        let devices = try #require(site.state()["devices"] as? [String: [String: Any]])
        #expect(devices["controller"]?["answered"] as? Bool == true)
        #expect(devices["controller"]?["all_failures"] as? Int == 0)
        device.interrupt()
        _ = try device.end()
    }

    @Test(arguments: [0.15, 0.4])
    func `in a loop every page is logged once, though it comes between two cycles`(delay: Double)
        throws
    {
        let site = try Site(Self.configuration)
        let device = try plugIn(site, delay: delay)
        let run = try site.start("--loop", "system.yml")
        try wait(for: "rows") { site.lines("status.csv").count >= 6 }
        run.signal(SIGTERM)
        let result = try run.end()
        let questions = result.errors.matches(of: #/no answer to 'status_query'/#).count
        #expect(questions - 1...questions + 1 ~= site.lines("status.csv").count - 1)
        device.interrupt()
        _ = try device.end()
    }

    @Test func `a late page beside another query is logged as what it is`() throws {
        let site = try Site(
            Self.configuration
                + "  - {action: query, device: controller, message_type: history_query, timeout: 5}\n"
        )
        let device = try plugIn(site, delay: 0.3)
        let result = try site.run("system.yml")
        #expect(result.status == 75)
        #expect(site.lines("status.csv").count == 2)
        #expect(site.lines("history.csv").count == 31)
        device.interrupt()
        _ = try device.end()
    }

    @Test func `a device that is not there is told as before`() throws {
        let site = try Site(Self.configuration.replacing("status.csv", with: "status.jsonl"))
        let device = try RunningTool(
            "sg-emulate", ["-d", "outback_charge_controller", "pty:line"],
            environment: site.environment, in: site.folder.path)
        try wait(for: "the line") { site.has("line") }
        let result = try site.run("system.yml")
        #expect(result.status == 75)
        #expect(site.text("status.jsonl").contains(#""event":"offline""#))
        device.interrupt()
        _ = try device.end()
    }
}
