import SGBytes
import SGDevices
import Testing

/// What bytes that are no frame came near to, and what happened to them on the way.
@Suite struct NearMissTests {
    private let devices = knownDevices.keys.sorted().compactMap { knownDevices[$0] }

    @Test func `a wrong checksum is shown as the wire has it`() throws {
        let inverter = nearest(to: [1, 3, 7, 0, 1, 0, 0, 0, 0, 0, 0, 0xC4, 0xE6])
        #expect(inverter?.message.name == "status_query")
        #expect(inverter?.checksums?.found == [0xC4, 0xE6])
        #expect(inverter?.checksums?.computed == [0xC4, 0xE7])
        let page = Array("\nA,00,08,06,034,031,00,05,000,02,262,0000,00,058\r".utf8)
        #expect(nearest(to: page)?.checksums?.found == Array("058".utf8))
        #expect(nearest(to: page)?.checksums?.computed == Array("059".utf8))
    }

    @Test func `a flipped bit is found where it can only be one`() throws {
        var page = inverterPage
        page[30] ^= 0x10
        #expect(nearest(to: page)?.damage == .flippedBit(at: 30))
    }

    @Test func `a wrong byte in the start of a frame is found`() {
        var page = inverterPage
        page[2] = 0x5F
        #expect(nearest(to: page)?.damage == .wrongByte(at: 2, expected: 0x5E))
    }

    @Test func `a lost byte is found`() {
        var page = page(of: "sungrow_charge_controller")
        let lost = page.remove(at: 23)
        #expect(nearest(to: page)?.damage == .lostByte(value: lost))
    }

    @Test func `a byte that came twice is found`() {
        var page = inverterPage
        page.insert(page[25], at: 25)
        #expect(nearest(to: page)?.damage == .extraByte(at: 25))
    }

    @Test func `a near miss behind garbage tells where it begins`() {
        let miss = nearest(to: [1, 2, 3] + inverterPage.dropLast(20))
        #expect(miss?.offset == 3)
        #expect(miss?.mismatch.progress == 80)
        #expect(miss?.length == 100)
        #expect(miss?.isSolid == true)
    }

    @Test func `a coincidence of one byte is no near miss`() {
        #expect(nearest(to: [0xED, 0x77, 0x77, 0x77]) == nil)
    }

    private func nearest(to bytes: [UInt8]) -> NearMiss? {
        nearMisses(in: bytes, of: devices.map { Audience($0) }).first
    }

    private var inverterPage: [UInt8] { page(of: "sungrow_inverter") }

    private func page(of type: String) -> [UInt8] {
        Vector.lines(of: "examples.jsonl").first {
            $0["device_type"] == type && $0["message_type"] == "status_page"
        }?.frame ?? []
    }
}
