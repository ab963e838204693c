import SGBytes
import SGDevices
import SGSystem
import Testing

/// A device on a bus, and the frames that are exchanged with it.
struct BusDevice {
    let type: DeviceType
    let address: UInt8

    init(_ name: String, address: UInt8? = nil) throws {
        type = try #require(try DeviceCatalog(environment: [:]).device(named: name))
        self.address = address ?? type.address?.standard ?? 0
    }

    /// A request with the definition's timing.
    func request(_ name: String, _ fields: [FieldAssignment] = [], attempts: Int = 1) throws
        -> Request
    {
        let message = try #require(type[name])
        var request = try Request(of: message, to: type, at: address, with: fields)
        request.attempts = attempts
        return request
    }

    /// A status page of the SD4860 that shows a number.
    func page(_ number: Int) throws -> [UInt8] {
        let page = try #require(type["status_page"])
        let fields = page.fields.map { field -> FieldAssignment in
            let value: FieldValue = field.kind == .bool ? .bool(false) : .number("0")
            return (field.name, field.name == "total_stored_energy" ? .number("\(number)") : value)
        }
        return try page.encode(fields, address: address)
    }
}

/// The number that a status page shows.
func number(_ heard: Heard) throws -> Int? {
    guard case .frame(let frame) = heard.content else { return nil }
    return number(frame)
}

private func number(_ frame: Frame) -> Int? {
    guard case .number(let digits) = frame["total_stored_energy"] else { return nil }
    return Int(digits)
}

/// The number that the reply shows; `nil` for another outcome.
func number(_ outcome: Outcome) throws -> Int? {
    guard case .reply(let reply) = outcome else { return nil }
    return number(reply.frame)
}

@Suite struct ExchangeTests {
    private let device: BusDevice
    private let other: BusDevice
    private var line: VirtualLine

    init() throws {
        device = try BusDevice("sungrow_charge_controller")
        other = try BusDevice("sungrow_charge_controller", address: 2)
        line = VirtualLine([Audience(device.type, at: [0xED, 2])])
    }

    @Test mutating func `the reply ends a request at its last byte`() throws {
        let page = try device.page(7)
        let report = line.perform(try device.request("status_query")) { line, _ in
            line.plan(Array(page.prefix(10)), in: .milliseconds(50))
            line.plan(Array(page.dropFirst(10)), in: .milliseconds(90))
        }
        #expect(try number(report.outcome) == 7)
        #expect(report.sendings == 1 && report.others.isEmpty)
        #expect(line.age == .milliseconds(4 + 90))
    }

    @Test mutating func `silence is no reply, after the definition's time`() throws {
        let report = line.perform(try device.request("status_query"))
        guard case .noReply = report.outcome else { throw TestProblem("\(report.outcome)") }
        #expect(line.age == .milliseconds(4 + 4 + 1000))
    }

    @Test mutating func `a reply that has begun in time may come to its end`() throws {
        let page = try device.page(7)
        let report = line.perform(try device.request("status_query")) { line, _ in
            line.plan(Array(page.prefix(30)), in: .milliseconds(990))
            line.plan(Array(page.dropFirst(30)), in: .milliseconds(1050))
        }
        #expect(try number(report.outcome) == 7)
    }

    @Test mutating func `noise does not make the time longer than the longest reply`() throws {
        let report = line.perform(try device.request("status_query")) { line, _ in
            for i in 0..<500 { line.plan([0x55], in: .milliseconds(10 * i)) }
        }
        guard case .noReply = report.outcome else { throw TestProblem("\(report.outcome)") }
        #expect(line.age == .milliseconds(4 + 4 + 1000 + 60))
    }

    @Test mutating func `what is old is read before the request is sent and handed on`() throws {
        let (old, new) = (try device.page(1), try device.page(2))
        line.plan(old, in: .zero)
        let report = line.perform(try device.request("status_query")) { line, _ in
            line.plan(new, in: .milliseconds(100))
        }
        #expect(try number(report.outcome) == 2)
        #expect(try report.others.map(number) == [1])
    }

    @Test mutating func `a frame that has begun before the request is not its reply`() throws {
        let (old, new) = (try device.page(1), try device.page(2))
        line.plan(Array(old.prefix(20)), in: .zero)
        line.plan(Array(old.dropFirst(20)), in: .milliseconds(40))
        let report = line.perform(try device.request("status_query")) { line, _ in
            line.plan(new, in: .milliseconds(100))
        }
        #expect(try number(report.outcome) == 2)
        #expect(try report.others.map(number) == [1])
        #expect(report.sent == [line.now - .milliseconds(104)])
    }

    @Test mutating func `a line that is never silent is sent on all the same`() throws {
        for i in 0..<1000 { line.plan([0x55], in: .milliseconds(10 * i)) }
        let page = try device.page(3)
        let report = line.perform(try device.request("status_query")) { line, _ in
            line.plan(page, in: .milliseconds(100))
        }
        #expect(try number(report.outcome) == 3)
    }

