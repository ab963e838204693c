import SGBytes
import SGDevices
import SGTestSupport
import Testing

/// What an OutBack MATE sends for all that is connected to it.
@Suite struct MATEStreamTests {
    /// A page of each device type, without its address and checksum.
    static let pages = [
        "outback_inverter": (
            addresses: "0123456789:", rest: ",00,00,00,120,000,00,02,000,01,254,008,000,"
        ),
        "outback_charge_controller": (
            addresses: "ABCDEFGHIJK", rest: ",00,08,06,034,031,00,05,000,02,262,0000,00,"
        ),
        "outback_flexnet_dc": (
            addresses: "abcdefghij", rest: ",0583,0596,0000,05,00000,266,099,001,08,35,"
        ),
    ]

    @Test(arguments: UInt64(1)...5)
    func `the pages of all devices are told apart`(seed: UInt64) throws {
        var random = SplitMix64(seed)
        let sent = pages().shuffled(using: &random)
        let pieces = random.pieces(of: sent.flatMap(\.bytes), longest: 60)
        let devices = MATEStreamTests.pages.keys.compactMap { knownDevices[$0] }
        #expect(frames(in: pieces, of: devices, side: .host) == sent)
        #expect(frames(in: pieces, of: Array(knownDevices.values), side: .host) == sent)
    }

    @Test func `an address is the port of the hub`() throws {
        for page in pages() {
            let message = try #require(knownDevices[page.device]?[page.message])
            let address = try #require(try message.decode(page.bytes).first)
            let base: UInt8 = ["outback_inverter": 0x30, "outback_charge_controller": 0x41][
                page.device, default: 0x60]
            #expect(address.value == .number(String(page.bytes[1] - base)))
        }
    }

    @Test func `a command is framed at the device's side only`() throws {
        let inverter = try #require(knownDevices["outback_inverter"])
        let stream = [Array("SSx".utf8), Array("XX".utf8)]
        #expect(
            frames(in: stream, of: [inverter], side: .device).map(\.message)
                == ["inverter_search", "aux_off"])
        #expect(frames(in: stream, of: [inverter], side: .host) == [])
        #expect(frames(in: stream, of: [inverter], side: .both) == [])
    }

    @Test func `a field behind a bit takes its sign or scale from it`() throws {
        let inverter = try #require(knownDevices["outback_inverter"]?["status_page"])
        let page = try #require(pages().first { $0.device == "outback_inverter" }?.bytes)
        let frame = try inverter.encode(
            [
                ("is_230_V_unit", .bool(true)), ("AC_input_voltage", .number("230")),
                ("buy_current", .number("2.5")),
            ], over: page)
        #expect(String(decoding: frame[9...14], as: UTF8.self) == "05,115")
        #expect(throws: EncodeError.self) {
            try inverter.encode([("AC_input_voltage", .number("231"))], over: frame)
        }
    }

    /// Every page from every address.
    private func pages() -> [FoundFrame] {
        MATEStreamTests.pages.sorted { $0.key < $1.key }.flatMap { device, page in
            page.addresses.map { address in
                let text = "\(address)\(page.rest)"
                let sum = text.utf8.reduce(0) { $1 == 0x2C ? $0 : $0 + Int($1) - 0x30 }
                let digits = String(1000 + sum % 1000).suffix(3)
                return FoundFrame(
                    device: device, message: "status_page",
                    bytes: Array("\n\(text)\(digits)\r".utf8))
            }
        }
    }
}
