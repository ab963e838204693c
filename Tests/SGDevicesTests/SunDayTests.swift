import SGDevices
import SGDiagnostics
import SGRecords
import Testing

/// The model of days in the sun, seen through a device that shows all of it in thousandths.
@Suite struct SunDayTests {
    /// Midnight before 2026-06-21.
    static let midnight = Timestamp(milliseconds: 1_782_000_000_000)

    static let quantities = [
        "battery_voltage": "V", "battery_current": "A", "state_of_charge": "\"%\"",
        "consumed_charge": "Ah", "solar_voltage": "V", "solar_power": "W", "charge_current": "A",
        "load_current": "A", "load_power": "W", "daily_solar_charge": "Ah",
        "daily_load_charge": "Ah", "daily_solar_energy": "kWh", "daily_load_energy": "kWh",
        "daily_battery_voltage_maximum": "V", "daily_battery_voltage_minimum": "V",
        "total_solar_charge": "Ah", "total_load_charge": "Ah", "total_stored_charge": "Ah",
    ]

    static let definition = """
        device_type: test
        manufacturer: nobody
        model: none
        category: meter
        messages:
          status_query: {from: host, start: aa, checksum: {kind: sum, bytes: 1}, reply: status_page}
          status_page:
            from: device
            start: bb
            length: 500
            checksum: {kind: sum, bytes: 1}
            fields:
        \(quantities.keys.sorted().map {
            "      - {name: \($0), type: i32, scale: 0.001, unit: \(quantities[$0] ?? "")}"
        }.joined(separator: "\n"))
              - {name: solar_days, type: i32, daily: 31, scale: 0.001, unit: Ah}
              - {name: stage, type: u8, choices: {0: dark, 1: full, 2: held, 3: done}}
        emulation:
          values:
        \(quantities.keys.sorted().map { "    \($0): 0.000" }.joined(separator: "\n"))
            solar_days: 0.000
            stage: dark
          sun:
        \(quantities.keys.sorted().map { "    \($0): \($0)" }.joined(separator: "\n"))
            solar_days: daily_solar_charge
            stage: {night: dark, bulk: full, absorption: held, float: done}
        """

