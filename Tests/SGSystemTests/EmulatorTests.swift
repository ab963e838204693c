import SGBytes
import SGDevices
import SGRecords
import SGSystem
import Testing

private let start = ContinuousClock.now

/// The moment so many seconds after the start.
private func after(_ seconds: Double) -> ContinuousClock.Instant {
    start + .seconds(1) * seconds
}

/// Noon on 2026-06-21, in UTC.
let noon = Timestamp(milliseconds: 1_782_043_200_000)

private func deviceType(_ name: String) throws -> DeviceType {
    let definition = DeviceCatalog(environment: [:]).definition(named: name, for: .emulation)
    return try #require(definition?.device)
}

private func device(_ name: String, address: UInt8? = nil) throws -> EmulatedDevice {
    try #require(
        EmulatedDevice(try deviceType(name), address: address, clock: noon, start: start))
}

private func emulator(
    _ devices: [EmulatedDevice], sunSeed: UInt64? = nil, delay: Duration? = nil, speed: Double = 1,
    clients: [Int] = [1]
) -> Emulator<Int> {
    var probabilities = Faults.Probabilities()
    probabilities.delay = delay == nil ? 0 : 1
    var emulator = Emulator<Int>(
        devices, sunSeed: sunSeed, faults: Faults(probabilities, delay: delay ?? .zero, seed: 1),
        start: Moment(instant: start, time: noon), speed: speed)
    for client in clients { emulator.open(client) }
    return emulator
}

extension Emulator<Int> {
    /// Takes bytes that a client has sent.
    fileprivate mutating func hear(
        _ bytes: [UInt8], from client: Int, at now: ContinuousClock.Instant
    ) {
        take(bytes.span, from: client, at: now)
    }
}

private let statusQuery: [UInt8] = [0xED, 3, 3, 0xF3]

/// The fields of a status page.
private func fields(_ name: String, _ page: [UInt8]) throws -> [String: FieldValue] {
    let message = try #require(try deviceType(name)["status_page"])
    return Dictionary(uniqueKeysWithValues: try message.decode(page).map { ($0.name, $0.value) })
}

