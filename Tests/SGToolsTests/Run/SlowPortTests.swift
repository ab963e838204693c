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
