import Foundation
import SGBytes
import SGDevices
import SGTestSupport
import Testing

/// What a bad line does to a stream: nothing may trap or hang, no bytes may get lost, no invalid
/// frame may be reported, and every frame that the damage did not touch must still be found.
@Suite struct DamageTests {
    @Test(arguments: [Side.host, .device, .both], [UInt64(1), 2, 3, 4])
    func `random bytes give no invalid frame`(side: Side, seed: UInt64) {
        var random = SplitMix64(seed)
        let bytes = (0..<250_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        _ = found(in: random.pieces(of: bytes, longest: 5000), side)
    }

    @Test(arguments: StreamTests.names, [UInt64(1), 2, 3])
    func `frames that damage did not touch are found`(name: String, seed: UInt64) throws {
        var random = SplitMix64(seed)
        let stream = Array(try Data(contentsOf: vectorURL("streams/\(name).bin")))
        let frames = Vector.lines(of: "streams/\(name).expected.jsonl").compactMap { line in
            Int(line["offset"]).flatMap { offset in
                Int(line["length"]).map { offset..<offset + $0 }
            }
        }
        let damaged = DamagedStream(stream, random: &random)
        let found = found(in: random.pieces(of: damaged.bytes, longest: 300), .host)
        for frame in frames {
            guard let place = damaged.place(of: frame) else { continue }
            #expect(found.contains(place), "\(name), seed \(seed): frame at \(frame) is lost")
        }
    }

    /// Where frames are found; each is checked by a second look.
    private func found(in pieces: [[UInt8]], _ side: Side) -> Set<Range<Int>> {
        var framer = Framer(knownDevices.values.map { Audience($0) }, side: side)
        var found: Set<Range<Int>> = []
        var offset = 0
        func take(_ framed: Framed) {
            let end = offset + framed.bytes.count
            if case .frame(let frame) = framed {
                #expect(throws: Never.self) { try frame.message.decode(frame.bytes) }
                found.insert(offset..<end)
            }
            offset = end
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

/// A stream with bits flipped and bytes dropped, doubled and cut out.
private struct DamagedStream {
    private(set) var bytes: [UInt8] = []
    /// For each byte of the original, where it stands now; `nil` when it was touched.
    private var places: [Int?] = []

    init(_ stream: [UInt8], random: inout SplitMix64) {
        var cut = 0
        for byte in stream {
            if cut > 0 {
                cut -= 1
                places.append(nil)
                continue
            }
            switch Int.random(in: 0..<2000, using: &random) {
            case 0:
                places.append(nil)
                bytes.append(byte ^ 1 << UInt8.random(in: 0...7, using: &random))
            case 1:
                places.append(nil)
            case 2:
                places.append(nil)
                bytes += [byte, byte]
            case 3:
                places.append(nil)
                cut = Int.random(in: 0...40, using: &random)
            default:
                places.append(bytes.count)
                bytes.append(byte)
            }
        }
    }

    /// Where a frame stands now; `nil` when it, or the byte after it, was touched.
    ///
    /// The byte after counts because a page of text ends where what follows is none of it.
    func place(of frame: Range<Int>) -> Range<Int>? {
        let after = frame.upperBound < places.count ? frame.upperBound + 1 : frame.upperBound
        guard let start = places[frame.lowerBound],
            !places[frame.lowerBound..<after].contains(nil)
        else { return nil }
        return start..<start + frame.count
    }
}
