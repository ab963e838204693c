import Foundation
import SGBytes
import SGTestSupport
import SGTools
import Testing

/// The recording that `make demo` plays holds what the demo promises.
@Suite struct DemoTests {
    private static let recording = packageFile("Tests/Captures/demo.jsonl")

    /// What devices sent, and how often.
    private static let received = [
        "allegro_inverter status_page": 3,
        "outback_charge_controller status_page": 3,
        "outback_flexnet_dc status_page": 3,
        "sungrow_charge_controller history_page": 1,
        "sungrow_charge_controller status_page": 3,
        "sungrow_inverter status_page": 3,
        "victron_vedirect status_block": 3,
        "noise checksum": 1,
        "noise garbage": 1,
    ]
    /// What the host sent.
    private static let sent = [
        "sungrow_charge_controller history_query": 1,
        "sungrow_charge_controller status_query": 4,
        "sungrow_inverter status_query": 3,
    ]

    @Test func `the recording holds frames of both ends and noise`() throws {
        let result = try runInProcess(DecodeTool.self, ["--noise", Self.recording.path])
        #expect(result.status == .done)
        #expect(try kinds(of: result.output) == Self.received.merging(Self.sent) { $0 + $1 })
    }

    @Test func `a port that gives the same bytes gives the same frames`() throws {
        let directory = try TemporaryDirectory()
        let line = try directory.write(try bytesReceived(), to: "line.bin")
        let result = try runInProcess(ListenTool.self, ["--noise", line])
        #expect(result.status == .done)
        #expect(try kinds(of: result.output) == Self.received)
    }

    /// Counts the records of each kind.
    private func kinds(of records: String) throws -> [String: Int] {
        let kinds = try records.split(separator: "\n").map { line in
            let record = try JSONDecoder().decode(AnyRecord.self, from: Data(line.utf8))
            return "\(record.deviceType ?? "noise") \(record.messageType ?? record.reason ?? "")"
        }
        return Dictionary(kinds.map { ($0, 1) }) { $0 + $1 }
    }

    private func bytesReceived() throws -> [UInt8] {
        let lines = try String(contentsOf: Self.recording, encoding: .utf8).split(separator: "\n")
        return try lines.flatMap { line in
            let record = try JSONDecoder().decode(AnyRecord.self, from: Data(line.utf8))
            return record.direction == "rx" ? bytes(hex: record.bytes ?? "") ?? [] : []
        }
    }
}

/// The keys by which the test tells records apart.
private struct AnyRecord: Decodable {
    var deviceType, messageType, reason, bytes, direction: String?

    enum CodingKeys: String, CodingKey {
        case deviceType = "device_type"
        case messageType = "message_type"
        case reason, bytes, direction
    }
}
