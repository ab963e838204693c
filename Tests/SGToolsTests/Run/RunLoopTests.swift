import Foundation
import Glibc
import SGTestSupport
import Testing

/// `sg-run --loop` and `-e`, which go on until they are terminated.
@Suite(.timeLimit(.minutes(1))) struct RunLoopTests {
    /// A query each cycle, whose page goes to a file.
    private func configuration(period: String, file: String = "status.csv") -> String {
        ManualConfigurations.conversation.replacing("1 h", with: period)
            .replacing("status.csv", with: file) + """
                actions:
                  - {action: query, device: controller, message_type: status_query}

                """
    }

    private func wait(for count: Int, linesOf file: String, _ site: Site) throws {
        try SGTestSupport.wait(for: "\(count) lines of \(file)") {
            site.lines(file).count >= count
        }
    }

    @Test func `SIGTERM ends it with status 0, and the state is saved`() throws {
        let site = try Site(configuration(period: "0.1 s"))
        let run = try site.start("--loop", "system.yml")
        try wait(for: 4, linesOf: "status.csv", site)
        run.signal(SIGTERM)
        let result = try run.end()
        #expect(result.status == 0 && !result.isSignal && result.errors == "")
        let devices = try #require(site.state()["devices"] as? [String: [String: Any]])
        #expect(devices["controller"]?["answered"] as? Bool == true)
    }

    @Test func `SIGINT ends it as a shell expects, and the state is saved`() throws {
        let site = try Site(configuration(period: "0.1 s"))
        let run = try site.start("--loop", "system.yml")
        try wait(for: 3, linesOf: "status.csv", site)
        run.signal(SIGINT)
        let result = try run.end()
        #expect(result.isSignal && result.status == SIGINT && result.errors == "")
        try #expect(site.state()["last_run"] != nil)
    }

    @Test func `SIGHUP reads a changed configuration, and is nothing else`() throws {
        let site = try Site(configuration(period: "1 h", file: "one.csv"))
        let run = try site.start("-v", "--loop", "system.yml")
        try wait(for: 2, linesOf: "one.csv", site)
        run.signal(SIGHUP)
        try site.write("period: never\n", to: "system.yml")
        run.signal(SIGHUP)
        try run.waitForMessage("'system.yml' stays as it was: it has mistakes\n")
        try site.write(configuration(period: "1 h", file: "other.csv"), to: "system.yml")
        run.signal(SIGHUP)
        try run.waitForMessage("'system.yml' has changed and was read again")
        try wait(for: 2, linesOf: "other.csv", site)
        run.signal(SIGTERM)
        try #expect(run.end().status == 0)
        #expect(site.lines("one.csv").count == 2 && site.lines("other.csv").count == 2)
        #expect(site.stateFiles.count == 2)
    }

    @Test func `files that are moved away begin anew`() throws {
        let site = try Site(configuration(period: "0.1 s"))
        let run = try site.start("-v", "-l", "errors.log", "--loop", "system.yml")
        for file in ["status.csv", "errors.log"] {
            try wait(for: 2, linesOf: file, site)
            try FileManager.default.moveItem(
                atPath: site.folder.file(file), toPath: site.folder.file("\(file).old"))
            try wait(for: 2, linesOf: file, site)
        }
        run.signal(SIGTERM)
        try #expect(run.end().status == 0)
        #expect(site.lines("status.csv")[0] == site.lines("status.csv.old")[0])
    }

    @Test func `what a cycle takes does not delay the next`() throws {
        let site = try Site(
            configuration(period: "0.4 s", file: "pages.jsonl")
                + "  - {action: sleep, seconds: 0.15}\n")
        let run = try site.start("--loop", "system.yml")
        try wait(for: 9, linesOf: "pages.jsonl", site)
        run.signal(SIGTERM)
        _ = try run.end()
        let times = try site.lines("pages.jsonl").map { line in
            try #require(line.firstMatch(of: #/^\{"time":"([^"]*)"/#).flatMap { date($0.1) })
        }
        // How late each cycle was; a machine that is busy may skip one, or be late once.
        let delays = times.map { time in
            let periods = time.timeIntervalSince(times[0]) / 0.4
            return (periods - periods.rounded()) * 0.4
        }
        #expect(delays.count { abs($0) < 0.1 } >= delays.count - 1, "\(delays)")
    }

    @Test func `a missing port is told once a cycle, and used when it is there`() throws {
        let site = try Site(
            configuration(period: "0.2 s").replacing(
                "port: loop://", with: "port: line", maxReplacements: 1
            )
            .replacing("  played_controller", with: "  unused")
            .replacing(
                "controller_emulator, port: \"loop://\"",
                with: "controller_emulator, port: \"pty:unused\"")
                + "  - {action: query, device: inverter, message_type: status_query}\n")
        let run = try site.start("-l", "errors.log", "--loop", "system.yml")
        try wait(for: 5, linesOf: "inverter.csv", site)
        let messages = site.lines("errors.log")
        #expect(4...(site.lines("inverter.csv").count + 1) ~= messages.count)
        #expect(
            messages.allSatisfy { $0.hasSuffix("cannot open 'line': No such file or directory") })
        let device = try RunningTool(
            "sg-emulate", ["-d", "sungrow_charge_controller", "pty:\(site.folder.file("line"))"])
        try wait(for: 3, linesOf: "status.csv", site)
        run.signal(SIGTERM)
        try #expect(run.end().status == 0)
        #expect(device.isRunning)
    }

    @Test func `SIGHUP lets an emulator be what the file says now, with a state of its own`() throws
    {
        let configuration = """
            period: 0.25 s
            devices:
              controller: {device_type: sungrow_charge_controller, port: "pty:one"}
            """
        let site = try Site(configuration)
        let emulator = try site.emulate("system.yml", links: ["one"])
        try site.write(configuration.replacing("one", with: "other"), to: "system.yml")
        emulator.signal(SIGHUP)
        try SGTestSupport.wait(for: "the other port") { site.has("other") && !site.has("one") }
        try SGTestSupport.wait(for: "its state") { site.stateFiles.count == 2 }
        emulator.signal(SIGTERM)
        let result = try emulator.end()
        #expect(result.status == 0 && result.errors == "")
        #expect(!site.has("other"))
    }
}
