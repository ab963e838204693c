import Foundation
import SGTestSupport
import Testing

/// What the predecessor's manual says of calling the program: chapters 3, 3.2 to 3.4, 7 and 8.1.
@Suite(.timeLimit(.minutes(2))) struct ManualOptionTests {
    /// One query with its reply, in one process.
    private static let conversation =
        ManualConfigurations.conversation + """
            actions:
              - {action: send, device: controller, message_type: status_query}
              - action: handle_incoming_messages
              - action: handle_incoming_messages

            """
    /// Nobody answers.
    private static let silence = """
        period: 1 m
        devices:
          controller:
            device_type: sungrow_charge_controller
            port: loop://
            data_streams: {status_page: status.csv}
        actions:
          - {action: send, device: controller, message_type: status_query}
          - action: handle_incoming_messages

        """
    private static let silenceMessage = "sg-run ERROR controller: no message has come\n"

    /// Asks a charge controller for its status page.
    private func ask(_ port: String) throws -> ToolResult {
        try SGTestSupport.run(
            "sg-send",
            ["-d", "sungrow_charge_controller", "--wait", "10", port, "status_query"])
    }

    // MARK: - Chapter 3

    @Test(arguments: ["-h", "--help"])
    func `3: "-h, --help: show help message"`(option: String) throws {
        let result = try Site().run(option)
        #expect(result.status == 0 && result.errors == "")
        for option in ["-l, --error-log", "-v, --verbose", "-e, --emulate", "-h, --help"] {
            #expect(result.text.contains(option), "\(option)")
        }
    }

    @Test func `3: "its call signature is sungrow [OPTIONS] FILE"`() throws {
        let site = try Site(Self.conversation)
        let result = try site.shell("sungrow -v --error-log errors.log system.yml")
        #expect(result.status == 0 && result.text == "" && result.errors == "")
        #expect(site.lines("status.csv").count == 2)
    }

    @Test func `3: "-v: report more about what is being done (repeat for more verbosity)"`() throws
    {
        let site = try Site(Self.conversation)
        let reports = try ["--", "-v", "-vvv"].map { verbosity in
            let result = try site.run(verbosity, "system.yml")
            #expect(result.status == 0 && result.text == "")
            return result.errors
        }
        #expect(reports[0] == "")
        #expect(reports[1].contains(" INFO controller: status_page\n"))
        #expect(!reports[1].contains("ed0303f3"))
        #expect(reports[2].contains("ed0303f3"))
    }

    @Test(arguments: ["-l", "--error-log"])
    func `3: "log errors to LOG_FILE, default stderr"`(option: String) throws {
        let site = try Site(Self.silence)
        let told = try site.run("system.yml")
        #expect(told.errors.hasSuffix(Self.silenceMessage))
        #expect(told.errors.contains(#/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d sg-run ERROR /#))
        for count in 1...2 {
            let result = try site.run(option, "errors.log", "system.yml")
            #expect(result.status == 75 && result.errors == "")
            #expect(site.lines("errors.log").count == count)
        }
        #expect(site.text("errors.log").hasSuffix(Self.silenceMessage))
    }

    @Test(arguments: ["-e", "--emulate"])
    func `3: "emulate configured devices until terminated"`(option: String) throws {
        let site = try Site(Self.silence.replacing("loop://", with: "pty:line"))
        let emulator = try site.start(option, "system.yml")
        try wait(for: "the port") { site.has("line") }
        for _ in 1...3 {
            let reply = try ask(site.folder.file("line"))
            #expect(reply.status == 0 && reply.text.contains("status_page"))
        }
        emulator.signal(SIGTERM)
        try #expect(emulator.end().errors == "")
        #expect(!site.has("line"))
    }

    // MARK: - Chapter 3.2

    @Test func `3.2: "a single logging iteration will be completed"`() throws {
        let site = try Site(Self.conversation)
        try #expect(site.run("system.yml").status == 0)
        #expect(site.lines("status.csv").count == 2)
        // Nothing was asked of the others.
        #expect(!site.has("history.csv") && !site.has("inverter.csv"))
    }

    @Test func `3.2: "a bunch more iterations, you can use the capabilities of your shell"`() throws
    {
        let site = try Site(Self.conversation)
        let result = try site.shell(
            "for i in 1 2 3 4 5; do sungrow -vvv system.yml; sleep 0.05; done")
        #expect(result.status == 0)
        let lines = site.lines("status.csv")
        #expect(lines.count == 6)
        #expect(lines.count { $0.hasPrefix("datetime,") } == 1)
    }

    // MARK: - Chapter 3.3

    @Test func `3.3: "by default, nothing will appear to happen"`() throws {
        let site = try Site(Self.silence.replacing("loop://", with: "pty:line"))
        let emulator = try site.emulate("system.yml", links: ["line"])
        let reply = try ask(site.folder.file("line"))
        #expect(reply.text.contains("status_page"))
        emulator.signal(SIGTERM)
        let result = try emulator.end()
        #expect(result.text == "" && result.errors == "")
    }

    // MARK: - Chapter 3.4

    /// The line of the crontab, with the folder and the file that it names.
    private static let cronLine =
        "cd ${HOME}/sungrow_data; sungrow -l errors.log system_config.yml >/dev/null 2>&1"

    @Test func `3.4: "all error messages will also be sent to the specified error log file"`()
        throws
    {
        let site = try Site()
        try site.makeFolder("sungrow_data")
        try site.write(Self.silence, to: "sungrow_data/system_config.yml")
        let result = try site.shell(Self.cronLine)
        #expect(result.status == 75 && result.errors == "")
        #expect(site.text("sungrow_data/errors.log").hasSuffix(Self.silenceMessage))
        try site.write(Self.conversation, to: "sungrow_data/system_config.yml")
        try #expect(site.shell(Self.cronLine).status == 0)
        #expect(site.lines("sungrow_data/status.csv").count == 2)
    }

    @Test func `3.4: an error in the configuration is in the log, too`() throws {
        let site = try Site()
        try site.makeFolder("sungrow_data")
        try site.write("period: often\n", to: "sungrow_data/system_config.yml")
        try #expect(site.shell(Self.cronLine).status == 78)
        #expect(
            site.text("sungrow_data/errors.log").contains(
                "sg-run ERROR system_config.yml:1:9: error: found 'often', expected a number"))
        try #expect(site.shell("sungrow -l errors.log nowhere.yml 2>&1").status == 66)
        #expect(site.text("errors.log").contains("sg-run ERROR cannot read 'nowhere.yml'"))
    }

    @Test func `3.4: "this will fail if it doesn't exist!"`() throws {
        try #expect(Site().shell(Self.cronLine).status == 66)
    }

    // MARK: - Chapter 7

    @Test(arguments: [["-vvve", "CONFIG_FILE"], ["-vvv", "-e", "CONFIG_FILE"]])
    func `7: "you should see a transcript of each end of the exchange"`(
        emulation: [String]
    ) throws {
        let site = try Site()
        let logger =
            Self.silence.replacing("loop://", with: "line").replacing(
                "  - action: handle",
                with: "  - {action: sleep, seconds: 0.5}\n  - action: handle")
        try site.write(logger, to: "NEW_FILE")
        try site.write(Self.silence.replacing("loop://", with: "pty:line"), to: "CONFIG_FILE")
        let emulator = try site.start(emulation)
        try wait(for: "the port") { site.has("line") }
        let result = try site.run("-vvv", "NEW_FILE")
        #expect(result.status == 0)
        emulator.signal(SIGTERM)
        let ends = [result.errors, try emulator.end().errors]
        // The bytes of each direction, as each end has seen them.
        func bytes(_ direction: String, in transcript: String) -> String {
            transcript.matches(of: #/line (rx|tx) ([0-9a-f]+)  /#)
                .filter { $0.1 == direction }.map(\.2).joined()
        }
        #expect(bytes("tx", in: ends[0]) == "ed0303f3")
        #expect(bytes("rx", in: ends[0]).hasPrefix("ed0300"))
        #expect(bytes("rx", in: ends[0]).count == 120)
        #expect(bytes("rx", in: ends[0]) == bytes("tx", in: ends[1]))
        #expect(bytes("tx", in: ends[0]) == bytes("rx", in: ends[1]))
    }

    @Test func `7: a transcript shows the text of a device that sends text`() throws {
        let site = try Site(
            """
            period: 1 m
            devices:
              inverter: {device_type: allegro_inverter, port: "loop://"}
              played: {device_type: allegro_inverter_emulator, port: "loop://"}
            actions:
              - {action: send, device: played, message_type: status_page}
              - action: handle_incoming_messages
            """)
        let transcript = try site.run("-vvv", "system.yml").errors
        #expect(transcript.contains(#/loop:// rx 2a30.*  \*0 ASP ALLEGRO V1.1 /#))
    }
}
