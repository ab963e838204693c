import Foundation
import SGBytes
import SGDevices
import SGPorts
import SGRecords
import SGSystem
import SGTestSupport
import Testing

/// Streams with pauses anywhere, in virtual time: a live line gives the frames that a file gives.
@Suite struct PauseTests {
    static let types = Definition.embeddedNames

    @Test(arguments: types, [UInt64(1), 2, 3, 4, 5])
    func `pauses of up to 1.5 s at any place lose nothing and blend nothing`(
        type: String, seed: UInt64
    ) throws {
        var random = SplitMix64(seed)
        for _ in 0..<20 {
            let stream = try Stream(of: type, random: &random)
            let pieces = random.pieces(of: stream.bytes, longest: 60).map { piece in
                (piece, Duration.milliseconds(Int.random(in: 0...1500, using: &random)))
            }
            let live = try frames(of: type, in: pieces)
            #expect(try frames(of: type, in: [(stream.bytes, .zero)]) == live, "seed \(seed)")
            #expect(live.count >= stream.wholeCount, "seed \(seed)")
        }
    }

    @Test(arguments: types, [UInt64(6)])
    func `bytes one at a time lose nothing`(type: String, seed: UInt64) throws {
        var random = SplitMix64(seed)
        let stream = try Stream(of: type, random: &random)
        let pieces = stream.bytes.map { byte in
            ([byte], Duration.milliseconds(Int.random(in: 0...1500, using: &random)))
        }
        #expect(try frames(of: type, in: [(stream.bytes, .zero)]) == frames(of: type, in: pieces))
    }

    @Test func `blocks that a charger sends in two parts are found`() throws {
        let capture = packageFile("Tests/Cases/framing/vedirect-pause-in-block.jsonl")
        var last = 0.0
        let pieces = try String(contentsOf: capture, encoding: .utf8).split(separator: "\n").map {
            line in
            let words = line.split(separator: "\"")
            let time = words[3].dropFirst(17).dropLast().split(separator: ":").last.map(String.init)
            let seconds = try #require(time.flatMap { Double($0) })
            defer { last = seconds }
            return (
                try #require(bytes(hex: String(words[7]))), .seconds(1) * max(0, seconds - last)
            )
        }
        #expect(try frames(of: "victron_vedirect", in: pieces).count == 10)
    }

    @Test func `a part is given up when what follows does not continue it, or never comes`() throws
    {
        let type = "outback_charge_controller"
        let page = try #require(try Stream.pages(of: type).first)
        let part = Array(page.prefix(20))
        #expect(try frames(of: type, in: [(part, .zero), (page, .zero)]).count == 1)
        #expect(try frames(of: type, in: [(part, .zero), (page, .seconds(1))]).count == 1)
        let rest = Array(page.dropFirst(20))
        #expect(try frames(of: type, in: [(part, .zero), (rest, .milliseconds(2900))]).count == 1)
        #expect(try frames(of: type, in: [(part, .zero), (rest, .milliseconds(3100))]).count == 0)
    }

    @Test func `the longest pause is set`() throws {
        let type = "outback_charge_controller"
        let page = try #require(try Stream.pages(of: type).first)
        let pieces = [
            (Array(page.prefix(20)), Duration.zero), (Array(page.dropFirst(20)), .seconds(2)),
        ]
        #expect(try frames(of: type, in: pieces, longestPause: .seconds(1)).count == 0)
        #expect(try frames(of: type, in: pieces, longestPause: .seconds(5)).count == 1)
    }

    /// What a listener finds when pieces come with a pause before each; of the pages of an
    /// Allegro, what stands before the legend, which does not come when the line falls silent there.
    private func frames(
        of type: String, in pieces: [(bytes: [UInt8], pause: Duration)],
        longestPause: Duration = LineSettings().longestPause
    ) throws -> [String] {
        let device = try #require(try DeviceCatalog(environment: [:]).device(named: type))
        var listener = Listener(
            .frames(of: [Audience(device)], side: .host, noise: false), origin: RecordOrigin(),
            isRecording: false, longestPause: longestPause)
        var output = ByteWriter()
        var now = ContinuousClock.now
        for (bytes, pause) in pieces {
            let arrival = now + pause
            while let deadline = listener.deadline, deadline <= arrival {
                listener.settle(at: deadline, into: &output)
            }
            now = arrival
            let moment = Moment(instant: now, time: Timestamp(milliseconds: 0))
            listener.take(bytes.span, at: moment, into: &output)
        }
        listener.end(into: &output)
        let legend = hex(Array("\r\n*7".utf8))
        return String(decoding: output.bytes, as: UTF8.self).split(separator: "\n").map { line in
            line.firstRange(of: legend).map { String(line[..<$0.lowerBound]) + "\"}" }
                ?? String(line)
        }
    }

    /// Pages of a device, with noise and parts of pages between them.
    private struct Stream {
        var bytes: [UInt8] = []
        /// How many pages are whole.
        let wholeCount = 6

        init(of type: String, random: inout SplitMix64) throws {
            let pages = try Stream.pages(of: type)
            for _ in 0..<wholeCount {
                let page = try #require(pages.randomElement(using: &random))
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes += page.prefix(Int.random(in: 1..<page.count, using: &random))
                case 1: bytes += (0..<3).map { _ in UInt8.random(in: 0...255, using: &random) }
                default: break
                }
                bytes += [0, 0]
                bytes += page
                bytes += Array("\r\n".utf8)
            }
        }

        /// The pages that are among the examples of a definition.
        static func pages(of type: String) throws -> [[UInt8]] {
            let text = try #require(Definition.embedded(type))
            let definition = Definition(text, file: "", name: nil, for: .check)
            let device = try #require(definition.device)
            return definition.examples.filter { example in
                example.fields != nil && device[example.message]?.sender == .device
            }.map(\.frame)
        }
    }
}
