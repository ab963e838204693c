import SGBytes
import SGDevices
import SGRecords
import SGSystem
import SGTestSupport
import Testing

/// A status page of the SD4860 with nothing but zeros in it.
private let statusPage: [UInt8] =
    [0xED, 3, 0, 0] + [UInt8](repeating: 0, count: 52) + [0, 0, 0, 0xF0]
/// A query that is also how a history page begins.
private let historyQuery: [UInt8] = [0xED, 5, 9, 0xFB]

private let start = ContinuousClock.now

/// The moment so many milliseconds after the start, and after 1970.
private func moment(_ milliseconds: Int64) -> Moment {
    Moment(
        instant: start.advanced(by: .milliseconds(milliseconds)),
        time: Timestamp(milliseconds: milliseconds))
}

/// A listener and what it has written.
private struct Session: ~Copyable {
    var listener: Listener
    var output = ByteWriter()

    init(
        side: Side = .host, noise: Bool = false, isRecording: Bool = false, limit: Int = .max
    ) throws {
        let device = try DeviceCatalog(environment: [:]).device(named: "sungrow_charge_controller")
        let mode = Listener.Mode.frames(
            of: [Audience(try #require(device))], side: side, noise: noise)
        self.init(mode, isRecording: isRecording, limit: limit)
    }

    init(_ mode: Listener.Mode, isRecording: Bool = false, limit: Int = .max) {
        listener = Listener(
            mode, origin: RecordOrigin(port: "p"), isRecording: isRecording,
            longestPause: .zero, limit: limit)
    }

    mutating func take(_ bytes: [UInt8], at milliseconds: Int64) {
        listener.take(bytes.span, at: moment(milliseconds), into: &output)
    }

    /// The records since the last call, each without its braces.
    mutating func records() -> [String] {
        defer { output.removeAll() }
        return String(decoding: output.bytes, as: UTF8.self).split(separator: "\n").map {
            String($0.dropFirst().dropLast())
        }
    }
}

private func record(_ milliseconds: Int, _ message: String, _ frame: [UInt8]) -> String {
    #""time":"1970-01-01T00:00:00.\#(String(milliseconds + 1000).dropFirst())Z","port":"p","#
        + #""device_type":"sungrow_charge_controller","message_type":"\#(message)","#
        + #""frame":"\#(hex(frame))""#
}

@Suite struct ListenerTests {
    @Test func `a frame is a record as soon as its last byte is read`() throws {
        var session = try Session()
        session.take(Array(statusPage.dropLast()), at: 10)
        #expect(session.records() == [])
        session.take([0xF0], at: 70)
        #expect(session.records() == [record(70, "status_page", statusPage)])
        #expect(session.listener.deadline == nil)
    }

    @Test func `a frame that may still grow is a record once the line has been silent`() throws {
        var session = try Session(side: .both)
        session.take(historyQuery, at: 5)
        #expect(session.records() == [])
        let deadline = try #require(session.listener.deadline)
        #expect(deadline > moment(5).instant)
        session.listener.settle(at: moment(6).instant, into: &session.output)
        #expect(session.records() == [])
        session.listener.settle(at: deadline, into: &session.output)
        #expect(session.records() == [record(5, "history_query", historyQuery)])
        #expect(session.listener.deadline == nil)
    }

    @Test func `a frame that later bytes settle has the time of its own last byte`() throws {
        var session = try Session(side: .both)
        session.take(historyQuery, at: 5)
        session.take(statusPage, at: 7)
        session.listener.end(into: &session.output)
        #expect(
            session.records() == [
                record(5, "history_query", historyQuery), record(7, "status_page", statusPage),
            ])
    }

    @Test func `a pause between two reads of a recording is no silence`() throws {
        var session = try Session(side: .both, isRecording: true)
        session.take(historyQuery, at: 5)
        #expect(session.listener.deadline == nil)
        session.listener.settle(at: moment(100_000).instant, into: &session.output)
        #expect(session.records() == [])
        session.listener.end(into: &session.output)
        #expect(session.records() == [record(5, "history_query", historyQuery)])
    }

    @Test func `noise is a record when it is asked for`() throws {
        var session = try Session(noise: true)
        session.take([1, 2], at: 1)
        session.take(statusPage, at: 2)
        #expect(
            session.records() == [
                #""time":"1970-01-01T00:00:00.001Z","port":"p","noise":"0102","reason":"garbage""#,
                record(2, "status_page", statusPage),
            ])
        var quiet = try Session()
        quiet.take([1, 2] + statusPage, at: 2)
        #expect(quiet.records() == [record(2, "status_page", statusPage)])
    }

    @Test func `no more records are made than were asked for`() throws {
        var session = try Session(limit: 2)
        session.take(statusPage + statusPage + statusPage, at: 1)
        #expect(session.listener.isDone)
        #expect(session.records().count == 2)
    }

    @Test func `pieces are records as they were read`() {
        var session = Session(.pieces)
        session.take([0xED, 3], at: 1)
        session.take([0], at: 2)
        #expect(
            session.records() == [
                #""time":"1970-01-01T00:00:00.001Z","port":"p","direction":"rx","bytes":"ed03""#,
                #""time":"1970-01-01T00:00:00.002Z","port":"p","direction":"rx","bytes":"00""#,
            ])
    }

    @Test func `what happens to the port is a record`() {
        var session = Session(.pieces)
        session.listener.append(
            event: "port_lost", at: Timestamp(milliseconds: 3), into: &session.output)
        #expect(
            session.records() == [
                #""time":"1970-01-01T00:00:00.003Z","port":"p","event":"port_lost""#
            ])
    }

    @Test(arguments: UInt64(0)..<20)
    func `every frame comes once, however it is read`(seed: UInt64) throws {
        var random = SplitMix64(seed)
        var stream: [UInt8] = []
        for _ in 0..<20 {
            stream += (0..<Int.random(in: 0...9, using: &random)).map { _ in 0x55 } + statusPage
        }
        var session = try Session()
        for (index, piece) in random.pieces(of: stream, longest: 90).enumerated() {
            session.take(piece, at: Int64(index))
        }
        session.listener.end(into: &session.output)
        let records = session.records()
        #expect(records.count == 20)
        #expect(records.allSatisfy { $0.hasSuffix(#""frame":"\#(hex(statusPage))""#) })
    }

    @Test(arguments: UInt64(0)..<50)
    func `every byte is in one record, whatever comes`(seed: UInt64) throws {
        var random = SplitMix64(seed)
        let catalog = DeviceCatalog(environment: [:])
        let devices = try catalog.names.compactMap { try catalog.device(named: $0) }
        var session = Session(.frames(of: devices.map { Audience($0) }, side: .both, noise: true))
        let beginnings: [[UInt8]] = [
            statusPage, historyQuery, Array("\r\nPID\t0x203\r\nV\t1".utf8), Array(":7F0ED".utf8),
            Array("\nA,00,".utf8), [1, 3, 0],
        ]
        var count = 0
        for milliseconds in 0..<400 {
            let isBeginning = Bool.random(using: &random)
            let piece =
                isBeginning
                ? beginnings.randomElement(using: &random) ?? []
                : [.random(in: 0...255, using: &random)]
            count += piece.count
            session.take(piece, at: Int64(milliseconds))
        }
        session.listener.end(into: &session.output)
        let found = session.records().map { record in
            let value = record.split(separator: "\"").drop { $0 != "frame" && $0 != "noise" }
            return value.dropFirst(2).first.map { $0.count / 2 } ?? 0
        }
        #expect(found.reduce(0, +) == count)
    }
}
