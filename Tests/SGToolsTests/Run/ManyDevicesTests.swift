import SGTestSupport
import Testing

/// A hundred devices on twenty ports, every other of them silent.
@Suite(.timeLimit(.minutes(1))) struct ManyDevicesTests {
    private static let ports = 0..<20
    private static let addresses = 1...5
    /// How long a silent device is waited for.
    private static let timeout = 0.4

    /// Devices at some ports.
    ///
    /// - Parameters:
    ///   - prefix: What stands before the ports' numbers.
    ///   - isThere: Whether a device is one of them.
    private func configuration(
        portPrefix prefix: String, ports: Range<Int>, isThere: (Int) -> Bool = { _ in true }
    ) -> String {
        var (devices, actions) = ("", "")
        for port in ports {
            for address in Self.addresses where isThere(port * Self.addresses.count + address) {
                let name = "device_\(port)_\(address)"
                devices += """
                      \(name):
                        device_type: sungrow_charge_controller
                        port: \(prefix)\(port)
                        address: \(address)
                        data_streams: {status_page: \(name).csv}

                    """
                actions += """
                      - action: query
                        device: \(name)
                        message_type: status_query
                        timeout: \(Self.timeout)
                        retries: 0

                    """
            }
        }
        return "period: 1 h\ndevices:\n\(devices)actions:\n\(actions)"
    }

    @Test func `one cycle takes no longer than the slowest port needs`() throws {
        let site = try Site(configuration(portPrefix: "line", ports: Self.ports))
        try site.write(
            configuration(portPrefix: "pty:line", ports: Self.ports) { $0.isMultiple(of: 2) },
            to: "emulator.yml")
        let emulator = try site.emulate("emulator.yml", links: Self.ports.map { "line\($0)" })
        let start = ContinuousClock.now
        let result = try site.run("system.yml")
        let time = ContinuousClock.now - start
        // One port has three silent devices, all of them together fifty.
        #expect(.seconds(3 * Self.timeout)...(.seconds(3 * Self.timeout + 4)) ~= time)
        #expect(result.status == 75)
        #expect(result.errors.split(separator: "\n").count == 50)
        for port in Self.ports {
            for address in Self.addresses {
                let isThere = (port * Self.addresses.count + address).isMultiple(of: 2)
                let lines = site.lines("device_\(port)_\(address).csv")
                #expect(lines.count == (isThere ? 2 : 0), "port \(port), address \(address)")
            }
        }
        #expect(emulator.isRunning)
    }

    @Test func `peers that do not hang up are waited for side by side, too`() throws {
        // They are connected to, and nobody is there.
        let servers = try Self.ports.map { _ in try LocalServer() }
        var configuration = "period: 1 h\ndevices:\n"
        for (number, server) in servers.enumerated() {
            let port = "socket://127.0.0.1:\(server.port)"
            configuration += """
                  device_\(number): {device_type: sungrow_inverter, port: "\(port)"}

                """
        }
        configuration += "actions:\n"
        for number in Self.ports {
            configuration += """
                  - action: query
                    device: device_\(number)
                    message_type: status_query
                    timeout: \(Self.timeout)
                    retries: 0

                """
        }
        let site = try Site(configuration)
        let start = ContinuousClock.now
        let result = try withExtendedLifetime(servers) { try site.run("system.yml") }
        #expect(result.status == 75, "\(result.errors)")
        // A connection is kept for a second, until its peer has read everything.
        #expect(.now - start < .seconds(Self.timeout + 1 + 4))
    }
}