    /// What the model tells each minute of a day.
    private func day(seed: UInt64, minutes: Int = 1440) throws -> [EmulatedDevice] {
        let text = Array(SunDayTests.definition.utf8)
        let definition = Definition(text, file: "test.yaml", name: "test", for: .emulation)
        let type = try #require(
            definition.device, "\(definition.diagnostics.map(\.description))")
        var sun = SunDay(seed: seed, now: SunDayTests.midnight)
        var device = try #require(
            EmulatedDevice(type, clock: SunDayTests.midnight, start: .now))
        return (0..<minutes).map { minute in
            device.clock = time(minute)
            sun.advance(to: device.clock)
            device.follow(sun)
            return device
        }
    }

    private func time(_ minute: Int) -> Timestamp {
        Timestamp(milliseconds: SunDayTests.midnight.milliseconds + Int64(minute) * 60_000)
    }

    private func number(_ device: EmulatedDevice, _ name: String) -> Double {
        device.value(of: name).flatMap { Double($0.description) } ?? .nan
    }

    private func values(_ device: EmulatedDevice) -> [FieldValue?] {
        device.names.map { device.value(of: $0) }
    }

    @Test(arguments: UInt64(0)..<20)
    func `charge and energy are the sums of what flowed`(seed: UInt64) throws {
        var (solarCharge, loadCharge, solarEnergy, loadEnergy) = (0.0, 0.0, 0.0, 0.0)
        for minute in try day(seed: seed) {
            solarCharge += number(minute, "charge_current") / 60
            loadCharge += number(minute, "load_current") / 60
            solarEnergy += number(minute, "solar_power") / 60_000
            loadEnergy += number(minute, "load_power") / 60_000
            #expect(abs(number(minute, "daily_solar_charge") - solarCharge) < 0.0015)
            #expect(abs(number(minute, "daily_load_charge") - loadCharge) < 0.0015)
            #expect(abs(number(minute, "daily_solar_energy") - solarEnergy) < 0.0015)
            #expect(abs(number(minute, "daily_load_energy") - loadEnergy) < 0.0015)
            let balance = number(minute, "charge_current") - number(minute, "load_current")
            #expect(abs(number(minute, "battery_current") - balance) < 0.0015)
        }
        #expect(solarCharge > 50)
        #expect(loadCharge > 50)
    }

    @Test(arguments: UInt64(0)..<20)
    func `the battery holds what was stored in it`(seed: UInt64) throws {
        let minutes = try day(seed: seed)
        for (before, after) in zip(minutes, minutes.dropFirst()) {
            let gain = number(after, "consumed_charge") - number(before, "consumed_charge")
            #expect(abs(gain - number(after, "battery_current") / 60) < 0.0025)
            let stored = number(after, "total_solar_charge") - number(after, "total_load_charge")
            #expect(abs(number(after, "total_stored_charge") - stored) < 0.0015)
            #expect(44...58 ~= number(after, "battery_voltage"))
            #expect(15...100 ~= number(after, "state_of_charge"))
            let extremes =
                number(
                    after, "daily_battery_voltage_minimum")...number(
                    after, "daily_battery_voltage_maximum")
            #expect(extremes ~= number(after, "battery_voltage"))
        }
    }

    @Test(arguments: UInt64(0)..<20)
    func `the current follows the sun`(seed: UInt64) throws {
        let minutes = try day(seed: seed)
        for minute in Array(0..<360) + Array(1081..<1440) {
            #expect(number(minutes[minute], "charge_current") == 0)
            #expect(number(minutes[minute], "solar_voltage") == 0)
            #expect(minutes[minute].value(of: "stage") == .text("dark"))
        }
        let powers = minutes.map { number($0, "solar_power") }
        let (morning, noon) = (powers[360..<480].reduce(0, +), powers[600..<720].reduce(0, +))
        #expect(noon > morning)
        #expect(minutes[720].value(of: "stage") != .text("dark"))
    }

    @Test func `the same seed gives the same day, another another`() throws {
        let (one, again, other) = try (day(seed: 7), day(seed: 7), day(seed: 8))
        #expect(one.map(values) == again.map(values))
        #expect(one.map(values) != other.map(values))
    }

    @Test func `a month has gone by, and midnight begins a new day`() throws {
        let minutes = try day(seed: 3, minutes: 1441)
        func days(_ minute: Int) throws -> [FieldValue] {
            guard case .list(let days) = minutes[minute].value(of: "solar_days") else { return [] }
            return days
        }
        let (before, after) = try (days(1439), days(1440))
        #expect(before.count == 31)
        #expect(before.allSatisfy { Double($0.description) ?? 0 > 10 })
        #expect(after.first == .number("0.000"))
        #expect(after.dropFirst() == before.dropLast())
    }

    @Test func `the model may be asked in any steps`() throws {
        var sun = SunDay(seed: 5, now: SunDayTests.midnight)
        sun.advance(to: time(1000))
        sun.advance(to: time(900))
        var device = try #require(try day(seed: 5, minutes: 1).first)
        device.follow(sun)
        let slowly = try #require(try day(seed: 5, minutes: 1001).last)
        #expect(values(device) == values(slowly))
    }

    @Test(arguments: EmulatedDeviceTests.emulated)
    func `every page can carry every hour of a week`(type: DeviceType) throws {
        for seed in UInt64(0)..<5 {
            var sun = SunDay(seed: seed, now: SunDayTests.midnight)
            var device = try EmulatedDeviceTests.device(type.name)
            for hour in 0..<168 {
                sun.advance(to: time(hour * 60))
                device.follow(sun)
                _ = try device.pages(dueAt: EmulatedDeviceTests.start + .seconds(10 * hour))
                for query in type.messages where query.reply != nil && query.fields.isEmpty {
                    let frame = try type.frame(of: query, at: device.address)
                    #expect(try device.receive(frame) != nil)
                }
            }
        }
    }

    @Test func `the sun leaves alone what was set`() throws {
        var device = try EmulatedDeviceTests.device("outback_charge_controller")
        try device.set([("battery_voltage", .number("24.0"))])
        device.follow(SunDay(seed: 1, now: SunDayTests.midnight))
        #expect(device.value(of: "battery_voltage") == .number("24.0"))
        #expect(device.value(of: "charge_mode") == .text("silent"))
    }
}
