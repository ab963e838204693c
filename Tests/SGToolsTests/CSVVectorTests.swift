import Foundation
import SGTools
import Testing

/// The rows that the predecessor's files have for the same messages.
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
            guard let header = vector.csv_header, let rows = vector.csv_rows else { continue }
            let kind = "\(vector.device_type) \(vector.message_type)"
            inputs[kind, default: ""] += line + "\n"
            outputs[kind, default: header + "\n"] += rows.map { ",\($0)\n" }.joined()
        }
        #expect(!inputs.isEmpty)
        for (kind, input) in inputs {
            let result = try runInProcess(CSVTool.self, [], input: Array(input.utf8))
            #expect(
                result == InProcessResult(status: .done, output: outputs[kind] ?? ""), "\(kind)")
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
