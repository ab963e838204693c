import SGBytes
import SGDevices
import Testing

/// Frames that are built from other frames: a setting from the page that shows it.
@Suite struct BaseFrameTests {
    private func controller() throws -> DeviceType {
        try #require(knownDevices["sungrow_charge_controller"])
    }

    /// The vendor's configuration page, and the vendor's setting made of it.
    private func example(
        of name: String, _ device: String = "sungrow_charge_controller"
    ) throws -> Frame {
        let text = try #require(Definition.embedded(device))
        let definition = Definition(text, file: "", name: nil, for: .check)
        let bytes = try #require(definition.examples.first { $0.message == name }).frame
        let type = try #require(knownDevices[device])
        return try type.frame(bytes, of: #require(type[name]))
    }

    @Test func `a setting keeps the text of every field of the page that is not changed`() throws {
        let page = try #require(try controller()["configuration_page"])
        let setting = try #require(try controller()["configuration_setting"])
        let changes: [FieldAssignment] = [
            ("overvoltage_protection_threshold", .number("58.5")),
            ("overvoltage_recovery_threshold", .number("57.2")),
            ("communication_address", .text("237")),
        ]
        let frame = try setting.encode(changes, base: example(of: page.name))
        #expect(try frame == example(of: setting.name).bytes)
    }

    @Test func `leading zeros of a number survive`() throws {
        let page = try #require(try controller()["configuration_page"])
        let setting = try #require(try controller()["configuration_setting"])
        var fields = try example(of: page.name).fields.map { ($0.name, $0.value) }
        let index = try #require(fields.firstIndex { $0.0 == "float_voltage" })
        fields[index].1 = .number("053.5")
        let base = try controller().frame(of: page, with: fields, at: 0xED)
        let frame = try setting.encode([("start_voltage", .number("50"))], base: base)
        #expect(String(decoding: frame, as: UTF8.self).contains("\0053.5\050.0\0"))
    }

    @Test func `the address is that of the page unless another is given`() throws {
        let page = try #require(try controller()["configuration_page"])
        let setting = try #require(try controller()["configuration_setting"])
        let fields = try example(of: page.name).fields.map { ($0.name, $0.value) }
        let base = try controller().frame(of: page, with: fields, at: 7)
        #expect(try setting.address(in: setting.encode([], base: base)) == 7)
        let elsewhere = try setting.encode([], address: 9, base: base)
        #expect(setting.address(in: elsewhere) == 9)
        #expect(setting.accepts(elsewhere, address: 9))
        #expect(!setting.accepts(elsewhere, address: 7))
    }

    @Test func `a base frame is sent on to another address`() throws {
        let query = try #require(try controller()["status_query"])
        let base = try controller().frame(of: query, at: 0xED)
        #expect(try query.encode([], base: base) == base.bytes)
        #expect(try query.encode([], address: 2, base: base) == [2, 3, 3, 8])
    }

    @Test func `a page of another format gives its values`() throws {
        let inverter = try #require(knownDevices["sungrow_inverter"])
        let page = try #require(inverter["status_page"])
        let setting = try #require(inverter["set_datetime"])
        let base = try example(of: page.name, inverter.name)
        let frame = try setting.encode([], base: base)
        #expect(try setting.decode(frame).map(\.value) == [.text("2008-12-13 08:50:04")])
    }

    @Test func `a frame with a wrong checksum, or cut short, is a damaged one`() throws {
        let page = try #require(try controller()["status_page"])
        let good = [0xED, 3, 0, 0] + [UInt8](repeating: 0, count: 52) + [0, 0, 0, 0xF0]
        var bad = good
        bad[20] = 1
        #expect(page.isDamaged(bad) && !page.accepts(bad))
        #expect(!page.isDamaged(good) && page.accepts(good))
        #expect(!page.isDamaged(bad, address: 2))
        #expect(page.isDamaged(bad.dropLast()) && !page.isDamaged([0xED]))
    }

    @Test func `the longest frame is known where the format limits it`() throws {
        let lengths = try ["status_page", "history_page", "configuration_page"].map { name in
            try controller()[name]?.longestFrame
        }
        #expect(lengths == [60, 248, 4 + 44 * 33 + 1 + 4])
    }
}
