import SGBytes
import SGDevices
import SGRecords
import SGSystem
import Testing

/// Pages that a device sends in turn, as whoever waits for them gets them.
@Suite struct TurnExchangeTests {
    private let device: BusDevice
    private var line: VirtualLine
    private let first = block("PID\t0x203", "V\t25110", "SOC\t951")
    private let second = block("H1\t-81000", "H2\t-3210", "H7\t21500")

    init() throws {
        device = try BusDevice("victron_vedirect")
        line = VirtualLine([Audience(device.type)])
    }

    private func request() throws -> Request {
        Request(
            awaiting: try #require(device.type["status_block"]), from: device.type, at: nil,
            timeout: .seconds(1))
    }

    /// What is heard of blocks that come a second apart, the first after 0.5 s.
    private mutating func perform(_ blocks: [[UInt8]]) throws -> VirtualLine.Report {
        for (index, bytes) in blocks.enumerated() {
            line.plan(bytes, in: .milliseconds(500 + 1000 * index))
        }
        return line.perform(try request())
    }

    private func bytes(_ outcome: Outcome) -> [UInt8]? {
        guard case .reply(let reply) = outcome else { return nil }
        return reply.frame.bytes
    }

    @Test mutating func `the reply is the whole turn, and the next turn is handed on`() throws {
        let report = try perform([first, second, first, second])
        #expect(bytes(report.outcome) == first + second)
        #expect(report.others.map(\.bytes) == [first])
        #expect(line.age == .milliseconds(2500))
    }

    @Test mutating func `a turn may be heard from its middle on`() throws {
        let report = try perform([second, first, second])
        #expect(bytes(report.outcome) == second + first)
    }

    @Test mutating func `a device that sends one kind of block is heard at once with the next`()
        throws
    {
        let report = try perform([first, first])
        #expect(bytes(report.outcome) == first)
        #expect(line.age == .milliseconds(1500))
    }

    @Test mutating func `what does not come while a turn lasts is not waited for`() throws {
        let report = try perform([first])
        #expect(bytes(report.outcome) == first)
        #expect(line.age == .milliseconds(2500))
    }

    @Test mutating func `blocks of two turns are not joined over one that is damaged`() throws {
        var damaged = second
        damaged[8] ^= 1
        let report = try perform([first, damaged, first, second])
        #expect(bytes(report.outcome) == first)
    }

    @Test mutating func `a message between the blocks of a turn does not wait for its end`() throws
    {
        line.plan(Array(":A0002000148\n".utf8), in: .milliseconds(900))
        let report = try perform([first, second, first])
        #expect(bytes(report.outcome) == first + second)
        #expect(report.others.first?.bytes == Array(":A0002000148\n".utf8))
    }

    @Test func `a listener joins turns when it is asked to, and gives half of one at the end`()
        throws
    {
        for isJoined in [false, true] {
            var listener = Listener(
                .frames(of: [Audience(device.type)], side: .host, noise: false, joined: isJoined),
                origin: RecordOrigin(), isRecording: false, longestPause: .zero)
            var output = ByteWriter()
            let start = ContinuousClock.now
            for (index, bytes) in [second, first, second, first, second].enumerated() {
                let moment = Moment(
                    instant: start + .seconds(index),
                    time: Timestamp(milliseconds: 1000 * Int64(index)))
                listener.take(bytes.span, at: moment, into: &output)
            }
            listener.end(into: &output)
            let frames = String(decoding: output.bytes, as: UTF8.self).split(separator: "\n").map {
                $0.firstMatch(of: #/"frame":"([0-9a-f]*)"/#).map { String($0.1) } ?? ""
            }
            let turns = [second + first, second + first, second]
            let blocks = [second, first, second, first, second]
            #expect(frames == (isJoined ? turns : blocks).map { hex($0) })
        }
    }

    @Test func `a turn that is silent too long is given by its time`() throws {
        var listener = Listener(
            .frames(of: [Audience(device.type)], side: .host, noise: false, joined: true),
            origin: RecordOrigin(), isRecording: false, longestPause: .zero)
        var output = ByteWriter()
        let start = ContinuousClock.now
        listener.take(
            first.span, at: Moment(instant: start, time: Timestamp(milliseconds: 0)), into: &output)
        #expect(listener.recordCount == 0)
        #expect(listener.deadline == start + .seconds(2))
        listener.settle(at: start + .seconds(2), into: &output)
        #expect(listener.recordCount == 1)
    }
}

/// A block of these lines, with a right sum.
private func block(_ lines: String...) -> [UInt8] {
    var block = Array((lines.map { "\r\n" + $0 }.joined() + "\r\nChecksum\t").utf8)
    block.append(0 &- block.reduce(0, &+))
    return block
}