    @Test mutating func `only the device that was asked answers, and others are handed on`() throws
    {
        let (wrong, right) = (try other.page(1), try device.page(2))
        let report = line.perform(try device.request("status_query")) { line, _ in
            line.plan(wrong + right, in: .milliseconds(200))
        }
        #expect(try number(report.outcome) == 2)
        #expect(try report.others.map(number) == [1])
    }

    @Test mutating func `another page of the same device is not the reply`() throws {
        let page = try device.page(1)
        let report = line.perform(try device.request("history_query")) { line, _ in
            line.plan(page, in: .milliseconds(200))
        }
        guard case .noReply = report.outcome else { throw TestProblem("\(report.outcome)") }
        #expect(try report.others.map(number) == [1])
    }

    @Test mutating func `a request is repeated, and a late reply to the first time counts`() throws
    {
        let pages = try (0...3).map { try device.page($0) }
        var sendings = 0
        let report = line.perform(try device.request("status_query", attempts: 3)) { line, _ in
            sendings += 1
            line.plan(pages[sendings], in: .milliseconds(1500))
        }
        #expect(try number(report.outcome) == 1)
        #expect(report.sendings == 2)
    }

    @Test mutating func `a late reply is not the answer to the next request`() throws {
        let (old, new) = (try device.page(1), try device.page(2))
        let first = line.perform(try device.request("status_query")) { line, _ in
            line.plan(old, in: .milliseconds(1400))
        }
        guard case .noReply = first.outcome else { throw TestProblem("\(first.outcome)") }
        let second = line.perform(try device.request("status_query")) { line, _ in
            line.plan(new, in: .milliseconds(500))
        }
        #expect(try number(second.outcome) == 2)
        #expect(try second.others.map(number) == [1])
    }

    @Test mutating func `a late reply that comes before the next request is no trouble`() throws {
        let (old, new) = (try device.page(1), try device.page(2))
        _ = line.perform(try device.request("status_query")) { line, _ in
            line.plan(old, in: .milliseconds(1400))
        }
        #expect(try line.listen(for: .milliseconds(500)).map(number) == [1])
        let second = line.perform(try device.request("status_query")) { line, _ in
            line.plan(new, in: .milliseconds(500))
        }
        #expect(try number(second.outcome) == 2)
        #expect(second.sendings == 1)
    }

    @Test mutating func `after a loss, an answer counts when no late reply can come`() throws {
        for (waiting, sendings) in [(Duration.zero, 2), (.seconds(2), 1)] {
            _ = line.perform(try device.request("status_query"))
            _ = line.listen(for: waiting)
            var serial = 0
            let pages = try (0...2).map { try device.page($0) }
            let report = line.perform(try device.request("status_query")) { line, _ in
                serial += 1
                line.plan(pages[serial], in: .milliseconds(100))
            }
            #expect(try number(report.outcome) == sendings)
            #expect(report.sendings == sendings && report.others.count == sendings - 1)
        }
    }

    @Test mutating func `a silent device costs another nothing but its time`() throws {
        _ = line.perform(try device.request("status_query"))
        let (before, page) = (line.now, try other.page(5))
        let report = line.perform(try other.request("status_query")) { line, _ in
            line.plan(page, in: .milliseconds(100))
        }
        #expect(try number(report.outcome) == 5)
        #expect(line.now - before == .milliseconds(104))
    }

    @Test mutating func `a damaged reply is repeated at once, and told from silence`() throws {
        var page = try device.page(1)
        page[10] ^= 4
        let report = line.perform(try device.request("status_query", attempts: 2)) { line, _ in
            line.plan(page, in: .milliseconds(100))
        }
        guard case .damaged = report.outcome else { throw TestProblem("\(report.outcome)") }
        #expect(report.sendings == 2 && report.others.count == 2)
        #expect(report.sent[1] - report.sent[0] < .milliseconds(300))
    }

    @Test mutating func `a reply that is cut short is a damaged one`() throws {
        let page = try device.page(1)
        let report = line.perform(try device.request("status_query")) { line, _ in
            line.plan(Array(page.dropLast()), in: .milliseconds(100))
        }
        guard case .damaged = report.outcome else { throw TestProblem("\(report.outcome)") }
    }

    @Test(arguments: ["status_query", "history_query", "configuration_query"])
    mutating func `an echo is dropped, and is no reply`(query: String) throws {
        let request = try device.request(query)
        let report = line.perform(request) { line, bytes in
            line.plan(bytes, in: .milliseconds(1))
        }
        guard case .noReply = report.outcome else { throw TestProblem("\(report.outcome)") }
        #expect(report.others.isEmpty)
    }

    @Test mutating func `a reply that begins like its echo is found behind it, or without it`()
        throws
    {
        let message = try #require(device.type["history_page"])
        let column = FieldValue.list([FieldValue](repeating: .number("1"), count: 30))
        let page = try message.encode(message.fields.map { ($0.name, column) }, address: 0xED)
        for echoes in [false, true] {
            let report = line.perform(try device.request("history_query")) { line, bytes in
                if echoes { line.plan(bytes, in: .milliseconds(1)) }
                line.plan(page, in: .milliseconds(300))
            }
            guard case .reply = report.outcome else { throw TestProblem("\(report.outcome)") }
            #expect(report.others.isEmpty)
        }
    }

