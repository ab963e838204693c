import SGBytes
import SGDevices
import SGSystem
import Testing

/// Requests on lines that bring replies in parts, as networks do.
@Suite struct ExchangePauseTests {
    private let device: BusDevice
    private var line: VirtualLine

    init() throws {
        device = try BusDevice("sungrow_charge_controller")
        line = VirtualLine([Audience(device.type)])
    }

    @Test(arguments: [1, 4, 30, 59])
    mutating func `a pause within the reply does not end the request`(length: Int) throws {
        let page = try device.page(7)
        let report = line.perform(try device.request("status_query")) { line, _ in
            line.plan(Array(page.prefix(length)), in: .milliseconds(50))
            line.plan(Array(page.dropFirst(length)), in: .milliseconds(900))
        }
        #expect(try number(report.outcome) == 7)
        #expect(report.sendings == 1 && report.others.isEmpty)
    }

    @Test mutating func `half a reply is a damaged one, and holds up no longer than none`() throws {
        let page = try device.page(7)
        let report = line.perform(try device.request("status_query")) { line, _ in
            line.plan(Array(page.prefix(30)), in: .milliseconds(50))
        }
        guard case .damaged = report.outcome else { throw TestProblem("\(report.outcome)") }
        #expect(line.age <= .milliseconds(4 + 4 + 1000 + page.count))
    }

    @Test mutating func `half a reply hides no reply to the request that is made again`() throws {
        let page = try device.page(8)
        let report = line.perform(try device.request("status_query", attempts: 2)) { line, _ in
            let isFirst = line.age < .seconds(1)
            line.plan(isFirst ? Array(page.prefix(30)) : page, in: .milliseconds(50))
        }
        #expect(try number(report.outcome) == 8)
        #expect(report.sendings == 2)
    }

    @Test mutating func `a wrong checksum holds up nothing, whatever its last byte could begin`()
        throws
    {
        line = VirtualLine([Audience(anywhere: device.type)])
        let page = try device.page(8)
        var bad = page
        bad[20] ^= 1
        let report = line.perform(try device.request("status_query", attempts: 2)) { line, _ in
            line.plan(line.age < .milliseconds(50) ? bad : page, in: .milliseconds(50))
        }
        #expect(try number(report.outcome) == 8)
        #expect(report.sendings == 2)
        #expect(line.age < .milliseconds(400), "\(line.age)")
    }

    @Test(arguments: ["ed0509fb0234", "ed0602", "ed03"])
    mutating func `a reply after a false start is taken when the line is silent`(start: String)
        throws
    {
        let page = try device.page(9)
        let report = line.perform(try device.request("status_query")) { line, _ in
            line.plan((bytes(hex: start) ?? []) + page, in: .milliseconds(50))
        }
        #expect(try number(report.outcome) == 9)
        #expect(line.age < .milliseconds(400), "\(line.age)")
    }

    @Test mutating func `the rest of a reply that comes late is heard`() throws {
        let (late, page) = (try device.page(1), try device.page(2))
        let report = line.perform(try device.request("status_query")) { line, _ in
            line.plan(Array(late.prefix(30)), in: .milliseconds(50))
            line.plan(Array(late.dropFirst(30)), in: .milliseconds(1500))
        }
        guard case .damaged = report.outcome else { throw TestProblem("\(report.outcome)") }
        let heard = line.listen(for: .seconds(1))
        #expect(try heard.map(number) == [1])
        let next = line.perform(try device.request("status_query")) { line, _ in
            line.plan(page, in: .milliseconds(100))
        }
        #expect(try number(next.outcome) == 2)
    }

    @Test mutating func `a reply is found after the part of a longer page`() throws {
        let query = try device.request("history_query").frame
        let page = try device.page(9)
        let report = line.perform(try device.request("status_query")) { line, _ in
            line.plan(query + [0, 1, 2] + page, in: .milliseconds(100))
        }
        #expect(try number(report.outcome) == 9)
        #expect(report.sendings == 1)
        #expect(line.age < .seconds(3))
    }
}
