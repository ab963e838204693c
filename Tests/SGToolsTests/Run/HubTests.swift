import Foundation
import SGTestSupport
import Testing

/// OutBack devices at the ports of a hub: each address is a device of its own.
@Suite(.timeLimit(.minutes(1))) struct HubTests {
    private static let two = """
        period: 1 m
        devices:
          east: {device_type: outback_charge_controller, port: ./line, address: 1, data_streams: {status_page: east.csv}}
          west: {device_type: outback_charge_controller, port: ./line, address: 2, data_streams: {status_page: west.csv}}
          inverter: {device_type: outback_inverter, port: ./line, address: 3, data_streams: {status_page: inverter.csv}}

        """
    private static let one = """
        period: 1 m
        devices:
          cc: {device_type: outback_charge_controller, port: ./line, data_streams: {status_page: cc.csv}}

        """
    private static let handling = """
        actions:
          - {action: sleep, seconds: 1.2}
          - action: handle_incoming_messages
        """

    /// Plays the pages of two controllers and an inverter, again and again, at `line`.
    private func play(_ site: Site) throws -> RunningTool {
        let capture = packageFile("Tests/Cases/cycles/outback-hub-two-controllers.jsonl").path
        let player = try RunningTool(
            "sg-emulate", ["--replay", capture, "pty:line"],
            environment: site.environment, in: site.folder.path)
        try wait(for: "the line") { site.has("line") }
        return player
    }

    /// The addresses in the rows of a file.
    private func addresses(_ site: Site, _ file: String) -> [String] {
        site.lines(file).dropFirst().map { String($0.split(separator: ",")[1]) }
    }

    @Test(arguments: ["", handling])
    func `each of two controllers and an inverter is logged by itself`(actions: String) throws {
        let site = try Site(Self.two + actions)
        let player = try play(site)
        for _ in 1...2 {
            let result = try site.run("system.yml")
            #expect(result.status == 0 && result.errors == "", "\(result)")
        }
        for (file, address) in [("east.csv", "1"), ("west.csv", "2"), ("inverter.csv", "3")] {
            #expect(addresses(site, file).count >= 2, "\(file)")
            #expect(Set(addresses(site, file)) == [address], "\(file)")
        }
        player.interrupt()
        _ = try player.end()
    }

    @Test
    func `without an address the first that is heard is the device, and the others are told of`()
        throws
    {
        let site = try Site(Self.one + Self.handling)
        let player = try play(site)
        let first = try site.run("system.yml")
        #expect(first.status == 0)
        #expect(
            first.errors.contains(
                #/WARNING cc: messages of a 'outback_charge_controller' come from address [12], too/#
            ))
        // Once, and the device stays the same, in the runs to come, too.
        for _ in 1...2 {
            let next = try site.run("system.yml")
            #expect(next.status == 0 && next.errors == "", "\(next)")
        }
        #expect(Set(addresses(site, "cc.csv")).count == 1)
        #expect(addresses(site, "cc.csv").count >= 3)
        let devices = try #require(site.state()["devices"] as? [String: [String: Any]])
        let known = try #require(devices["cc"]?["addresses"] as? [Int])
        #expect(known.first.map(String.init) == addresses(site, "cc.csv").first)
        #expect(Set(known) == [1, 2])
        player.interrupt()
        _ = try player.end()
    }

    @Test func `a query of a device at any address takes its own page in every run`() throws {
        let site = try Site(Self.one)
        let player = try play(site)
        for _ in 1...5 { try #expect(site.run("system.yml").status == 0) }
        #expect(Set(addresses(site, "cc.csv")).count == 1 && addresses(site, "cc.csv").count == 5)
        player.interrupt()
        _ = try player.end()
    }

    @Test(arguments: [
        (Self.two.replacing("address: 2", with: "address: 1"), "cannot be told apart"),
        (Self.two.replacing("address: 2, ", with: ""), "cannot be told apart"),
        (Self.two.replacing("address: 1, ", with: ""), "cannot be told apart"),
        (Self.two.replacing("address: 2", with: "address: 11"), "expected a number from 0 to 10"),
    ])
    func `devices without distinct addresses are refused`(text: String, message: String) throws {
        let site = try Site(text)
        let result = try site.run("--check", "system.yml")
        #expect(result.status == 78)
        #expect(result.errors.contains(message), "\(result.errors)")
    }

    @Test func `sg-listen takes an address, and sg-emulate is devices at several`() throws {
        let site = try Site()
        let types = ["outback_charge_controller", "outback_inverter", "outback_flexnet_dc"]
        for type in types {
            let emulator = try RunningTool(
                "sg-emulate", ["-d", type, "--address", "4", "--address", "10", "pty:\(type)"],
                environment: site.environment, in: site.folder.path)
            try wait(for: "the line") { site.has(type) }
            for address in ["4", "10"] {
                let result = try site.shell(
                    "sg-listen -d \(type) --address \(address) --count 2 \(type) | sg-decode")
                #expect(
                    result.text.matches(of: #/"address":([0-9]+)/#).map { String($0.1) }
                        == [address, address])
            }
            let both = try site.shell("sg-listen -d \(type) --count 4 \(type) | sg-decode")
            #expect(
                Set(both.text.matches(of: #/"address":([0-9]+)/#).map { String($0.1) })
                    == ["4", "10"])
            emulator.interrupt()
            _ = try emulator.end()
        }
    }

    @Test func `the pipelines that explain it name the addresses`() throws {
        let site = try Site(Self.two)
        let result = try site.run("--explain", "system.yml")
        #expect(result.text.contains("sg-listen -d outback_charge_controller --address=1 "))
        #expect(result.text.contains("sg-listen -d outback_charge_controller --address=2 "))
        #expect(result.text.contains("sg-listen -d outback_inverter --address=3 "))
    }
}
