import Foundation
import SGBytes
import SGTestSupport
import SGTools
import Testing

/// What `make demo` plays and shows is what the demo promises.
@Suite(.timeLimit(.minutes(1))) struct DemoTests {
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

    @Test func `the demo logs four devices and leaves nothing behind`() throws {
        let directory = try TemporaryDirectory()
        let tools = URL(filePath: pathOfTool("sg-run")).deletingLastPathComponent().path
        let demo = try RunningTool(
            path: packageFile("Scripts/demo").path, [tools],
            environment: ["TMPDIR": directory.path])
        demo.closeInput()
        let result = try demo.end()
        #expect(result.status == 0)
        #expect(result.errors == "")
        for file in ["sungrow/status", "sungrow/inverter_status"] {
            #expect(lineCounts(of: "\(file).csv", in: result.text) == [2, 3, 4])
        }
        for file in ["outback/status", "outback/inverter_status"] {
            let counts = lineCounts(of: "\(file).csv", in: result.text)
            #expect(counts.count == 3 && Set(counts).sorted() == counts, "\(counts)")
        }
        // The days that the file has are not written again.
        #expect(lineCounts(of: "sungrow/history.csv", in: result.text) == [31, 31, 31])
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
        #expect(try processes(in: directory.path) == [])
    }

    /// What `wc -l` has said of a file, each time.
    private func lineCounts(of file: String, in text: String) -> [Int] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            return words.count == 2 && words[1] == file ? Int(words[0]) : nil
        }
    }

    /// The processes whose working directory is, or was, in a directory.
    private func processes(in directory: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { process in
            let link = "/proc/\(process)/cwd"
            let path = try? FileManager.default.destinationOfSymbolicLink(atPath: link)
            return path?.hasPrefix(directory) == true
        }
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