@Suite struct EmulatorTests {
    @Test func `a reply goes to the client that has asked`() throws {
        var emulator = emulator([try device("sungrow_charge_controller")], clients: [1, 2])
        emulator.hear(statusQuery, from: 2, at: start)
        #expect(emulator.deadline == start)
        let due = emulator.due(at: start)
        #expect(due.map(\.client) == [2])
        #expect(
            try fields("sungrow_charge_controller", due[0].bytes)["load_current"] == .number("3.5"))
        #expect(emulator.due(at: after(10)).isEmpty)
        #expect(emulator.deadline == nil)
    }

    @Test func `a query may come in pieces, after noise, and twice`() throws {
        var emulator = emulator([try device("sungrow_charge_controller")])
        for byte in [0x00, 0xFF] + statusQuery + statusQuery {
            emulator.hear([byte], from: 1, at: start)
        }
        #expect(emulator.due(at: start).count == 2)
    }

    @Test func `a query may pause, and one that was begun does not hide the next`() throws {
        var emulator = emulator([try device("sungrow_charge_controller")])
        emulator.hear(Array(statusQuery.prefix(2)), from: 1, at: start)
        #expect(emulator.due(at: after(0.5)).isEmpty)
        emulator.hear(Array(statusQuery.dropFirst(2)), from: 1, at: after(0.9))
        #expect(emulator.due(at: after(0.9)).count == 1)

        let text = try #require(Definition.embedded("sungrow_charge_controller"))
        let examples = Definition(text, file: "", name: nil, for: .check).examples
        let setting = try #require(examples.first { $0.message == "configuration_setting" })
        emulator.hear(Array(setting.frame.prefix(40)), from: 1, at: after(2))
        emulator.hear(statusQuery, from: 1, at: after(2.2))
        #expect(emulator.due(at: after(2.2)).count == 1)
        #expect(emulator.deadline == nil)
    }

    @Test func `devices of one type are told apart by their addresses`() throws {
        var emulator = emulator([
            try device("sungrow_charge_controller", address: 1),
            try device("sungrow_charge_controller", address: 2),
        ])
        let query = try #require(
            try deviceType("sungrow_charge_controller")["status_query"])
        for address in [UInt8(2), 1, 3] {
            emulator.hear(try query.encode([], address: address), from: 1, at: start)
        }
        #expect(emulator.due(at: start).map(\.bytes.first) == [2, 1])
    }

    @Test func `devices of several types share a line`() throws {
        var emulator = emulator([
            try device("sungrow_charge_controller"), try device("sungrow_inverter"),
        ])
        let query = try #require(try deviceType("sungrow_inverter")["status_query"])
        emulator.hear(try query.encode([], address: 1), from: 1, at: start)
        emulator.hear(statusQuery, from: 1, at: start)
        #expect(emulator.due(at: start).map(\.bytes.count) == [100, 60])
    }

    @Test func `pages go to everybody who is there`() throws {
        var emulator = emulator([try device("outback_charge_controller")], clients: [])
        #expect(emulator.deadline == nil)
        #expect(emulator.due(at: after(0)).isEmpty)
        emulator.open(1)
        #expect(emulator.due(at: after(5)).map(\.client) == [1])
        emulator.open(2)
        #expect(emulator.deadline == after(6))
        #expect(emulator.due(at: after(6)).map(\.client) == [1, 2])
        emulator.close(1)
        #expect(emulator.due(at: after(7)).map(\.client) == [2])
    }

    @Test func `an OutBack is silent while the host holds RTS high`() throws {
        var emulator = emulator(
            [try device("outback_charge_controller"), try device("allegro_inverter")],
            clients: [1, 2, 3])
        let levels = [1: true, 2: false]
        let heard = emulator.due(at: start) { levels[$0] }
        #expect(heard.map(\.client) == [1, 2, 2, 3, 3])
        #expect(heard[0].bytes.starts(with: Array("*0".utf8)))
    }

    @Test func `a late reply is late, and none overtakes another`() throws {
        var emulator = emulator(
            [try device("sungrow_charge_controller")], delay: .milliseconds(250))
        emulator.hear(statusQuery, from: 1, at: start)
        emulator.hear(statusQuery, from: 1, at: after(0.1))
        #expect(emulator.due(at: after(0.2)).isEmpty)
        #expect(emulator.deadline == after(0.25))
        #expect(emulator.due(at: after(0.25)).count == 1)
        #expect(emulator.due(at: after(0.35)).count == 1)
    }

    @Test func `what is on its way to a client that goes is lost`() throws {
        var emulator = emulator(
            [try device("sungrow_charge_controller")], delay: .milliseconds(250))
        emulator.hear(statusQuery, from: 1, at: start)
        emulator.close(1)
        #expect(emulator.due(at: after(1)).isEmpty)
        emulator.hear(statusQuery, from: 1, at: after(1))
        #expect(emulator.due(at: after(2)).isEmpty)
    }

    @Test func `clocks go by as fast as they are told to`() throws {
        var emulator = emulator([try device("sungrow_inverter")], speed: 3600)
        let query = try #require(try deviceType("sungrow_inverter")["status_query"])
        let frame = try query.encode([], address: 1)
        var datetimes: [String] = []
        for seconds in [0.0, 48.0] {
            emulator.hear(frame, from: 1, at: after(seconds))
            let page = try #require(emulator.due(at: after(seconds)).first).bytes
            datetimes += [try fields("sungrow_inverter", page)["datetime"]?.description ?? ""]
        }
        #expect(datetimes[0].hasPrefix("2026-06-2"))
        #expect(datetimes[0].dropFirst(11) == datetimes[1].dropFirst(11))
        #expect(datetimes[0] != datetimes[1])
    }

    @Test func `the sun goes by as fast as it is told to, and pages keep their pace`() throws {
        var emulator = emulator(
            [try device("outback_charge_controller")], sunSeed: 3, speed: 3600)
        var voltages: Set<String> = []
        for second in 0..<24 {
            let due = emulator.due(at: after(Double(second)))
            #expect(due.count == 1)
            let values = try fields("outback_charge_controller", try #require(due.first).bytes)
            voltages.insert(values["solar_voltage"]?.description ?? "")
        }
        #expect(voltages.contains("0") && voltages.count > 5)
    }

    @Test func `devices on one line see the same sun`() throws {
        var emulator = emulator(
            [try device("outback_charge_controller"), try device("outback_inverter")], sunSeed: 9)
        let pages = emulator.due(at: start)
        let one = try fields("outback_charge_controller", pages[0].bytes)
        let other = try fields("outback_inverter", pages[1].bytes)
        #expect(one["battery_voltage"] == other["battery_voltage"])
    }

    @Test func `replies that nobody waits for do not pile up`() throws {
        var emulator = emulator([try device("sungrow_charge_controller")], delay: .seconds(3600))
        for _ in 0..<1500 { emulator.hear(statusQuery, from: 1, at: start) }
        #expect(emulator.due(at: after(3600)).count == 1000)
        #expect(emulator.takeProblems() == ["frames are lost: 1000 are on their way already"])
    }

    @Test(arguments: UInt64(0)..<20)
    func `whatever arrives, devices go on`(seed: UInt64) throws {
        var random = SplitMix64(seed)
        let devices = try Definition.embeddedNames.compactMap { name in
            EmulatedDevice(try deviceType(name), clock: noon, start: start)
        }
        #expect(devices.count >= 7)
        var emulator = emulator(devices, sunSeed: seed, speed: 600)
        let commands = try devices.flatMap { device in
            try device.type.messages.filter { $0.sender == .host && $0.fields.isEmpty }.map {
                try $0.encode([], address: device.address)
            }
        }
        for step in 0..<500 {
            var bytes = try #require(commands.randomElement(using: &random))
            if Bool.random(using: &random), let index = bytes.indices.randomElement(using: &random)
            {
                bytes[index] = UInt8.random(in: .min ... .max, using: &random)
            }
            emulator.hear(bytes, from: 1, at: after(Double(step) / 10))
            _ = emulator.due(at: after(Double(step) / 10))
        }
        #expect(emulator.takeProblems() == [])
        emulator.hear([0, 0] + statusQuery, from: 1, at: after(100))
        let pages = emulator.due(at: after(101)).map(\.bytes)
        #expect(pages.contains { $0.starts(with: [0xED, 3, 0, 0]) })
    }

    @Test func `an adapter that echoes pages is not taken for a host that asks for them`() throws {
        var emulator = emulator([try device("sungrow_charge_controller")])
        let queries: [[UInt8]] = [[0xED, 5, 9, 0xFB], [0xED, 6, 0x26, 0x19], statusQuery]
        var replyCounts: [Int] = []
        for (time, query) in (queries + queries).enumerated() {
            let now = after(Double(time))
            emulator.hear(query, from: 1, at: now)
            var replyCount = 0
            while case let due = emulator.due(at: now), !due.isEmpty, replyCount < 10 {
                replyCount += due.count
                // As small reads give it.
                for (_, bytes) in due {
                    for byte in bytes { emulator.hear([byte], from: 1, at: now) }
                }
            }
            replyCounts.append(replyCount)
        }
        // Until the first page has come back whole, nobody knows that the line echoes.
        #expect(replyCounts == [2, 1, 1, 1, 1, 1])
    }

    @Test func `a command that is confirmed by repeating it is no echo the next time`() throws {
        let solar = try device("victron_vedirect")
        let command = try #require(solar.type["set_register"])
        let frame = try command.encode([("battery_capacity", .number("200"))])
        var emulator = emulator([solar])
        _ = emulator.due(at: start)
        for _ in 0..<3 {
            emulator.hear(frame, from: 1, at: start)
            #expect(emulator.due(at: start).map(\.bytes) == [frame])
        }
    }

    @Test func `half a query is not answered`() throws {
        var emulator = emulator([try device("sungrow_charge_controller")])
        emulator.hear(Array(statusQuery.dropLast()), from: 1, at: start)
        emulator.end(1, at: after(1))
        #expect(emulator.due(at: after(1)).isEmpty)
    }
}
