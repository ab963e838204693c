import Foundation
import Glibc
import SGTestSupport
import Testing

/// Ports of other machines that take their time to open, or never do.
@Suite(.timeLimit(.minutes(2))) struct SlowPortTests {
    /// A healthy inverter beside charge controllers at ports of other machines.
    private func configuration(_ ports: [String]) -> String {
        let names = ports.indices.map { "controller_\($0)" }
        let devices = zip(names, ports).map { name, port in
            """
              \(name):
                device_type: sungrow_charge_controller
                port: \(port)
                data_streams: {status_page: \(name).csv}

            """
        }
        let actions = (names + ["inverter"]).map { name in
            "  - {action: query, device: \(name), message_type: status_query, retries: 0}\n"
        }
        return """
            period: 0.2 s
            devices:
              inverter:
                device_type: sungrow_inverter
                port: loop://
                data_streams: {status_page: inverter.csv}
              played: {device_type: sungrow_inverter_emulator, port: "loop://"}
            \(devices.joined())
            actions:
            \(actions.joined())
            """
    }

    /// How long a machine that says nothing is listened to, which the system does not wait for twice.
    private static let patience = Duration.seconds(5)

    /// What a server says that controls its line.
    private static let agreement: [UInt8] = [255, 253, 44]
    /// The first thing that it is asked: the speed.
    private static let question: [UInt8] = [255, 250, 44, 1]
    /// Its answers, which are 9600 8N1 without flow control.
    private static let answers: [UInt8] = [
        [101, 0, 0, 0x25, 0x80], [102, 8], [103, 1], [104, 1], [105, 1],
    ].flatMap { [255, 250, 44] + $0 + [255, 240] }

    /// Says what such a server says.
    private func agree(_ connection: Int32) throws {
        try write(Self.agreement, to: connection)
        _ = try read(from: connection) { $0.firstRange(of: Self.question) != nil }
        try write(Self.answers, to: connection)
    }

    @Test func `ports are opened side by side, and the others asked meanwhile`() throws {
        let unreachable = try (0..<3).map { _ in try LocalServer(isFull: true) }
        let silent = try (0..<3).map { _ in try LocalServer() }
        let ports =
            unreachable.map { "socket://127.0.0.1:\($0.port)" }
            + silent.map { "rfc2217://127.0.0.1:\($0.port)" }
        let site = try Site(configuration(ports))
        try withExtendedLifetime((unreachable, silent)) {
            let start = ContinuousClock.now
            let run = try site.start("system.yml")
            try wait(for: "the inverter's page") { site.lines("inverter.csv").count == 2 }
            #expect(run.isRunning && .now - start < Self.patience)
            let result = try run.end()
            #expect(.now - start < Self.patience + .seconds(4))
            #expect(result.status == 69)
            for port in ports { #expect(result.errors.contains("'\(port)'")) }
            #expect(result.errors.split(separator: "\n").count == ports.count, "\(result.errors)")
        }
    }

    @Test func `cycles go on while a port is being opened, and use it once it is open`() throws {
        let server = try LocalServer(isFull: true)
        let port = "socket://127.0.0.1:\(server.port)"
        let site = try Site(configuration([port]))
        let start = ContinuousClock.now
        let run = try site.start("--loop", "system.yml")
        try wait(for: "many cycles") { site.lines("inverter.csv").count == 10 }
        #expect(.now - start < Self.patience)
        try server.makeRoom()
        let line = try server.accept()
        try wait(for: "a query") { try read(from: line) { $0.count >= 4 }.count >= 4 }
        try write(PageVector.frame("sungrow_charge_controller status_page"), to: line)
        try wait(for: "the page") { site.lines("controller_0.csv").count == 2 }
        run.signal(SIGTERM)
        let result = try run.end()
        #expect(result.status == 0)
        #expect(result.errors.contains("ERROR '\(port)' is still being opened"))
    }

    @Test func `a port that opens in the middle of a cycle is told to be late for it`() throws {
        let late = try LocalServer(isFull: true)
        let silent = try LocalServer()
        let ports = [late, silent].map { "socket://127.0.0.1:\($0.port)" }
        let query =
            "  - {action: query, device: controller_1, message_type: status_query, retries: 0"
        let site = try Site(
            configuration(ports).replacing("period: 0.2 s", with: "period: 2 s")
                .replacing(query, with: query.replacing("retries: 0", with: "retries: 3")))
        let run = try site.start("--loop", "system.yml")
        let line = try silent.accept()
        // The third is sent later than the cycle waits, and there is time until the end of the fourth.
        try wait(for: "three queries") { try read(from: line) { $0.count >= 12 }.count >= 12 }
        try late.makeRoom()
        let lateLine = try late.accept()
        try wait(for: "a query") { try read(from: lateLine) { $0.count >= 4 }.count >= 4 }
        run.signal(SIGTERM)
        let result = try run.end()
        #expect(result.errors.contains("'\(ports[0])' is still being opened"))
        #expect(!result.errors.contains("controller_0: no message has come"))
    }

    @Test func `a port that never opens lets no cycle begin late`() throws {
        let server = try LocalServer()
        // To try takes longer than the actions leave of the period.
        let port = "rfc2217://127.0.0.1:\(server.port)?timeout=0.8"
        let site = try Site(
            configuration([port]).replacing("0.2 s", with: "1 s")
                .replacing("inverter.csv", with: "inverter.jsonl")
                + "  - {action: sleep, seconds: 0.7}\n")
        try withExtendedLifetime(server) {
            let run = try site.start("--loop", "system.yml")
            try wait(for: "many cycles") { site.lines("inverter.jsonl").count == 6 }
            run.signal(SIGTERM)
            _ = try run.end()
        }
        let times = try site.lines("inverter.jsonl").map { line in
            try #require(line.firstMatch(of: #/^\{"time":"([^"]*)"/#).flatMap { date($0.1) })
        }
        // The first cycle waits for the port; a machine that is busy may skip one.
        #expect(times[5].timeIntervalSince(times[1]) < 5.5, "\(times)")
    }

    @Test func `SIGHUP does not disturb a port that is being opened`() throws {
        let server = try LocalServer(isFull: true)
        let port = "socket://127.0.0.1:\(server.port)"
        let site = try Site(configuration([port]))
        let run = try site.start("--loop", "system.yml")
        for count in 2..<8 {
            try wait(for: "a cycle") { site.lines("inverter.csv").count >= count }
            run.signal(SIGHUP)
        }
        try server.makeRoom()
        let line = try server.accept()
        try wait(for: "a query") { try read(from: line) { $0.count >= 4 }.count >= 4 }
        run.signal(SIGTERM)
        let result = try run.end()
        #expect(result.status == 0)
        #expect(!result.errors.contains("cannot open"), "\(result.errors)")
    }

    @Test(arguments: [true, false])
    func `a server that does not answer to a level holds up no other port`(isLoop: Bool) throws {
        let server = try LocalServer()
        server.say(Self.agreement, then: Self.answers, after: Self.question)
        let port = "rfc2217://127.0.0.1:\(server.port)"
        let site = try Site(
            configuration([port]).replacing(
                "{action: query, device: controller_0, message_type: status_query, retries: 0}",
                with: "{action: set_port_flag, device: controller_0, flag: RTS, level: False}"))
        let run = try site.start((isLoop ? ["--loop"] : []) + ["system.yml"])
        try wait(for: "the inverter's pages") {
            site.lines("inverter.csv").count == (isLoop ? 20 : 2)
        }
        let message = "ERROR cannot set '\(port)': the server does not answer to RTS low"
        try run.waitForMessage(message)
        run.signal(isLoop ? SIGTERM : 0)
        try #expect(run.end().status == (isLoop ? 0 : 69))
    }

    /// An inverter that is emulated beside a charge controller at a port of another machine.
    private func emulation(at server: LocalServer) -> String {
        """
        period: 0.25 s
        devices:
          inverter: {device_type: sungrow_inverter, port: "pty:line"}
          controller:
            device_type: sungrow_charge_controller
            port: rfc2217://127.0.0.1:\(server.port)
        """
    }

    /// How to ask the emulated inverter.
    private func query(_ site: Site) -> [String] {
        ["-d", "sungrow_inverter", "--wait=2", site.folder.file("line"), "status_query"]
    }

    @Test func `an emulator answers while the port of another is being opened`() throws {
        let server = try LocalServer(isFull: true)
        let site = try Site(emulation(at: server))
        try withExtendedLifetime(server) {
            let emulator = try site.emulate("system.yml", links: ["line"])
            try #expect(run("sg-send", query(site)).status == 0)
            emulator.signal(SIGTERM)
            let result = try emulator.end()
            #expect(result.status == 0 && result.errors == "")
        }
    }

    @Test func `an emulator answers while the port of another is being opened again`() throws {
        let server = try LocalServer()
        let site = try Site(emulation(at: server))
        let emulator = try site.emulate("system.yml", links: ["line"])
        try agree(try server.accept())
        server.hangUp()
        let connection = try server.accept()
        try #expect(run("sg-send", query(site)).status == 0)
        try agree(connection)
        try write([0xED, 0x03, 0x03, 0xF3], to: connection)
        try wait(for: "a page") {
            try read(from: connection) { $0.count >= 60 }.firstRange(of: [0xED, 3]) != nil
        }
        emulator.signal(SIGTERM)
        let result = try emulator.end()
        #expect(result.status == 0 && result.errors == "")
    }

    @Test func `a process that is asked to stop does not wait for a port`() throws {
        let server = try LocalServer(isFull: true)
        let site = try Site(configuration(["socket://127.0.0.1:\(server.port)"]))
        try withExtendedLifetime(server) {
            let run = try site.start("system.yml")
            try wait(for: "the inverter's page") { site.lines("inverter.csv").count == 2 }
            run.signal(SIGTERM)
            let result = try run.end()
            #expect(result.isSignal && result.errors == "")
        }
    }
}
