import SGBytes
import SGDevices
import SGDiagnostics
import SGRecords
import SGTestSupport
import Testing

/// Frames of definitions made at random become records, and records rows: every value must come back
/// under its field's name, whatever shapes the fields have.
@Suite struct CSVRoundTripTests {
    private struct RandomField {
        let name: String
        let count: Int
        let isDaily: Bool
        let text: String

        init(_ index: Int, using random: inout SplitMix64) {
            name = "f\(index)"
            isDaily = Int.random(in: 0..<3, using: &random) == 0
            count = Int.random(in: isDaily ? 2...6 : 1...6, using: &random)
            let type = ["u8", "u16", "i16", "i32"].randomElement(using: &random) ?? "u8"
            let scale = ["", ", scale: 0.1", ", scale: 2.5"].randomElement(using: &random) ?? ""
            let shape = isDaily ? "daily" : "count"
            text = "      - {name: \(name), type: \(type), \(shape): \(count)\(scale)}"
        }
    }

    @Test(arguments: 0..<100)
    func `decoded values come back from CSV under their names`(seed: UInt64) throws {
        var random = SplitMix64(seed)
        let fields = (0..<Int.random(in: 1...8, using: &random)).map {
            RandomField($0, using: &random)
        }
        let page = try message(of: fields)
        var frame: [UInt8] = [0xAA, 0x55]
        frame += (2..<255).map { _ in UInt8.random(in: 0...255, using: &random) }
        frame.append(frame.reduce(0, &+))
        let cells = try cells(of: frame, page)
        for (field, decoded) in zip(fields, try page.decode(frame)) {
            #expect(decoded.name == field.name)
            var values = [decoded.value]
            if case .list(let list) = decoded.value { values = list }
            #expect(values.count == field.count)
            for (index, value) in values.enumerated() {
                let title =
                    field.count == 1 || field.isDaily ? field.name : "\(field.name)_\(index + 1)"
                let row = field.isDaily ? index : 0
                #expect(cells[title]?[row] == value.description, "\(title) in row \(row)")
            }
        }
    }

    /// The columns of the rows of a frame, by title.
    private func cells(of frame: [UInt8], _ page: Message) throws -> [String: [String]] {
        var record = ByteWriter()
        record.append("{\"time\":0")
        var writer = FieldsWriter()
        try writer.append(frame.span, of: page, to: &record)
        record.append("}")
        var object = JSONObject()
        let line = record.bytes
        try object.parse(line.span)
        let fields = object.index(of: "fields", in: line.span)
        let index = try #require(fields)
        var table = CSVTable(page.columns, hasTime: false, style: CSVStyle())
        var rows = ByteWriter()
        _ = table.append(
            object.inner[object.members[index].inner], in: line.span, time: nil, to: &rows)
        let lines = String(decoding: table.header + rows.bytes, as: UTF8.self)
            .split(separator: "\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
        #expect(lines.allSatisfy { $0.count == lines[0].count })
        return Dictionary(
            uniqueKeysWithValues: lines[0].indices.map { column in
                (lines[0][column], lines.dropFirst().map { $0[column] })
            })
    }

    private func message(of fields: [RandomField]) throws -> Message {
        let text = """
            device_type: test
            manufacturer: nobody
            model: none
            category: meter
            messages:
              page:
                from: device
                start: aa 55
                length: 256
                checksum: {kind: sum, bytes: 1}
                fields:
            \(fields.map(\.text).joined(separator: "\n"))

            """
        let definition = Definition(Array(text.utf8), file: "test.yaml", name: "test")
        #expect(definition.diagnostics.map(\.message) == [])
        return try #require(definition.device?.messages.first)
    }
}
