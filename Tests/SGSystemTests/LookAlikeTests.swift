import Foundation
import SGBytes
import SGDevices
import SGSystem
import Testing

/// Pages that look alike: what was asked decides which one an answer is.
@Suite struct LookAlikeTests {
    private let type: DeviceType
    private var line: VirtualLine

    init() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Cases/definitions/two_pages.yaml")
        let definition = Definition(
            Array(try Data(contentsOf: file)), file: "two_pages.yaml", name: "two_pages",
            for: .check)
        type = try #require(definition.device)
        line = VirtualLine([Audience(type, at: [1, 2])])
    }

    private func request(_ query: String, at address: UInt8 = 1) throws -> Request {
        try Request(of: #require(type[query]), to: type, at: address)
    }

    /// A page of either kind that shows a number.
    private func page(_ number: Int, address: UInt8 = 1) throws -> [UInt8] {
        try #require(type["pv_page"]).encode(
            [("solar_voltage", .number("\(number)")), ("solar_current", .number("1"))],
            address: address)
    }

    @Test(arguments: [("pv_query", "pv_page"), ("load_query", "load_page")])
    mutating func `the reply is the page that was asked for`(query: String, page: String) throws {
        let bytes = try self.page(12)
        let report = line.perform(try request(query)) { line, _ in
            line.plan(bytes, in: .milliseconds(30))
        }
        guard case .reply(let reply) = report.outcome else {
            throw TestProblem("\(report.outcome)")
        }
        #expect(reply.message === type[page] && reply.frame.bytes == bytes)
        #expect(reply.fields.first?.name == (page == "pv_page" ? "solar_voltage" : "load_voltage"))
    }

    @Test mutating func `a late reply to one query is never taken for the reply to the other`()
        throws
    {
        guard case .noReply = line.perform(try request("pv_query")).outcome else {
            throw TestProblem("a reply out of nothing")
        }
        let (late, prompt) = (try page(36), try page(13))
        var sendings = 0
        let report = line.perform(try request("load_query")) { line, _ in
            sendings += 1
            // The solar page comes now; the load's follows it only the first time.
            if sendings == 1 { line.plan(late, in: .milliseconds(20)) }
            line.plan(prompt, in: .milliseconds(60))
        }
        guard case .reply(let reply) = report.outcome else {
            throw TestProblem("\(report.outcome)")
        }
        #expect(reply["load_voltage"] == .number("13.00"))
    }

    @Test mutating func `a reply of another unit is none`() throws {
        let bytes = try page(12, address: 2)
        let report = line.perform(try request("load_query")) { line, _ in
            line.plan(bytes, in: .milliseconds(30))
        }
        guard case .noReply = report.outcome else { throw TestProblem("\(report.outcome)") }
    }

    @Test mutating func `without a request, such a page is not called either`() throws {
        line.plan([0xFF] + (try page(12)) + [0xFE], in: .milliseconds(5))
        let heard = line.listen(for: .seconds(1)) + line.settle()
        let reasons = heard.map { heard -> NoiseReason? in
            if case .noise(_, let reason) = heard.content { reason } else { nil }
        }
        #expect(reasons == [.garbage, .ambiguous, .garbage])
        #expect(heard[1].bytes == (try page(12)))
        #expect(type.recognise(try page(12)) == nil)
    }

    // MARK: - Pages that come by themselves

    private mutating func awaitPage(from address: UInt8, whileOthersSend sender: UInt8) throws
        -> Outcome
    {
        let page = try #require(type["level_page"])
        let others = try page.encode([("level", .number("5"))], address: sender)
        for tick in 1...20 { line.plan(others, in: .milliseconds(100 * tick)) }
        let request = Request(
            awaiting: page, from: type, at: address, timeout: .milliseconds(1500))
        return line.perform(request).outcome
    }

    @Test mutating func `a page that comes by itself is waited for`() throws {
        guard case .reply(let reply) = try awaitPage(from: 1, whileOthersSend: 1) else {
            throw TestProblem("nothing came")
        }
        #expect(reply["level"] == .number("5"))
    }

    @Test mutating func `another unit's page is not the one that is waited for`() throws {
        guard case .noReply = try awaitPage(from: 2, whileOthersSend: 1) else {
            throw TestProblem("the other's page was taken")
        }
    }
}
