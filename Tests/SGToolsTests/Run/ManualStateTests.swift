import Foundation
import SGTestSupport
import Testing

/// What chapter 3.1.1 of the predecessor's manual says of the state that is kept between runs.
@Suite(.timeLimit(.minutes(2))) struct ManualStateTests {
    /// Asks for the history of a system that is back online, and for the status page always.
    private static let configuration =
        ManualConfigurations.conversation + """
            actions:
              - {action: send, device: controller, message_type: status_query}
              - action: handle_incoming_messages
              - {action: send, condition: system_back_online, device: inverter, message_type: status_query}
              - action: handle_incoming_messages

            """

    /// How often a run of a file has found the system back online.
    private func countBacks(_ site: Site) -> Int {
        max(site.lines("inverter.csv").count - 1, 0)
    }

    @Test func `"saved in the directory ~/.sungrow in a file named according to a digest"`() throws
    {
        let site = try Site(Self.configuration)
        try #expect(site.run("system.yml").status == 0)
        try #expect(site.stateFiles == [site.stateName("logger")])
    }

    @Test func `"this allows the script to keep track of the last time it was called"`() throws {
        let site = try Site(Self.configuration)
        for _ in 1...2 {
            try #expect(site.run("system.yml").status == 0)
            #expect(countBacks(site) == 1)
        }
        let run = try #require(site.state()["last_run"] as? String)
        let time = try #require(date(run))
        #expect(abs(time.timeIntervalSinceNow) < 60)
        #expect(site.lines("status.csv").count == 3)
    }

    @Test func `"and which devices were read successfully on the previous run"`() throws {
        let site = try Site(
            Self.configuration.replacing(
                "inverter, message_type: status_query",
                with: "inverter, message_type: inverter_start"
            )
            .replacing(
                "played_inverter: {device_type: sungrow_inverter_emulator, port: \"loop://\"}",
                with:
                    "silent: {device_type: outback_charge_controller, port: \"loop://\", data_streams: {status_page: o.csv}}"
            ))
        try #expect(site.run("system.yml").status == 75)
        let devices = try #require(site.state()["devices"] as? [String: [String: Any]])
        #expect(devices["controller"]?["answered"] as? Bool == true)
        #expect(devices["silent"]?["answered"] as? Bool == false)
        let report = try site.run("--status", "system.yml")
        #expect(report.status == 0)
        #expect(report.text.contains(#/controller +answers, last message at /#))
        #expect(report.text.contains(#/silent +has not answered for 1 run, never heard of/#))
    }

    @Test func `"state files for emulators and loggers are stored separately"`() throws {
        let site = try Site(
            """
            period: 1 h
            devices:
              controller: {device_type: sungrow_charge_controller, port: "pty:line"}
            """)
        let emulator = try site.emulate("system.yml", links: ["line"])
        try wait(for: "the state") { !site.stateFiles.isEmpty }
        try #expect(site.stateFiles == [site.stateName("emulator")])
        let state = site.text(".sungrow/\(site.stateFiles[0])")
        emulator.signal(SIGTERM)
        _ = try emulator.end()
        // A logger of the same file, which finds nobody at a port of its own.
        try #expect(site.run("system.yml").status == 75)
        try #expect(site.stateFiles == [site.stateName("emulator"), site.stateName("logger")])
        #expect(site.text(".sungrow/\(site.stateFiles[0])") == state)
    }

    @Test func `"it does not matter if the configuration file is renamed"`() throws {
        let site = try Site(Self.configuration)
        try #expect(site.run("system.yml").status == 0)
        try FileManager.default.moveItem(
            atPath: site.folder.file("system.yml"), toPath: site.folder.file("other.yml"))
        try #expect(site.run("other.yml").status == 0)
        #expect(countBacks(site) == 1 && site.stateFiles.count == 1)
    }

    @Test func `one file has one state, whatever path or link leads to it`() throws {
        let site = try Site(Self.configuration)
        try site.makeFolder("other")
        try FileManager.default.createSymbolicLink(
            atPath: site.folder.file("other/link.yml"),
            withDestinationPath: site.folder.file("system.yml"))
        try FileManager.default.createSymbolicLink(
            atPath: site.folder.file("linked"), withDestinationPath: site.folder.path)
        let paths = [
            "system.yml", site.folder.file("system.yml"), "other/../system.yml", "other/link.yml",
            "linked/system.yml",
        ]
        for path in paths { try #expect(site.run(path).status == 0) }
        #expect(countBacks(site) == 1 && site.stateFiles.count == 1)
    }

    @Test func `files of the same bytes in two folders have a state each, and run at once`() throws
    {
        let site = try Site(Self.configuration)
        try site.makeFolder("other")
        try site.write(site.text("system.yml"), to: "other/system.yml")
        let first = try site.start("--loop", "system.yml")
        try wait(for: "the first state") { site.stateFiles.count == 1 }
        try #expect(site.run("system.yml").status == 75)
        try #expect(site.run("other/system.yml").status == 0)
        #expect(countBacks(site) == 2 && site.stateFiles.count == 2)
        first.signal(SIGTERM)
        try #expect(first.end().status == 0)
    }

    @Test func `"adding a space somewhere": "it will be regarded as a new configuration"`() throws {
        let site = try Site(Self.configuration)
        try #expect(site.run("system.yml").status == 0)
        try site.write(site.text("system.yml") + " ", to: "system.yml")
        try #expect(site.run("system.yml").status == 0)
        #expect(countBacks(site) == 2 && site.stateFiles.count == 2)
    }

    @Test func `"another approach is to delete the state file"`() throws {
        let site = try Site(Self.configuration)
        try #expect(site.run("system.yml").status == 0)
        try FileManager.default.removeItem(
            atPath: site.folder.file(".sungrow/\(site.stateName("logger"))"))
        try #expect(site.run("system.yml").status == 0)
        #expect(countBacks(site) == 2)
    }

    @Test(arguments: ["", "{\"version\":1,", "{\"version\":99}", "\u{0}\u{0}\u{0}"])
    func `a damaged state is a fresh start with a warning`(text: String) throws {
        let site = try Site(Self.configuration)
        try #expect(site.run("system.yml").status == 0)
        try site.write(text, to: ".sungrow/\(site.stateFiles[0])")
        let result = try site.run("system.yml")
        #expect(result.status == 0)
        #expect(result.errors.contains(#/WARNING '.*' is of no use and nothing is remembered/#))
        #expect(countBacks(site) == 2)
        try #expect(site.run("system.yml").errors == "")
        #expect(countBacks(site) == 2)
    }
}
