import Foundation
import SGBytes
import SGDevices
import SGRecords
import SGSystem
import SGTestSupport
import Testing

/// A device in a directory, with all kinds of streams.
struct LoggedDevice {
    let directory: TemporaryDirectory
    let type: DeviceType
    let standardOutput: StandardOutput
    let files: DataFiles
    private(set) var streams: DeviceStreams

    init(
        _ destinations: [String: DataStream.Destination], in directory: TemporaryDirectory,
        type: DeviceType? = nil, suspects: CSVSuspects = .keep, standardOutput: Int32 = -1,
        stop: Int32 = -1
    ) throws {
        self.directory = directory
        let standard = try DeviceCatalog(environment: [:]).device(
            named: "sungrow_charge_controller")
        self.type = try #require(type ?? standard)
        var list: [DataStream] = []
        for (name, destination) in destinations {
            let message = try #require(self.type[name])
            list.append(DataStream(message: message, destination: destination))
        }
        let device = ConfiguredDevice(name: "roof", type: self.type, line: 0, streams: list)
        self.standardOutput = StandardOutput(standardOutput, stop: stop)
        files = DataFiles(stop: stop)
        streams = DeviceStreams(
            of: device, port: "/dev/ttyUSB0", suspects: suspects, files: files,
            standardOutput: self.standardOutput)
    }

    mutating func append(
        _ vector: Vector, at time: Timestamp, from other: DeviceType? = nil
    ) throws -> [DataIncident] {
        let type = other ?? type
        let message = try #require(type[vector.message_type])
        return streams.append(try type.frame(vector.frame, of: message), at: time)
    }

    mutating func append(_ frame: [UInt8], of message: Message, at time: Timestamp) throws
        -> [DataIncident]
    {
        streams.append(try type.frame(frame, of: message), at: time)
    }

    mutating func append(event: String, at time: Timestamp) -> [DataIncident] {
        streams.append(event: event, at: time)
    }

    mutating func synchronize() -> [DataIncident] {
        var all = [streams]
        defer { streams = all[0] }
        return DeviceStreams.synchronize(&all)
    }
}

/// The parts of a test vector that concern its table; its rows are without the first column.
struct Vector: Decodable {
    let device_type: String
    let message_type: String
    let hex: String
    let csv_header: String?
    let csv_rows: [String]?

    var frame: [UInt8] { bytes(hex: hex) ?? [] }

    /// The examples of one message of the charge controller.
    static func examples(_ message: String) throws -> [Vector] {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Vectors/examples.jsonl")
        let text = try String(contentsOf: url, encoding: .utf8)
        return try text.split(separator: "\n")
            .map { try JSONDecoder().decode(Vector.self, from: Data($0.utf8)) }
            .filter { $0.device_type == "sungrow_charge_controller" && $0.message_type == message }
    }
}

/// A time that a clock here shows.
func local(_ text: String) throws -> Timestamp {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd HH:mm:ss"
    let date = try #require(formatter.date(from: text))
    return Timestamp(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
}
