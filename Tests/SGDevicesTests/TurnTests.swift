import Foundation
import SGBytes
import SGDevices
import SGTestSupport
import Testing

/// Messages that come in several blocks, which a device sends in turn.
@Suite struct TurnTests {
    private let device: DeviceType
    private let message: Message
    private static let first = block("PID\t0x203", "V\t25110", "SOC\t951")
    private static let second = block("H1\t-81000", "H2\t-3210", "H7\t21500")

    init() throws {
        device = try #require(Definition(embedded: "victron_vedirect")?.device)
        message = try #require(device["status_block"])
    }

    private func frame(_ bytes: [UInt8]) throws -> Frame {
        try device.frame(bytes, of: message)
    }

    private func fields(_ frame: Frame) -> [String] {
        frame.fields.map { "\($0.name)=\($0.value)" }
    }

    @Test func `two blocks are one frame, with the fields of both`() throws {
        let joined = try #require(frame(Self.first).joined(with: frame(Self.second)))
        #expect(joined.bytes == Self.first + Self.second)
        #expect(
            fields(joined) == [
                "product_id=515", "battery_voltage=25.110", "state_of_charge=95.1",
                "deepest_discharge=-81.000", "last_discharge=-3.210",
                "battery_voltage_minimum=21.500",
            ])
        let reversed = try #require(frame(Self.second).joined(with: frame(Self.first)))
        #expect(fields(reversed).sorted() == fields(joined).sorted())
    }

    @Test func `of a field that stands in both, the later value counts`() throws {
        let later = block("PID\t0x204", "H1\t-81000", "H2\t-3210")
        let joined = try #require(frame(Self.first).joined(with: frame(later)))
        #expect(
            fields(joined) == [
                "battery_voltage=25.110", "state_of_charge=95.1", "product_id=516",
                "deepest_discharge=-81.000", "last_discharge=-3.210",
            ])
    }

    @Test(arguments: [
        first, block("PID\t0x203", "V\t25120", "SOC\t950"),
        // A label more, or fewer, makes no other kind of block of it.
        block("PID\t0x203", "V\t25120", "SOC\t950", "T\t21"), block("V\t25120", "SOC\t950"),
        block("PID\t0x203", "V\t25120", "I\t-2", "P\t-1", "T\t21", "AR\t0"),
    ])
    func `the next block of a kind begins another turn`(next: [UInt8]) throws {
        #expect(try frame(Self.first).joined(with: frame(next)) == nil)
        let whole = try #require(frame(Self.first).joined(with: frame(Self.second)))
        #expect(try whole.joined(with: frame(next)) == nil)
        #expect(throws: Mismatch.self) { try frame(Self.first + Self.second + next) }
    }

    @Test func `a frame with a damaged block is none, wherever the damage is`() throws {
        let whole = Self.first + Self.second
        for place in whole.indices {
            var damaged = whole
            damaged[place] ^= 1
            #expect(throws: Mismatch.self, "byte \(place)") { try frame(damaged) }
        }
        for count in 1..<whole.count where count != Self.first.count {
            #expect(throws: Mismatch.self, "\(count) bytes") { try frame(Array(whole[..<count])) }
        }
    }

    @Test func `a message of another protocol inside of a block is no part of a frame`() throws {
        var interrupted = Self.first
        interrupted.insert(contentsOf: Array(":A0002000148\n".utf8), at: 12)
        #expect(throws: Mismatch.self) { try frame(interrupted) }
    }

    @Test func `a turn has an end, however many kinds of blocks there are`() throws {
        var whole = try frame(block("X0\t0", "Y0\t0"))
        var count = 1
        while count < 100,
            let next = whole.joined(with: try frame(block("X\(count)\t0", "Y\(count)\t0")))
        {
            whole = next
            count += 1
        }
        #expect(count == 8)
    }

    @Test func `every byte of a turn is explained`() throws {
        let regions = try message.regions(of: Self.first + Self.second)
        let ends = [Self.first.count, Self.first.count + Self.second.count]
        let sums = regions.filter { if case .checksum = $0.role { true } else { false } }
        #expect(sums.map(\.place.upperBound) == ends)
    }

    @Test func `without 'turn' a block is a message`() throws {
        let text = try #require(Definition.embedded("victron_vedirect"))
        let plain = String(decoding: text, as: UTF8.self).replacing(#/\n    turn: .*/#, with: "")
        let device = try #require(
            Definition(Array(plain.utf8), file: "v.yaml", name: "victron_vedirect").device)
        let message = try #require(device["status_block"])
        #expect(message.turn == nil)
        #expect(throws: Mismatch.self) {
            try device.frame(Self.first + Self.second, of: message)
        }
        let first = try device.frame(Self.first, of: message)
        #expect(try first.joined(with: device.frame(Self.second, of: message)) == nil)
    }
}

/// A block of these lines, with a right sum.
private func block(_ lines: String...) -> [UInt8] {
    var block = Array((lines.map { "\r\n" + $0 }.joined() + "\r\nChecksum\t").utf8)
    block.append(0 &- block.reduce(0, &+))
    return block
}
