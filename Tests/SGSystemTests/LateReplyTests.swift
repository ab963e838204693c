import SGDevices
import SGSystem
import Testing

/// Replies that come when nobody waits for them any more.
@Suite struct LateReplyTests {
    private let device: BusDevice
    private var line: VirtualLine

    init() throws {
        device = try BusDevice("sungrow_charge_controller")
        line = VirtualLine([Audience(device.type, at: [0xED, 2])])
    }

    /// Asks in vain, so many times; replies come after a delay each.
    private mutating func askInVain(attempts: Int = 1, replies: [[UInt8]], in delay: Duration)
        throws
    {
        var rest = replies[...]
        let report = line.perform(try device.request("status_query", attempts: attempts)) {
            line, _ in
            if let page = rest.popFirst() { line.plan(page, in: delay) }
        }
        guard case .noReply = report.outcome else { throw TestProblem("\(report.outcome)") }
    }

    private func late(_ heard: [Heard]) throws -> [Int?] {
        try heard.filter(\.isLateReply).map(number)
    }

    @Test mutating func `a whole reply is marked, however late it is`() throws {
        try askInVain(replies: [device.page(7)], in: .seconds(20))
        #expect(line.endOfLateReplies != nil)
        try #expect(late(line.listen(for: .seconds(30))) == [7])
        #expect(line.endOfLateReplies == nil)
    }

    @Test mutating func `of several replies to one request the first is marked`() throws {
        let pages = try [1, 2, 3].map(device.page)
        try askInVain(attempts: 3, replies: pages, in: .milliseconds(3500))
        let heard = line.listen(for: .seconds(10))
        try #expect(heard.map(number) == [1, 2, 3])
        try #expect(late(heard) == [1])
    }

    @Test mutating func `a page that nobody has asked for is none`() throws {
        line.plan(try device.page(1), in: .milliseconds(100))
        try #expect(late(line.listen(for: .seconds(1))) == [])
        // The page of another device is none either.
        let other = try BusDevice("sungrow_charge_controller", address: 2)
        try askInVain(replies: [other.page(2)], in: .milliseconds(1100))
        try #expect(late(line.listen(for: .seconds(1))) == [])
    }

    @Test mutating func `a late reply beside another request is marked, and not its answer`() throws
    {
        try askInVain(replies: [device.page(1)], in: .milliseconds(1200))
        let history = try #require(device.type["history_query"])
        let report = line.perform(try Request(of: history, to: device.type, at: device.address))
        guard case .noReply = report.outcome else { throw TestProblem("\(report.outcome)") }
        try #expect(late(report.others) == [1])
    }

    @Test mutating func `a late reply to the same request is marked, and asked for again`() throws {
        try askInVain(replies: [device.page(1)], in: .milliseconds(1200))
        var pages = try [2, 3].map(device.page)[...]
        let report = line.perform(try device.request("status_query")) { line, _ in
            if let page = pages.popFirst() { line.plan(page, in: .milliseconds(300)) }
        }
        try #expect(late(report.others) == [1])
        #expect(try number(report.outcome) != 1 && number(report.outcome) != nil)
    }

    @Test mutating func `what was asked again and answered is not missing any more`() throws {
        try askInVain(replies: [], in: .zero)
        _ = line.listen(for: .seconds(10))
        let page = try device.page(2)
        let report = line.perform(try device.request("status_query")) { line, _ in
            line.plan(page, in: .milliseconds(100))
        }
        try #expect(number(report.outcome) == 2)
        line.plan(try device.page(3), in: .milliseconds(100))
        try #expect(late(line.listen(for: .seconds(1))) == [])
    }
}
