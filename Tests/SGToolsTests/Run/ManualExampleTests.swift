import Foundation
import SGTestSupport
import Testing

/// The examples of the predecessor's manual, with nothing changed but the name of the port.
@Suite(.timeLimit(.minutes(2))) struct ManualExampleTests {
    /// The examples' own ports.
    private static let (first, second) = ("/dev/ttyUSB0", "/dev/ttyUSB1")

    @Test func `3.1 example: first a status_query, then history_query, finally the inverter`()
        throws
    {
        let port = try PseudoTerminal()
        let site = try Site(ManualConfigurations.sungrow.replacing(Self.second, with: port.path))
        let status = (
            query: [UInt8]([0xED, 3, 3, 0xF3]),
            page: try PageVector.frame("sungrow_charge_controller status_page")
        )
        let history = (
            query: [UInt8]([0xED, 5, 9, 0xFB]),
            page: try PageVector.frame("sungrow_charge_controller history_page")
        )
        let inverter = (
            query: [UInt8]([1, 3, 7, 0, 1, 0, 0, 0, 0, 0, 0, 0xC4, 0xE7]),
            page: try PageVector.frame("sungrow_inverter status_page")
        )
        for exchanges in [[status, history, inverter], [status, inverter]] {
            let run = try site.start("system.yml")
            for (index, exchange) in exchanges.enumerated() {
                let start = ContinuousClock.now
                try #expect(port.receive(exchange.query.count) == exchange.query)
                // Each but the first is sent after the sleep behind the one before it.
                if index > 0 { #expect(.now - start > .seconds(0.4)) }
                try port.send(exchange.page)
            }
            try #expect(run.end().status == 0)
            // The period is 0.25 s; a second run in time misses nothing.
            try site.age(by: 0)
        }
        #expect(site.lines("status.csv").count == 3)
        #expect(site.lines("inverter_status.csv").count == 3)
        #expect(site.lines("history.csv").count == 31)
    }

    @Test(.enabled(if: Socat.path != nil))
    func `3.1 example: the same file is a logger at one port and an emulator at another`() throws {
        let cable = try Socat()
        let site = try Site()
        let example = ManualConfigurations.sungrow
        try site.write(example.replacing(Self.second, with: cable.ends.0), to: "emulator.yml")
        try site.write(example.replacing(Self.second, with: cable.ends.1), to: "system.yml")
        let emulator = try site.start("-v", "-e", "emulator.yml")
        try emulator.waitForMessage("is open")
        try checkSungrow(site)
    }

    @Test func `3.1 example: the emulator may make the port itself`() throws {
        let site = try Site()
        let example = ManualConfigurations.sungrow
        try site.write(example.replacing(Self.second, with: "pty:line"), to: "emulator.yml")
        try site.write(example.replacing(Self.second, with: "line"), to: "system.yml")
        let emulator = try site.emulate("emulator.yml", links: ["line"])
        try checkSungrow(site)
        #expect(emulator.isRunning)
    }

    private func checkSungrow(_ site: Site) throws {
        let result = try site.run("system.yml")
        #expect(result.status == 0 && result.errors == "" && result.text == "")
        let files = ["status.csv", "history.csv", "inverter_status.csv"].map(site.lines)
        #expect(files.map(\.count) == [2, 31, 2])
        #expect(files[0][0].hasPrefix("datetime,load_current,solar_current,"))
        #expect(files[1][0].hasPrefix("datetime,daily_battery_voltage_maximum,"))
        #expect(files[2][0].hasPrefix("datetime,shunt_input_A_voltage,"))
    }

    @Test func `5.3 example: saves OutBack and Allegro status messages to two files`() throws {
        let site = try Site()
        let example = ManualConfigurations.outbackAndAllegro
        try site.write(
            example.replacing(Self.first, with: "pty:usb0")
                .replacing(Self.second, with: "pty:usb1"), to: "emulator.yml")
        try site.write(
            example.replacing(Self.first, with: "usb0").replacing(Self.second, with: "usb1"),
            to: "system.yml")
        let emulator = try site.emulate("emulator.yml", links: ["usb0", "usb1"])
        let result = try site.run("system.yml")
        #expect(result.status == 0 && result.errors == "")
        #expect(site.lines("status.csv").count > 1)
        #expect(site.lines("status.csv")[0].hasPrefix("datetime,address,charge_current,"))
        #expect(site.lines("inverter_status.csv").count > 1)
        #expect(site.lines("inverter_status.csv")[0].hasPrefix("datetime,machine_type,DC_voltage,"))
        #expect(emulator.isRunning)
    }
}
