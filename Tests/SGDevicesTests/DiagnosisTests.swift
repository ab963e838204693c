import SGBytes
import SGDevices
import SGTestSupport
import Testing

/// What is said of a line on which little or nothing decodes.
@Suite struct DiagnosisTests {
    // MARK: - The line itself

    @Test func `silence is told apart from wrong bytes`() {
        #expect(hints([]) == [.nothingCame])
    }

    @Test(arguments: [2, 3, 4, 6], SerialWire.Resync.allCases)
    func `a baud rate that is too high is recognised`(times: Int, resync: SerialWire.Resync) {
        for type in ["sungrow_charge_controller", "allegro_inverter"] {
            let wire = SerialWire(readBit: 96 / times, resync: resync)
            #expect(hints(wire.received(pages(of: type))) == [.readTooFast(times: times)])
        }
    }

    @Test func `a baud rate that is far too high gives nothing but zeros`() {
        let wire = SerialWire(readBit: 96 / 12)
        let received = wire.received(pages(of: "allegro_inverter"))
        #expect(hints(received) == [.onlyOne(byte: 0, percent: 100)])
    }

    @Test(arguments: [2, 3, 4], SerialWire.Resync.allCases)
    func `a baud rate that is too low is not taken for anything else`(
        times: Int, resync: SerialWire.Resync
    ) throws {
        for type in ["sungrow_charge_controller", "allegro_inverter", "outback_charge_controller"] {
            let received = SerialWire(readBit: 96 * times, resync: resync).received(pages(of: type))
            #expect(hints(received) == [.checkSettings])
            let hint = try #require(hints(received, [try device(type)]).first)
            if type == "sungrow_charge_controller" {
                #expect(hint == .checkSettings)
            } else {
                #expect("\(hint)".hasPrefix("notText"))
            }
        }
    }

    @Test(arguments: ["sungrow_charge_controller", "sungrow_inverter"])
    func `swapped wires are recognised by the start of frames`(type: String) {
        for resync in SerialWire.Resync.allCases {
            let wire = SerialWire(isInverted: true, resync: resync)
            #expect(hints(wire.received(pages(of: type))) == [.inverted(device: type)])
        }
    }

    @Test(arguments: [
        ("outback_charge_controller", "06,034,031,00,05,000,02,262"),
        ("allegro_inverter", "24.7 Vdc\r\n*2 Vout"),
    ])
    func `swapped wires are recognised by the text that was sent`(
        type: String, text: String
    ) throws {
        let wire = SerialWire(isInverted: true, resync: .whenHigh)
        let hint = try #require(hints(wire.received(pages(of: type))).first)
        guard case .invertedText(let found) = hint else {
            Issue.record("\(hint)")
            return
        }
        #expect(String(decoding: found, as: UTF8.self).contains(text))
    }

    @Test(arguments: ["sungrow_charge_controller", "outback_charge_controller"])
    func `bytes turned over are recognised`(type: String) {
        let bytes = pages(of: type).flatMap { $0.map { ~$0 } }
        #expect(hints(bytes) == [.complemented(device: type)])
    }

    @Test(arguments: ["E", "O", "M"])
    func `a parity bit read as data is recognised`(parity: String) {
        let bytes = pages(of: "allegro_inverter").flatMap { $0.map { withParity($0, parity) } }
        #expect(hints(bytes) == [.parityBit(parity: parity, device: "allegro_inverter")])
    }

    @Test func `text of no known device has its parity bit recognised`() {
        let bytes = Array("Some other device, version 1.0\r\n".utf8).map { withParity($0, "E") }
        #expect(hints(bytes) == [.parityBit(parity: "E", device: nil)])
    }

    @Test func `text of no known device is not blamed on the baud rate`() {
        #expect(hints(Array("Some other device, version 1.0\r\n".utf8)) == [.unknownText])
    }

    @Test(arguments: [UInt8(0), 0xFF])
    func `a line at rest is recognised`(byte: UInt8) {
        let bytes = [UInt8](repeating: byte, count: 95) + [1, 2, 3, 4, 5]
        #expect(hints(bytes) == [.onlyOne(byte: byte, percent: 95)])
    }

    @Test(arguments: UInt64(0)..<20)
    func `random bytes are taken for nothing`(seed: UInt64) {
        var random = SplitMix64(seed)
        let bytes = (0..<4096).map { _ in UInt8.random(in: 0...255, using: &random) }
        #expect(hints(bytes) == [.checkSettings])
    }

    // MARK: - Frames

    @Test func `a line on which all is well needs no hint`() {
        #expect(hints(pages(of: "sungrow_inverter").flatMap { $0 }) == [])
    }

