import SGBytes
import SGDevices
import SGRecords
import Testing

/// Frames with the fields that an independent decoder found in them.
@Suite struct VectorTests {
    @Test(arguments: ["examples.jsonl", "random.jsonl"])
    func `every frame decodes to its fields`(file: String) throws {
        var writer = FieldsWriter()
        for vector in Vector.lines(of: file) {
            var record = ByteWriter()
            try writer.append(vector.frame.span, of: try message(of: vector), to: &record)
            let text = String(decoding: record.bytes, as: UTF8.self)
            let fields = ",\"fields\":" + compact(vector["fields"])
            #expect(text.hasPrefix(fields), "\(vector.name)")
            let suspects = text.dropFirst(fields.count)
            #expect(suspects.isEmpty || suspects.hasPrefix(",\"suspect\":[\""), "\(vector.name)")
            for name in names(in: vector["suspect"]) {
                #expect(suspects.contains("\"\(name)\""), "\(vector.name)")
            }
        }
    }

    @Test(arguments: ["examples.jsonl", "random.jsonl"])
    func `every frame is the base that its own fields change nothing of`(file: String) throws {
        for vector in Vector.lines(of: file) {
            let message = try message(of: vector)
            let fields = try message.decode(vector.frame).map { ($0.name, $0.value) }
            #expect(try message.encode(fields, over: vector.frame) == vector.frame)
        }
    }

    @Test(arguments: ["examples.jsonl", "random.jsonl"])
    func `every frame's fields encode to a frame of the same fields`(file: String) throws {
        for vector in Vector.lines(of: file) {
            let message = try message(of: vector)
            let fields = try message.decode(vector.frame)
            if fields.contains(where: \.isSuspect) { continue }
            let frame = try message.encode(
                fields.map { ($0.name, $0.value) }, address: address(of: vector))
            let again = try message.decode(frame)
            #expect(again.map(\.value) == fields.map(\.value), "\(vector.name)")
            if carriesEverything(vector, fields) {
                #expect(frame == vector.frame, "\(vector.name)")
            }
        }
    }

    /// Whether nothing in a frame is lost in its fields: reserved bytes and bits, a value that was
    /// no data, leading zeros and the spacing of texts.
    private func carriesEverything(_ vector: Vector, _ fields: [DecodedField]) -> Bool {
        let frame = vector.frame
        switch (vector["device_type"], vector["message_type"]) {
        case ("sungrow_inverter", "status_page"):
            let reserved = bytes(hex: "6400000010012001 0000") ?? []
            return Array(frame[49..<59]) == reserved
                && Array(frame[71..<76]) == bytes(hex: "dc00b00464")
                && frame[89..<93].allSatisfy { $0 == 0 } && frame[94] & 0x02 == 0
                && frame[95] & 0xEF == 0 && frame[96] == 0 && frame[97] == 0
                && !fields.contains { $0.value == .noData }
        case ("sungrow_charge_controller", "status_page"):
            return frame[55] & 0xFC == 0 && !fields.contains { $0.value == .noData }
        case ("sungrow_charge_controller", "configuration_page"):
            return !fields.contains { field in
                guard case .number(let digits) = field.value else { return false }
                return digits.utf8.count != field.place.count
            }
        case ("outback_charge_controller", _):
            // The groups that the guide calls unused, error bits without a name, the older tail.
            return frame[3...4] == [0x30, 0x30] && frame[20] == 0x30
                && frame[42...43] == [0x30, 0x30]
                && digits(frame[26...28]) & ~0xE0 == 0 && digits(frame[23...24]) < 128
                && fields.last?.value != .noData
        case ("allegro_inverter", "status_page"):
            return false
        default:
            return true
        }
    }

    private func names(in json: String) -> [Substring] {
        json.split { "[], \"".contains($0) }
    }

    private func digits(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }

    private func address(of vector: Vector) -> UInt8 {
        vector.frame.first ?? 0
    }

    private func message(of vector: Vector) throws -> Message {
        let device = try #require(knownDevices[vector["device_type"]])
        return try #require(device[vector["message_type"]])
    }
}
