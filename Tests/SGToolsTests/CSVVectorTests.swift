import Foundation
import SGDevices
import SGSystem
import SGTools
import Testing

/// The rows that the predecessor's files have for the same messages, where all values are of their
/// fields' kinds.
@Suite struct CSVVectorTests {
    @Test(arguments: ["examples.jsonl", "random.jsonl"])
    func `every decoded message has its header and its rows`(name: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Vectors")
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        var inputs: [String: String] = [:]
        var outputs: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let vector = try JSONDecoder().decode(Vector.self, from: Data(line.utf8))
            guard let header = vector.csv_header, let rows = vector.csv_rows,
                try isSound(vector, Array(line.utf8))
            else { continue }
            let kind = "\(vector.device_type) \(vector.message_type)"
            inputs[kind, default: ""] += line + "\n"
            outputs[kind, default: header + "\n"] += rows.map { ",\($0)\n" }.joined()
        }
        #expect(!inputs.isEmpty)
        for (kind, input) in inputs {
            let result = try runInProcess(
                CSVTool.self, ["--suspect", "keep"], input: Array(input.utf8))
            #expect(result.status == .done)
            #expect(result.output == outputs[kind] ?? "", "\(kind)")
        }
    }

    /// Whether numbers stand in the fields of numbers only, and are all that stands there.
    private func isSound(_ vector: Vector, _ line: [UInt8]) throws -> Bool {
        let catalog = DeviceCatalog(environment: [:])
        let fields = try #require(
            try catalog.device(named: vector.device_type)?[vector.message_type]?.fields)
        let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
        let values = try #require(object?["fields"] as? [String: Any])
        return fields.allSatisfy { field in
            guard let value = values[field.name], !(value is NSNull) else { return true }
            let one = (value as? [Any])?.first { !($0 is NSNull) } ?? value
            return (field.kind == .number) == (one is NSNumber && field.kind != .bool)
        }
    }
}

/// The parts of a test vector that concern its table; its rows are without the first column.
private struct Vector: Decodable {
    let device_type: String
    let message_type: String
    let csv_header: String?
    let csv_rows: [String]?
}
