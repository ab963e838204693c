import Foundation
import SGBytes
import SGDevices
import SGTestSupport
import Testing

/// Which blocks of VE.Direct are whole, whatever label they begin with, and which have lost their
/// head.
@Suite struct BlockHeadTests {
    /// What devices send in turn: texts change from round to round, labels do not.
    static let cycles: [Cycle] = [
        Cycle(
            "MPPT, second block with ERR first",
            [
                "PID\t0xA06C", "FWE\t0316FF", "SER#\tHQ0000AAAAA", "V\t50100", "I\t8200",
                "VPV\t99000",
                "PPV\t411", "MPPT\t2", "CS\t3", "OR\t0x00000000",
            ],
            [
                "ERR\t0", "LOAD\tON", "Relay\tOFF", "H19\t2222", "H20\t88", "H21\t500", "H22\t144",
                "H23\t555", "HSDS\t5",
            ]),
        Cycle(
            "BMV-60x",
            [
                "V\t26201", "VS\t12100", "I\t0", "CE\t0", "SOC\t1000", "TTG\t-1", "Alarm\tOFF",
                "Relay\tOFF", "AR\t0", "BMV\t602S", "FW\t212",
            ],
            [
                "H1\t-55738", "H2\t-22", "H3\t-13", "H4\t2", "H5\t1", "H6\t-18000", "H7\t24000",
                "H8\t28770", "H9\t17200", "H10\t3", "H11\t0", "H12\t0",
            ]),
        Cycle("one kind, unknown head", ["SER#\tHQ1", "V\t12450", "VPV\t990", "PPV\t4", "I\t-10"]),
        Cycle("two kinds, unknown heads", ["MODE\t2", "V\t12450", "I\t-10"], ["X\t1", "WARN\t0"]),
    ]

    @Test func `the two blocks of a newer charger are found, whichever label comes first`() throws {
        let text = try String(
            contentsOf: packageFile("Tests/Cases/framing/vedirect-second-block-err-first.hex"),
            encoding: .utf8)
        let stream = try #require(bytes(hex: text))
        #expect(messages(in: [stream]) == BlockHeadTests.caseMessages)
        #expect(messages(in: stream.map { [$0] }) == BlockHeadTests.caseMessages)
    }

    private static let caseMessages = [
        "status_block", "register_update", "status_block", "status_block", "status_block",
    ]

    @Test(arguments: cycles, [1, 7, 10_000])
    func `every block of a device is found, from the first on`(cycle: Cycle, length: Int) {
        let blocks = cycle.blocks(rounds: 4)
        let stream = blocks.flatMap(\.self)
        let pieces = stride(from: 0, to: stream.count, by: length).map {
            Array(stream[$0..<min($0 + length, stream.count)])
        }
        #expect(found(in: pieces) == blocks)
    }

    @Test(arguments: cycles)
    func `a damaged block costs none of the others`(cycle: Cycle) {
        let blocks = cycle.blocks(rounds: 6)
        for damaged in (2 * cycle.lines.count)..<(3 * cycle.lines.count) {
            var (received, expected) = (blocks, blocks)
            received[damaged][9] ^= 1
            expected.remove(at: damaged)
            #expect(found(in: [received.flatMap(\.self)]) == expected, "block \(damaged)")
        }
    }

    @Test(arguments: cycles)
    func `a stream that begins anywhere gives every block that is whole in it`(cycle: Cycle) {
        let blocks = cycle.blocks(rounds: 5)
        let stream = blocks.flatMap(\.self)
        for start in 0..<blocks.prefix(2 * cycle.lines.count).joined().count {
            var end = 0
            let whole = blocks.filter { block in
                end += block.count
                return end - block.count >= start
            }
            #expect(found(in: [Array(stream[start...])]) == whole, "from byte \(start) on")
        }
    }

    @Test(arguments: cycles, [UInt64(1), 2])
    func `what is left of a block is never one, although its sum is right`(
        cycle: Cycle, seed: UInt64
    ) {
        var random = SplitMix64(seed)
        for round in 0..<400 {
            let blocks = cycle.blocks(rounds: 4)
            let kind = Int.random(in: 0..<cycle.lines.count, using: &random)
            let tail = cycle.tail(of: kind, random: &random)
            let place = Int.random(in: 0...2 * cycle.lines.count, using: &random)
            var received = blocks
            received.insert(tail, at: place)
            let noise: [UInt8] = Bool.random(using: &random) ? [] : [0x0D, 0x0A, 0x56]
            let found = found(in: [(noise + received.joined())])
            #expect(!found.contains(tail), "seed \(seed), round \(round)")
            #expect(found == blocks, "seed \(seed), round \(round)")
        }
    }

    @Test(arguments: cycles, [UInt64(1), 2])
    func `what is left of a block is never one where nothing else comes`(
        cycle: Cycle, seed: UInt64
    ) {
        var random = SplitMix64(seed)
        for _ in 0..<200 {
            let tail = cycle.tail(
                of: Int.random(in: 0..<cycle.lines.count, using: &random), random: &random)
            #expect(found(in: [tail]) == [])
            #expect(found(in: [[0x00] + tail]) == [])
            #expect(found(in: [tail + tail.dropLast(3)]) == [])
        }
    }

    @Test(arguments: cycles)
    func `HEX messages between the blocks change nothing`(cycle: Cycle) {
        let blocks = cycle.blocks(rounds: 3)
        let update = Array(":A0002000148\n".utf8)
        let stream = blocks.map { update + $0 }.joined()
        #expect(found(in: [Array(stream)]).filter { $0 != update } == blocks)
    }

    private func messages(in pieces: [[UInt8]]) -> [String] {
        frames(in: pieces, of: BlockHeadTests.devices, side: .host).map(\.message)
    }

    private func found(in pieces: [[UInt8]]) -> [[UInt8]] {
        frames(in: pieces, of: BlockHeadTests.devices, side: .host).map(\.bytes)
    }

    private static let devices = [knownDevices["victron_vedirect"]].compactMap(\.self)

    /// The blocks that a device sends in turn.
    struct Cycle: Sendable, CustomTestStringConvertible {
        let name: String
        let lines: [[String]]

        var testDescription: String { name }

        init(_ name: String, _ lines: [String]...) {
            self.name = name
            self.lines = lines
        }

        func blocks(rounds: Int) -> [[UInt8]] {
            (0..<rounds).flatMap { round in
                lines.map { lines in
                    block(
                        lines.dropLast().map { "\r\n" + $0 } + ["\r\n\(lines.last ?? "")\(round)"])
                }
            }
        }

        /// What is left of a block that lost its head, with a right sum; of its first label,
        /// perhaps, only an end.
        func tail(of kind: Int, random: inout SplitMix64) -> [UInt8] {
            let kept = lines[kind].suffix(Int.random(in: 1..<lines[kind].count, using: &random))
            var texts = Array(kept)
            if let label = texts[0].firstIndex(of: "\t") {
                let lost = Int.random(
                    in: 0..<texts[0].distance(from: texts[0].startIndex, to: label), using: &random)
                texts[0].removeFirst(lost)
            }
            return block(texts.map { "\r\n" + $0 })
        }

        private func block(_ lines: [String]) -> [UInt8] {
            let text = Array((lines.joined() + "\r\nChecksum\t").utf8)
            return text + [0 &- text.reduce(0, &+)]
        }
    }
}