    @Test mutating func `what nothing answers ends when it is sent, and requests keep a gap`()
        throws
    {
        let inverter = try BusDevice("sungrow_inverter")
        line = VirtualLine([Audience(inverter.type)])
        for _ in 0..<2 {
            let report = line.perform(try inverter.request("inverter_start"))
            guard case .sent = report.outcome else { throw TestProblem("\(report.outcome)") }
        }
        #expect(line.age == .milliseconds(13 + 20 + 13))
    }

    @Test mutating func `bytes that nothing is known of are sent, and their echo is dropped`()
        throws
    {
        line.plan([1, 2, 3, 9], in: .milliseconds(5))
        let report = line.perform(Request(bytes: [1, 2, 3]))
        guard case .sent = report.outcome else { throw TestProblem("\(report.outcome)") }
        let heard = line.listen(for: .seconds(1))
        guard case .noise([9], .garbage)? = heard.first?.content, heard.count == 1 else {
            throw TestProblem("\(heard)")
        }
    }

    /// Where a frame may begin at any address, noise is heard in pieces.
    @Test(
        arguments: [
            (bytes: [1, 2, 3], heard: []),
            (bytes: [1, 2, 3, 9], heard: [9]),
            (bytes: [1, 2, 9], heard: [1, 2, 9]),
            (bytes: [1, 2], heard: [1, 2]),
            (bytes: [9, 1, 2, 3], heard: [9, 1, 2, 3]),
        ] as [(bytes: [UInt8], heard: [UInt8])])
    mutating func `an echo that is heard in pieces is dropped, but not its beginning alone`(
        bytes: [UInt8], heard: [UInt8]
    ) throws {
        line = VirtualLine([Audience(try BusDevice("sungrow_inverter").type, at: [1, 2, 3])])
        let report = line.perform(Request(bytes: [1, 2, 3])) { line, _ in
            line.plan(bytes, in: .milliseconds(5))
        }
        guard case .sent = report.outcome else { throw TestProblem("\(report.outcome)") }
        let pieces = line.listen(for: .milliseconds(10)) + line.settle()
        #expect(pieces.flatMap(\.bytes) == heard)
        #expect(line.listen(for: .seconds(1)).isEmpty)
    }

    @Test mutating func `what was taken for an echo is handed on when the next request is made`()
        throws
    {
        line = VirtualLine([Audience(try BusDevice("sungrow_inverter").type, at: [1, 2, 3])])
        _ = line.perform(Request(bytes: [1, 2, 3]))
        line.plan([1, 2], in: .milliseconds(5))
        #expect(line.listen(for: .seconds(1)).isEmpty)
        let report = line.perform(Request(bytes: [1, 2, 3]))
        #expect((report.others + line.listen(for: .seconds(3))).flatMap(\.bytes) == [1, 2])
    }

    @Test mutating func `a reply that repeats another value answers something else`() throws {
        let solar = try BusDevice("victron_vedirect")
        let reply = try #require(solar.type["register_value"])
        let flags = ["unknown_register", "not_supported", "parameter_error"].map {
            ($0, FieldValue.bool(false))
        }
        let wrong = try reply.encode(flags + [("battery_capacity", .number("1"))])
        let right = try reply.encode(flags + [("solar_power", .number("2.00"))])
        line = VirtualLine([Audience(solar.type)])
        let request = try solar.request("get_register", [("register", .number("60860"))])
        let report = line.perform(request) { line, _ in
            line.plan(wrong + right, in: .milliseconds(20))
        }
        guard case .reply(let reply) = report.outcome, reply.frame.bytes == right
        else { throw TestProblem("\(report.outcome)") }
        #expect(report.others.count == 1)
    }

    @Test mutating func `a refusal is an answer`() throws {
        let solar = try BusDevice("victron_vedirect")
        let refusal = try #require(solar.type["unknown_command"])
        let frame = try refusal.encode([("data", .text("01"))])
        line = VirtualLine([Audience(solar.type)])
        let report = line.perform(try solar.request("ping", attempts: 3)) { line, _ in
            line.plan(frame, in: .milliseconds(20))
        }
        guard case .refusal = report.outcome else { throw TestProblem("\(report.outcome)") }
        #expect(report.sendings == 1)
    }

    @Test mutating func `a confirmation equal to its command is no echo`() throws {
        let solar = try BusDevice("victron_vedirect")
        line = VirtualLine([Audience(solar.type)])
        let request = try solar.request("set_register", [("battery_capacity", .number("200"))])
        let report = line.perform(request) { line, bytes in
            line.plan(bytes, in: .milliseconds(20))
        }
        guard case .reply = report.outcome else { throw TestProblem("\(report.outcome)") }
    }
}

/// What a test did not expect.
struct TestProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
