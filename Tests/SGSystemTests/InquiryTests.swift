import SGBytes
import SGDevices
import SGSystem
import Testing

/// Settings, read before and read back, with what a device can answer in between.
@Suite struct InquiryTests {
    /// A charge controller in virtual time.
    private struct Bench {
        let type: DeviceType
        var now = ContinuousClock.now
        /// What the configuration page holds, each time that it is read; the last stays.
        var pages: [Frame]
        /// What it was sent, and when.
        var settings: [Frame] = []
        var readings: [ContinuousClock.Instant] = []
        /// The pages that bring everything back.
        var kept: [Frame] = []

        init(_ pages: [Frame]) throws {
            self.pages = pages
            type = try #require(pages.first).device
        }

        /// Carries an inquiry out; every request takes 20 ms.
        mutating func carryOut(_ planned: Inquiry) throws -> Inquiry.Result {
            var inquiry = planned
            while true {
                switch inquiry.next(at: now) {
                case .finish(let result): return result
                case .pause(let end): now = end
                case .keep(let reply): kept.append(reply.frame)
                case .read(let request), .send(let request):
                    now += .milliseconds(20)
                    inquiry.take(try answer(request), at: now)
                }
            }
        }

        private mutating func answer(_ request: Request) throws -> Outcome {
            guard let frame = type.recognise(request.frame) else { return .noReply }
            guard frame.message.name == "configuration_query" else {
                settings.append(frame)
                return .sent
            }
            readings.append(now)
            let page = pages.count > 1 ? pages.removeFirst() : pages[0]
            return .reply(Reply(page, at: nil))
        }
    }

    private let type: DeviceType
    private let page: Frame

    init() throws {
        let definition = try #require(
            Definition(embedded: "sungrow_charge_controller", for: .check))
        type = try #require(definition.device)
        let example = try #require(
            definition.examples.first { $0.message == "configuration_page" && $0.fields != nil })
        page = try type.frame(example.frame, of: #require(type["configuration_page"]))
    }

    private func inquiry(_ values: [FieldAssignment]) throws -> Inquiry {
        try Inquiry(#require(type["configuration_setting"]), to: type, with: values)
    }

    /// The page with other values.
    private func page(_ values: [FieldAssignment]) throws -> Frame {
        try type.frame(of: page.message, with: values, base: page)
    }

    /// The page with two characters damaged so that its sum stays right.
    private func damagedPage() throws -> Frame {
        var bytes = page.bytes
        let text = String(decoding: bytes, as: UTF8.self)
        let first = try #require(text.utf8.firstRange(of: "58.0".utf8))
        let second = try #require(text.utf8.firstRange(of: "43.2".utf8))
        bytes[text.utf8.distance(from: text.startIndex, to: first.lowerBound) + 1] += 0x10
        bytes[text.utf8.distance(from: text.startIndex, to: second.lowerBound) + 1] -= 0x10
        return try type.frame(bytes, of: page.message)
    }

    @Test func `what is not given is read twice and kept`() throws {
        var bench = try Bench([page])
        let result = try bench.carryOut(inquiry([("language", .number("3"))]))
        guard case .done(.sent) = result else { throw TestProblem("\(result)") }
        #expect(bench.readings.count == 2)
        #expect(bench.kept.map(\.bytes) == [page.bytes])
        let sent = try #require(bench.settings.first)
        for field in sent.fields where field.name != "language" {
            #expect(field.value == page[field.name] ?? field.value, "\(field.name)")
        }
    }

    @Test func `a page with suspect values is no base for a setting`() throws {
        let damaged = try damagedPage()
        let suspects = damaged.fields.filter(\.isSuspect)
        #expect(suspects.count == 2)
        var bench = try Bench([damaged])
        let result = try bench.carryOut(inquiry([("language", .number("3"))]))
        guard case .suspect(let fields) = result else { throw TestProblem("\(result)") }
        #expect(fields.map(\.name) == suspects.map(\.name))
        #expect(bench.settings.isEmpty)
    }

    @Test func `a page that a record gives is examined as well`() throws {
        let damaged = try damagedPage()
        let planned = Inquiry(
            try #require(type["configuration_setting"]), to: type,
            with: [("language", .number("3"))], base: damaged)
        var bench = try Bench([page])
        guard case .suspect = try bench.carryOut(planned) else { throw TestProblem("was sent") }
        #expect(bench.settings.isEmpty)
    }

    @Test func `suspect values that are given do not matter`() throws {
        let damaged = try damagedPage()
        let values = damaged.fields.filter(\.isSuspect).map {
            FieldAssignment($0.name, page[$0.name] ?? .noData)
        }
        var bench = try Bench([damaged])
        let result = try bench.carryOut(inquiry(values))
        guard case .done(.sent) = result else { throw TestProblem("\(result)") }
        #expect(try #require(bench.settings.first).fields.allSatisfy { !$0.isSuspect })
    }

    @Test func `one damaged reading of two that are plausible is not written back`() throws {
        // 98.0 for 58.0 and a compensation elsewhere: nothing shows it but the next reading.
        let other = try page([("float_voltage", .number("45.0"))])
        var bench = try Bench([other, page, page])
        let result = try bench.carryOut(inquiry([("language", .number("3"))]))
        guard case .done(.sent) = result else { throw TestProblem("\(result)") }
        #expect(bench.readings.count == 3)
        #expect(bench.settings.first?["float_voltage"] == page["float_voltage"])
    }

    @Test func `a page that never agrees with itself is given up, and the fields are named`() throws
    {
        let pages = try (0..<8).map { try page([("float_voltage", .number("5\($0).0"))]) }
        var bench = try Bench(pages)
        let result = try bench.carryOut(inquiry([("language", .number("3"))]))
        guard case .unsteady(let names) = result else { throw TestProblem("\(result)") }
        #expect(names == ["float_voltage"] && bench.settings.isEmpty)
    }

    @Test func `what was set is read back, not more than four times a second`() throws {
        var planned = try inquiry([("float_voltage", .number("55.5"))])
        planned.isVerified = true
        planned.timeout = .seconds(2)
        var bench = try Bench([page])
        let result = try bench.carryOut(planned)
        guard case .different(let differences) = result else { throw TestProblem("\(result)") }
        #expect(differences.map(\.name) == ["float_voltage"])
        let verifying = bench.readings.dropFirst(2)
        #expect(6...9 ~= verifying.count, "\(verifying.count) readings in 2 s")
    }

    @Test func `a device that shows late what was set is waited for`() throws {
        let after = try page([("float_voltage", .number("55.5"))])
        var planned = try inquiry([("float_voltage", .number("55.5"))])
        planned.isVerified = true
        var bench = try Bench([page, page, page, page, after])
        guard case .done(.sent) = try bench.carryOut(planned) else {
            throw TestProblem("not verified")
        }
        #expect(bench.readings.count == 5)
    }
}
