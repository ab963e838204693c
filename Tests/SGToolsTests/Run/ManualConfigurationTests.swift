import Foundation
import Glibc
import SGTestSupport
import Testing

/// What chapter 3.1 of the predecessor's manual says of the configuration file.
@Suite(.timeLimit(.minutes(2))) struct ManualConfigurationTests {
    private static let asking = """
          - {action: send, device: controller, message_type: status_query}
          - action: handle_incoming_messages
        """
    private static let conversation =
        ManualConfigurations.conversation + "actions:\n" + asking + "\n"

    // MARK: - The file

    @Test func `"any extraneous fields in the mappings are ignored, so look out for typos!"`()
        throws
    {
        let site = try Site(
            "colour: blue\n"
                + Self.conversation.replacing(
                    "data_streams: {st", with: "Port: 1\n    data_streams: {x: y.csv, st"))
        let result = try site.run("system.yml")
        #expect(result.status == 0)
        #expect(result.errors.contains("system.yml:1:1: warning: unknown key 'colour'"))
        #expect(
            result.errors.contains(
                ": warning: unknown key 'Port' in a device\n  hint: did you mean 'port'?"))
        #expect(site.lines("status.csv").count == 2)
    }

    @Test(arguments: ["period", "devices", "device_type", "port"])
    func `"the configuration file contains several required parameters"`(key: String) throws {
        let configuration = """
            period: 1 h
            devices:
              controller:
                device_type: sungrow_charge_controller
                port: loop://
            """
        let site = try Site(configuration.replacing("\(key):", with: "other_\(key):"))
        let result = try site.run("system.yml")
        #expect(result.status == 78)
        #expect(result.errors.contains("error: '\(key)' is missing"))
    }

    @Test func `"used for an emulation system, this section of the configuration is ignored"`()
        throws
    {
        let site = try Site(
            """
            period: 0.25 s
            devices:
              controller: {device_type: sungrow_charge_controller, port: "pty:line"}
            actions:
              - {action: sleep, seconds: 1000}
              - {action: send, device: nobody, message_type: nothing}
            """)
        let emulator = try site.emulate("system.yml", links: ["line"])
        let reply = try run(
            "sg-send",
            [
                "-d", "sungrow_charge_controller", "--wait", "10", site.folder.file("line"),
                "status_query",
            ])
        #expect(reply.status == 0 && reply.text.contains("status_page"))
        emulator.signal(SIGTERM)
        try #expect(emulator.end().errors == "")
    }

    @Test(arguments: [
        ("1 h", 80, 100), ("10 m", 14, 16), ("0.1 h", 8, 10), ("60 s", 1, 2),
    ])
    func `"the period: unit may be h for hours, m for minutes or s for seconds"`(
        period: String, minutesInTime: Int, minutesTooLate: Int
    ) throws {
        let site = try Site(
            Self.conversation.replacing("1 h", with: period)
                .replacing(
                    "device: controller,",
                    with: "condition: system_back_online, device: controller,"))
        try #expect(site.run("system.yml").status == 0)
        for (minutes, count) in [(minutesInTime, 2), (minutesTooLate, 3)] {
            try site.age(by: Double(minutes) * 60)
            try #expect(site.run("system.yml").status == 0)
            #expect(site.lines("status.csv").count == count, "\(minutes) minutes")
        }
    }

    @Test func `"0.25 s means 0.25 seconds"`() throws {
        let site = try Site(
            Self.conversation.replacing("1 h", with: "0.25 s") + """
                  - {action: send, condition: system_back_online, device: inverter, message_type: status_query}
                  - action: handle_incoming_messages
                """)
        try #expect(site.run("system.yml").status == 0)
        try site.age(by: 0.5)
        try #expect(site.run("system.yml").status == 0)
        #expect(site.lines("inverter.csv").count == 3)
    }

    // MARK: - Devices

    @Test(arguments: [
        "sungrow_charge_controller", "sungrow_inverter", "outback_charge_controller",
        "allegro_inverter",
    ])
    func `"the device_type may be one of"`(type: String) throws {
        let site = try Site(
            """
            period: 1 h
            devices:
              device: {device_type: \(type), port: "loop://", data_streams: {status_page: page.csv}}
              played: {device_type: \(type)_emulator, port: "loop://"}
            actions:
              - {action: send, device: played, message_type: status_page}
              - action: handle_incoming_messages
            """)
        let result = try site.run("system.yml")
        #expect(result.status == 0 && result.errors == "")
        #expect(site.lines("page.csv").count > 1)
    }

    @Test func `"emulators and non-emulators talk to each other within a single process"`() throws {
        let site = try Site(Self.conversation + "  - action: handle_incoming_messages\n")
        let result = try site.run("system.yml")
        #expect(result.status == 0 && result.errors == "")
        #expect(site.lines("status.csv").count == 2)
    }

    @Test func `"if data_streams is omitted, messages of that type will not be logged"`() throws {
        let site = try Site(
            Self.conversation.replacing(
                "data_streams: {status_page: status.csv, ", with: "data_streams: {"))
        let result = try site.run("-v", "system.yml")
        #expect(result.status == 0)
        #expect(result.errors.contains("INFO controller: status_page"))
        #expect(!site.has("status.csv") && !site.has("history.csv"))
    }

    @Test func `"log files for message types that do not exist cause no problems"`() throws {
        let site = try Site(
            Self.conversation.replacing("{status_page", with: "{moon_page: moon.csv, status_page"))
        let result = try site.run("system.yml")
        #expect(result.status == 0)
        #expect(site.lines("status.csv").count == 2 && !site.has("moon.csv"))
    }

    @Test func `"file names may give an absolute position in the file system"`() throws {
        let site = try Site()
        let other = try TemporaryDirectory()
        try site.write(
            Self.conversation.replacing("status.csv", with: other.file("status.csv")),
            to: "system.yml")
        try #expect(site.run("system.yml").status == 0)
        try #expect(!other.read("status.csv").isEmpty)
    }

    @Test func `"relative to the directory in which the script is run"`() throws {
        let site = try Site()
        try site.makeFolder("configurations")
        try site.makeFolder("data")
        try site.write(
            Self.conversation.replacing("status.csv", with: "data/status.csv"),
            to: "configurations/system.yml")
        try #expect(site.run("configurations/system.yml").status == 0)
        #expect(site.lines("data/status.csv").count == 2)
    }

    // MARK: - Ports

    @Test func `"any configuration settings for the ports can be set here"`() throws {
        let port = try PseudoTerminal()
        let site = try Site(
            """
            period: 1 h
            devices:
              controller:
                device_type: sungrow_charge_controller
                port: \(port.path)
                port_settings: {baudrate: 4800, bytesize: 8, stopbits: 2, xonxoff: True}
            actions:
            \(Self.asking)
              - {action: sleep, seconds: 30}
            """)
        let run = try site.start("system.yml")
        _ = try port.receive(4)
        let settings = try port.settings()
        for setting in ["speed 4800 baud", " cstopb", " ixon"] {
            #expect(settings.contains(setting), "\(setting)")
        }
        run.signal(SIGTERM)
        try #expect(run.end().isSignal)
        try #expect(port.settings().contains("speed 9600 baud"))
    }

    @Test(arguments: ["socket://127.0.0.1:0", "pty:"])
    func `"other URLs accepted by PySerial will work here too"`(served: String) throws {
        let device = try RunningTool("sg-emulate", ["-d", "sungrow_charge_controller", served])
        let message = try device.waitForMessage("the other end of")
        let port = try #require(message.split(separator: "'").dropLast().last)
        let site = try Site(
            """
            period: 1 h
            devices:
              controller:
                device_type: sungrow_charge_controller
                port: \(port)
                data_streams: {status_page: status.csv}
            """)
        try #expect(site.run("system.yml").status == 0)
        #expect(site.lines("status.csv").count == 2)
    }

    // MARK: - Actions

    @Test func `"it must correspond exactly to one of the device names"`() throws {
        let site = try Site(
            Self.conversation.replacing("device: controller,", with: "device: Controller,"))
        let result = try site.run("system.yml")
        #expect(result.status == 78)
        #expect(result.errors.hasPrefix("system.yml:14:28: error: unknown device 'Controller'\n"))
        #expect(!site.has(".sungrow"))
    }

    @Test func `"device_back_online: a previously unresponsive device has become responsive"`()
        throws
    {
        let site = try Site()
        let isThere = ManualConfigurations.conversation
        let isGone = isThere.replacing("played_controller: {d", with: "x_played: {d").replacing(
            "controller_emulator, port: \"loop://\"}", with: "controller_emulator, port: \"pty:x\"}"
        )
        let actions = """
            actions:
            \(Self.asking)
              - {action: send, condition: device_back_online, device: controller, message_type: history_query}
              - action: handle_incoming_messages
            """
        // The same state, whatever is at the port.
        var name: String?
        for (configuration, status, hasHistory) in [
            (isThere, Int32(0), false), (isGone, 75, false), (isThere, 0, true),
        ] {
            try site.write(configuration + actions, to: "system.yml")
            if let name {
                let new = try site.folder.file(".sungrow/\(site.stateName("logger"))")
                try? FileManager.default.removeItem(atPath: new)
                try FileManager.default.moveItem(
                    atPath: site.folder.file(".sungrow/\(name)"), toPath: new)
            }
            try #expect(site.run("system.yml").status == status)
            name = site.stateFiles.first
            #expect(site.has("history.csv") == hasHistory)
        }
    }

    @Test func `"sleep: wait before performing the next action"`() throws {
        let site = try Site(Self.conversation + "  - {action: sleep, seconds: 0.7}\n")
        let start = ContinuousClock.now
        try #expect(site.run("system.yml").status == 0)
        #expect(.now - start >= .seconds(0.7))
    }

    @Test func `"send a message as the device (emulator)"`() throws {
        let site = try Site(
            Self.conversation.replacing(
                "device: controller, message_type: status_query",
                with: "device: played_controller, message_type: status_page"))
        try #expect(site.run("system.yml").status == 0)
        #expect(site.lines("status.csv").count == 2)
    }

    @Test(arguments: ["history_query", "configuration_query"])
    func `"are only defined for the Sungrow charge controller"`(message: String) throws {
        let site = try Site(
            Self.conversation.replacing(
                "controller, message_type: status_query", with: "inverter, message_type: \(message)"
            ))
        let result = try site.run("system.yml")
        #expect(result.status == 78)
        #expect(result.errors.contains("'\(message)'"))
    }
}
