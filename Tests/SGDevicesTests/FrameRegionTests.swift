import SGDevices
import Testing

/// What every byte of a frame is there for.
@Suite struct FrameRegionTests {
    @Test(arguments: ["examples.jsonl", "random.jsonl"])
    func `every byte of a frame is explained, in order`(file: String) throws {
        for vector in Vector.lines(of: file) {
            let message = try #require(
                knownDevices[vector["device_type"]]?[vector["message_type"]])
            let regions = try message.regions(of: vector.frame)
            var explained = 0
            for region in regions where !region.place.isEmpty {
                #expect(region.place.lowerBound <= explained, "\(vector.name)")
                explained = max(explained, region.place.upperBound)
            }
            #expect(explained == vector.frame.count, "\(vector.name)")
            #expect(fields(regions).count == (try message.decode(vector.frame).count))
        }
    }

    @Test func `bytes that are no field have a purpose`() throws {
        let page = Array("\nA,00,08,06,034,031,00,05,000,02,262,000,000,059\r".utf8)
        let regions = try message("outback_charge_controller").regions(of: page)
        #expect(role(of: 0, regions) == "start")
        #expect(role(of: 2, regions) == "separator")
        #expect(role(of: 3, regions) == "notUnderstood")
        #expect(role(of: 21, regions) == #"part("tenths of charge_current")"#)
        #expect(role(of: 48, regions) == "end")
        #expect(role(of: 45, regions) == #"checksum("digit sum")"#)
        #expect(regions.last?.place.isEmpty == true, "the older form has no daily_stored_charge")
    }

    @Test func `reserved bytes carry what they usually are`() throws {
        let page = Vector.lines(of: "examples.jsonl").filter {
            $0["device_type"] == "sungrow_inverter" && $0["message_type"] == "status_page"
        }.last?.frame
        let regions = try message("sungrow_inverter").regions(of: try #require(page))
        #expect(role(of: 0, regions) == "address")
        #expect(role(of: 71, regions) == "reserved(usual: [220, 0, 176, 4, 100])")
        #expect(role(of: 98, regions) == #"checksum("MODBUS CRC-16")"#)
    }

    @Test func `a suspect value says why`() throws {
        var page = [UInt8](repeating: 0, count: 60)
        page.replaceSubrange(0..<2, with: [0xED, 0x03])
        page[52] = 0x7F
        page.replaceSubrange(58..<60, with: [0x01, 0x6F])
        let regions = try message("sungrow_charge_controller").regions(of: page)
        #expect(
            doubt(of: "load_short_circuit", regions)
                == "neither what says false nor what says true")
        let text = "\nA,00,08,06,034,031,00,55,000,77,262,0000,00,076\r"
        let outback = try message("outback_charge_controller").regions(of: Array(text.utf8))
        #expect(doubt(of: "charge_mode", outback) == "not in the enumeration")
        #expect(doubt(of: "battery_voltage", outback) == nil)
    }

    private func message(_ type: String) throws -> Message {
        try #require(knownDevices[type]?["status_page"])
    }

    private func fields(_ regions: [FrameRegion]) -> [ExplainedField] {
        regions.compactMap { if case .field(let field) = $0.role { field } else { nil } }
    }

    private func doubt(of name: String, _ regions: [FrameRegion]) -> String? {
        fields(regions).first { $0.decoded.name == name }?.doubt
    }

    private func role(of offset: Int, _ regions: [FrameRegion]) -> String? {
        regions.first { $0.place.contains(offset) }.map { "\($0.role)" }
    }
}
