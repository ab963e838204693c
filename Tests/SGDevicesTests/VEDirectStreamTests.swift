import SGBytes
import SGDevices
import SGTestSupport
import Testing

/// VE.Direct lines, on which HEX messages cut into text blocks.
@Suite struct VEDirectStreamTests {
    static let hexMessages = [":A0002000148\n", ":ABCED0045A10000BC\n", ":501440B\n"]
    /// The two blocks of a BMV and one of an MPPT.
    static let blocks =
        Vector.lines(of: "frames/victron_bmv.jsonl")
        + Vector.lines(of: "frames/victron_mppt.jsonl").prefix(1)

    @Test(arguments: hexMessages, blocks)
    func `a HEX message may cut into a block anywhere`(text: String, vector: Vector) throws {
        let (hex, block) = (Array(text.utf8), vector.frame)
        for offset in 0...block.count {
            let pieces = [Array(block[..<offset]), hex, Array(block[offset...])]
            let frames = offset < block.count ? [hex, block] : [block, hex]
            #expect(try found(in: [pieces.flatMap(\.self)]) == frames, "cut at \(offset)")
            #expect(try found(in: pieces) == frames, "cut at \(offset), in three reads")
        }
    }

    @Test(arguments: blocks)
    func `a block and a HEX message may come byte by byte`(vector: Vector) throws {
        let hex = Array(":A0002000148\n".utf8)
        for offset in [0, 1, 2, 5, 11, vector.frame.count - 1] {
            var stream = vector.frame
            stream.insert(contentsOf: hex, at: offset)
            #expect(try found(in: stream.map { [$0] }) == [hex, vector.frame], "cut at \(offset)")
        }
    }

    @Test func `several HEX messages may cut into one block`() throws {
        var random = SplitMix64(2)
        let hex = VEDirectStreamTests.hexMessages.map { Array($0.utf8) }
        for vector in VEDirectStreamTests.blocks {
            let cuts = hex.map { _ in Int.random(in: 1..<vector.frame.count, using: &random) }
            var stream = vector.frame
            for (message, cut) in zip(hex, cuts.sorted()).reversed() {
                stream.insert(contentsOf: message, at: cut)
            }
            #expect(try found(in: [stream]) == hex + [vector.frame])
        }
    }

    @Test func `a HEX message with a wrong check byte leaves its block whole`() throws {
        let vector = try #require(VEDirectStreamTests.blocks.first)
        var stream = vector.frame
        stream.insert(contentsOf: ":A0002000149\n".utf8, at: 40)
        #expect(try found(in: [stream]) == [vector.frame])
    }

    @Test(arguments: blocks)
    func `a block with one wrong bit is never reported`(vector: Vector) throws {
        for bit in 0..<vector.frame.count * 8 {
            var block = vector.frame
            block[bit / 8] ^= 1 << (bit % 8)
            #expect(try found(in: [block]) == [], "bit \(bit)")
        }
    }

    @Test(arguments: blocks)
    func `a damaged block costs the next one nothing`(vector: Vector) throws {
        for offset in vector.frame.indices {
            var damaged = vector.frame
            damaged.remove(at: offset)
            #expect(try found(in: [damaged + vector.frame]) == [vector.frame], "byte \(offset)")
            #expect(
                try found(in: [vector.frame[..<offset] + vector.frame]) == [vector.frame],
                "cut at \(offset)")
        }
    }

    @Test func `labels that are not known survive in their places`() throws {
        let block = block(
            "PID\t0xA053", "XYZ\t7", "V\t12450", "v\tlower", "cap_ble\t0x00", "I\t-10")
        let message = try statusBlock
        let fields = try message.decode(block)
        #expect(
            fields.map(\.name)
                == ["product_id", "XYZ", "battery_voltage", "v", "cap_ble", "battery_current"])
        #expect(fields[1].value == .text("7"))
        #expect(try message.encode(fields.map { ($0.name, $0.value) }) == block)
        #expect(
            try message.encode([("battery_voltage", .number("12.5"))], over: block)
                == self.block(
                    "PID\t0xA053", "XYZ\t7", "V\t12500", "v\tlower", "cap_ble\t0x00", "I\t-10"))
    }

    @Test func `a label that is a field's name does not stand in for the field`() throws {
        let block = block(
            "PID\t0xA053", "battery_voltage\t7", "V\t12450", "battery_voltage_\t8",
            "battery_volt\t9")
        let message = try statusBlock
        let fields = try message.decode(block)
        #expect(
            fields.map(\.name) == [
                "product_id", "battery_voltage_", "battery_voltage", "battery_voltage__",
                "battery_volt",
            ])
        #expect(
            fields.dropFirst().map(\.value)
                == [.text("7"), .number("12.450"), .text("8"), .text("9")])
        #expect(try message.encode(fields.map { ($0.name, $0.value) }) == block)
    }

    @Test func `a block with one label twice is rejected`() throws {
        #expect(try found(in: [block("PID\t0xA053", "V\t12450", "I\t0")]).count == 1)
        #expect(try found(in: [block("PID\t0xA053", "V\t12450", "V\t12450")]) == [])
        #expect(try found(in: [block("PID\t0xA053", "XYZ\t1", "V\t12450", "XYZ\t2")]) == [])
    }

    @Test func `a register's field calls for its register`() throws {
        let device = try #require(knownDevices["victron_vedirect"])
        let message = try #require(device["set_register"])
        let capacity = FieldAssignment("battery_capacity", .number("500"))
        let frame = Array(":8001000F40148\n".utf8)
        #expect(try message.encode([capacity]) == frame)
        #expect(try message.encode([("register", .number("4096")), capacity]) == frame)
        #expect(throws: EncodeError.self) {
            try message.encode([("register", .number("512")), capacity])
        }
        #expect(
            try message.encode([("device_mode", .text("charger"))], over: frame)
                == Array(":8000200014A\n".utf8))
        #expect(throws: EncodeError.missingFields(["register"])) { try message.encode([]) }
    }

    private var statusBlock: Message {
        get throws {
            try #require(knownDevices["victron_vedirect"]?["status_block"])
        }
    }

    /// A block of lines with a right sum.
    private func block(_ lines: String...) -> [UInt8] {
        let text = (lines + ["Checksum\t"]).map { "\r\n" + $0 }.joined()
        return Array(text.utf8) + [0 &- text.utf8.reduce(0, &+)]
    }

    private func found(in pieces: [[UInt8]]) throws -> [[UInt8]] {
        let device = try #require(knownDevices["victron_vedirect"])
        return frames(in: pieces, of: [device], side: .host).map(\.bytes)
    }
}