    @Test func `a frame of another address names the address`() throws {
        let message = try #require(
            device("sungrow_charge_controller")["status_query"])
        let query = try message.encode([], address: 5)
        #expect(
            hints(query, side: .device)
                == [.otherAddress(device: "sungrow_charge_controller", address: 5, frames: 1)])
    }

    @Test func `requests without replies are one's own, and a silent device`() {
        let query: [UInt8] = [0xED, 0x03, 0x03, 0xF3]
        #expect(
            hints(query + query) == [
                .otherSide(device: "sungrow_charge_controller", sender: .host, frames: 2),
                .noAnswer,
            ])
    }

    @Test func `pages heard by a device are those of another device`() {
        let type = "sungrow_charge_controller"
        let page = Array(pages(of: type).prefix(1).joined())
        #expect(
            hints(page, side: .device) == [.otherSide(device: type, sender: .device, frames: 1)])
    }

    @Test func `frames of a type that is not asked for are named`() throws {
        let page = Array(pages(of: "sungrow_inverter").prefix(1).joined())
        let asked = [try device("sungrow_charge_controller")]
        #expect(
            hints(page, asked, others: allDevices.filter { $0.name != asked[0].name })
                == [.otherType(device: "sungrow_inverter", frames: 1)])
    }

    @Test func `a page cut short says how much came`() {
        let type = "sungrow_charge_controller"
        let bytes = pages(of: type).prefix(3).flatMap { $0.prefix(40) }
        #expect(
            hints(Array(bytes.prefix(40))) == [
                .cutShort(
                    device: type, message: "status_page", frames: 1, longest: 40, length: 60)
            ])
    }

    @Test func `damaged frames mean a disturbed line`() {
        let type = "sungrow_charge_controller"
        var page = Array(pages(of: type).prefix(1).joined())
        page[30] ^= 4
        #expect(hints(page) == [.damaged(device: type, frames: 1)])
    }

    @Test func `a frame that is whole but for a short checksum is damaged`() throws {
        let text = """
            {device_type: test, manufacturer: A, model: B, category: c, messages: {page: {
              from: device, start: 5a 81, length: 7, checksum: {kind: sum, bytes: 1},
              fields: [{at: 2, name: a, type: u32}]}}}
            """
        let read = Definition(Array(text.utf8), file: "test.yaml", name: "test", for: .use)
        let devices = allDevices + [try #require(read.device)]
        let frame: [UInt8] = [0x5A, 0x81, 0x01, 0x0E, 0xFF, 0xE2, 0xCA]
        #expect(hints(frame, devices) == [.damaged(device: "test", frames: 1)])
        #expect(hints([0x40] + frame, devices) == [.checkSettings])
    }

    @Test func `changed line ends are recognised`() {
        let type = "outback_charge_controller"
        let bytes = pages(of: type).flatMap { $0.map { $0 == 0x0D ? 0x0A : $0 } }
        #expect(hints(bytes) == [.lineEnds(device: type, frames: 1)])
    }

    // MARK: -

    private let allDevices = knownDevices.keys.sorted().compactMap { knownDevices[$0] }

    private func device(_ name: String) throws -> DeviceType {
        try #require(knownDevices[name])
    }

    /// A few status pages, out of the vectors.
    private func pages(of type: String) -> [[UInt8]] {
        Vector.lines(of: "examples.jsonl")
            .filter { $0["device_type"] == type && $0["message_type"] == "status_page" }
            .flatMap { [$0.frame, $0.frame, $0.frame] }
    }

    private func withParity(_ byte: UInt8, _ parity: String) -> UInt8 {
        switch parity {
        case "E": byte.nonzeroBitCount % 2 == 0 ? byte : byte | 0x80
        case "O": byte.nonzeroBitCount % 2 == 1 ? byte : byte | 0x80
        default: byte | 0x80
        }
    }

    private func hints(
        _ bytes: [UInt8], _ devices: [DeviceType]? = nil, others: [DeviceType] = [],
        side: Side = .host
    ) -> [Hint] {
        let devices = devices ?? allDevices
        let audience = devices.map { Audience($0) }
        let analysis = StreamAnalysis(audience, others: others, side: side)
        var diagnosis = Diagnosis(devices)
        var framer = Framer(audience, side: side)
        framer.append(bytes.span)
        var noise: [UInt8] = []
        func endNoise() {
            for part in analysis.parts(of: noise) { diagnosis.take(part) }
            noise = []
        }
        while let framed = framer.next(.ended) {
            switch framed {
            case .frame(let frame):
                endNoise()
                diagnosis.take(.frame(analysis.found(frame)))
            case .noise(let bytes, _):
                noise += bytes
            }
        }
        endNoise()
        return diagnosis.hints
    }
}
