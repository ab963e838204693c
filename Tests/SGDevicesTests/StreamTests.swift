import Foundation
import SGBytes
import SGDevices
import SGTestSupport
import Testing

/// What noisy lines delivered, and the frames that are in it, no more and no less.
@Suite struct StreamTests {
    static let names: [String] = {
        let files = try? FileManager.default.contentsOfDirectory(
            atPath: vectorURL("streams").path)
        return (files ?? []).filter { $0.hasSuffix(".bin") }.map { String($0.dropLast(4)) }.sorted()
    }()

    @Test func `there are streams`() {
        #expect(StreamTests.names.count > 30)
    }

    @Test(arguments: names)
    func `a stream yields its frames in one read`(name: String) throws {
        let stream = try stream(name)
        #expect(frames(in: [stream], devices(for: name)) == (try expected(name)))
    }

    @Test(arguments: names)
    func `a stream yields its frames byte by byte`(name: String) throws {
        let stream = try stream(name)
        #expect(frames(in: stream.map { [$0] }, devices(for: name)) == (try expected(name)))
    }

    @Test(arguments: names, [UInt64(1), 2, 3])
    func `a stream yields its frames however it is cut`(name: String, seed: UInt64) throws {
        var random = SplitMix64(seed)
        let pieces = random.pieces(of: try stream(name), longest: 200)
        #expect(frames(in: pieces, devices(for: name)) == (try expected(name)))
    }

    @Test(arguments: names)
    func `a stream yields the same frames when every type is tried`(name: String) throws {
        let stream = try stream(name)
        #expect(frames(in: [stream], Array(knownDevices.values)) == (try expected(name)))
    }

    private func stream(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: vectorURL("streams/\(name).bin")))
    }

    private func devices(for name: String) -> [DeviceType] {
        let names: [String: [String]] = [
            "allegro": ["allegro_inverter"], "charge": ["sungrow_charge_controller"],
            "inverter": ["sungrow_inverter"], "outback": ["outback_charge_controller"],
            "mixed": ["sungrow_charge_controller", "sungrow_inverter"],
        ]
        let kind = name.split(separator: "_").first.map(String.init) ?? ""
        return (names[kind] ?? []).compactMap { knownDevices[$0] }
    }

    /// One frame as text: where it starts, what it is, and its fields.
    private func expected(_ name: String) throws -> [String] {
        Vector.lines(of: "streams/\(name).expected.jsonl").map { line in
            "\(line["offset"])+\(line["length"]) \(line["message_type"]),\"fields\":"
                + compact(line["fields"])
        }
    }

    private func frames(in pieces: [[UInt8]], _ devices: [DeviceType]) -> [String] {
        var framer = Framer(devices.map { Audience($0) }, side: .host)
        var writer = FieldsWriter()
        var found: [String] = []
        var offset = 0
        func take(_ framed: Framed) {
            let count = framed.bytes.count
            if case .frame(let frame) = framed {
                var record = ByteWriter()
                try? writer.append(frame.bytes.span, of: frame.message, to: &record)
                let keys = String(decoding: record.bytes, as: UTF8.self)
                let fields = keys.firstRange(of: ",\"suspect\":").map { keys[..<$0.lowerBound] }
                found.append("\(offset)+\(count) \(frame.message.name)\(fields ?? keys[...])")
            }
            offset += count
        }
        for piece in pieces {
            framer.append(piece.span)
            while let framed = framer.next(.open(silentFor: .zero)) { take(framed) }
        }
        while let framed = framer.next(.ended) { take(framed) }
        #expect(offset == pieces.reduce(0) { $0 + $1.count }, "bytes were lost")
        return found
    }
}
