import SGBytes
import SGDevices
import SGSystem
import SGTestSupport
import Testing

/// Devices on one bus that answer each query with a number of its own, over a line with faults.
private struct FaultyBus {
    /// One kind of query, and the page that answers it.
    struct Query {
        var device: BusDevice
        var name: String
        var page: Message
        /// The field that shows the number, and how many numbers there are.
        var field: String
        var modulus: Int
        /// A page of which only the number changes.
        var template: Frame
    }

    /// What was sent in answer to one time that a query was sent.
    struct Answer {
        var number: Int
        /// When it was on the line.
        var time: ClosedRange<ContinuousClock.Instant>
        /// Whether it has left the device whole and in time.
        var isWhole: Bool
    }

    var queries: [Query] = []
    /// When the device that was asked has answered all that it was asked before.
    private var freeAt: [String: ContinuousClock.Instant] = [:]
    private var faults: Faults
    private var random: SplitMix64
    private let echoes: Bool
    /// The answers to the present query.
    private(set) var answers: [Answer] = []
    /// When devices have spoken lately, for two at once understand each other badly.
    private var transmissions: [ClosedRange<ContinuousClock.Instant>] = []
    private var serial = 0

    init(_ faults: Faults, seed: UInt64, echoes: Bool) throws {
        self.faults = faults
        self.echoes = echoes
        random = SplitMix64(seed)
        for address: UInt8 in [0xED, 2] {
            let device = try BusDevice("sungrow_charge_controller", address: address)
            try add("status_query", of: device, "total_stored_energy", 1 << 31)
            try add("configuration_query", of: device, "unused_1", 1_000_000)
        }
        let inverter = try BusDevice("sungrow_inverter")
        try add("status_query", of: inverter, "shutdown_delay", 1 << 16)
    }

    private mutating func add(
        _ name: String, of device: BusDevice, _ field: String, _ modulus: Int
    ) throws {
        let query = try #require(device.type[name])
        let page = try #require(query.reply)
        let text = try #require(Definition.embedded(device.type.name))
        let examples = Definition(
            text, file: "", name: nil, for: .check
        ).examples
        let example = try #require(examples.first { $0.message == page.name && $0.fields != nil })
        queries.append(
            Query(
                device: device, name: name, page: page, field: field, modulus: modulus,
                template: try device.type.frame(
                    of: page, at: device.address,
                    base: device.type.frame(example.frame, of: page))))
    }

    /// Picks the next query.
    mutating func next() -> Query {
        answers = []
        return queries[Int.random(in: queries.indices, using: &random)]
    }

    /// Lets the device that was asked answer.
    mutating func answer(_ query: Query, bytes: [UInt8], on line: inout VirtualLine) throws {
        if echoes { line.plan(bytes, in: .zero) }
        serial += 1
        let number = serial % query.modulus
        let frame = try query.page.encode(
            [(query.field, query.field == "unused_1" ? .text("\(number)") : .number("\(number)"))],
            base: query.template)
        let (passed, delay) = faults.pass(frame)
        let device = "\(query.device.type.name) \(query.device.address)"
        let thinks = Duration.milliseconds(Int.random(in: 5...60, using: &random))
        let start = max(line.now, freeAt[device] ?? line.now) + thinks + delay
        let end = start + line.byteTime * passed.count
        freeAt[device] = end
        var at = start
        for piece in random.pieces(of: passed, longest: 40) {
            at += line.byteTime * piece.count
            line.plan(piece, at: at)
        }
        let isWhole = passed.count >= frame.count && contains(passed, frame)
        answers.append(
            Answer(
                number: number, time: start...end,
                isWhole: isWhole && start + line.byteTime * 40 < line.now + .seconds(1)))
        transmissions = transmissions.suffix(20) + [start...end]
    }

    /// The numbers in the answers to the present query that came to the other end whole and in time.
    var goodNumbers: [Int] {
        answers.filter { answer in
            answer.isWhole && transmissions.count { $0.overlaps(answer.time) } == 1
        }.map(\.number)
    }

    private func contains(_ bytes: [UInt8], _ frame: [UInt8]) -> Bool {
        (0...bytes.count - frame.count).contains { bytes[$0...].starts(with: frame) }
    }

    /// The number that a reply shows.
    func number(_ heard: Heard, to query: Query) -> Int? {
        guard case .frame(let frame) = heard.content else { return nil }
        return number(frame, to: query)
    }

    /// The number that a frame shows.
    func number(_ frame: Frame, to query: Query) -> Int? {
        switch frame[query.field] {
        case .number(let text), .text(let text): return Int(text)
        default: return nil
        }
    }
}

/// What ten thousand exchanges came to.
private struct Tally {
    var replies = 0
    var losses = 0
    var damages = 0
    var retries = 0
}

@Suite struct ExchangeFaultTests {
    static let count = 10_000

    @Test(arguments: [false, true])
    func `every value is the one that was sent for that query, every loss is told`(
        echoes: Bool
    ) throws {
        let seed: UInt64 = 20_261_122
        var probabilities = Faults.Probabilities()
        (probabilities.drop, probabilities.corrupt, probabilities.truncate) = (0.01, 0.01, 0.01)
        (probabilities.delay, probabilities.noise) = (0.01, 0.01)
        let faults = Faults(probabilities, delay: .milliseconds(2500), seed: seed)
        var bus = try FaultyBus(faults, seed: seed + 1, echoes: echoes)
        let types = [
            Audience(bus.queries[0].device.type, at: [0xED, 2]),
            Audience(bus.queries[4].device.type),
        ]
        var line = VirtualLine(types, byteTime: .microseconds(1042))
        var tally = Tally()
        let start = ContinuousClock.now
        for index in 0..<Self.count {
            try exchange(attempts: 1 + index % 3, on: &line, &bus, &tally)
        }
        let wall = ContinuousClock.now - start
        print(
            "\(Self.count) exchanges, seed \(seed), \(echoes ? "with" : "without") echo:",
            "\(tally.replies) replies, \(tally.losses) without reply, \(tally.damages) damaged,",
            "\(tally.retries) sent again; \(rate(line.age)) a second on the line at 9600 baud,",
            "\(rate(wall)) a second of work")
        #expect(tally.replies > Self.count * 9 / 10)
        #expect(tally.losses > 0 && tally.damages > 0 && tally.retries > 0)
    }

    private func rate(_ duration: Duration) -> Int {
        Int(Double(Self.count) / (duration / .seconds(1)))
    }

    private func exchange(
        attempts: Int, on line: inout VirtualLine, _ bus: inout FaultyBus, _ tally: inout Tally
    ) throws {
        let query = bus.next()
        let request = try query.device.request(query.name, attempts: attempts)
        var problem: (any Error)?
        let report = line.perform(request) { line, bytes in
            do {
                try bus.answer(query, bytes: bytes, on: &line)
            } catch {
                problem = error
            }
        }
        if let problem { throw problem }
        #expect(report.sendings == bus.answers.count)
        tally.retries += report.sendings - 1
        switch report.outcome {
        case .reply(let reply):
            tally.replies += 1
            let number = try #require(bus.number(reply.frame, to: query))
            #expect(bus.answers.contains { $0.number == number })
        case .noReply, .damaged:
            if case .damaged = report.outcome { tally.damages += 1 } else { tally.losses += 1 }
            #expect(report.sendings >= attempts)
            // One that may have been meant for an earlier query is handed on.
            let others = report.others.map { bus.number($0, to: query) }
            #expect(bus.goodNumbers.allSatisfy(others.contains))
        case .sent, .refusal:
            Issue.record("\(report.outcome)")
        }
    }
}
