import Foundation
import SGBytes
import SGTestSupport
import Testing

/// A page from a vendor's document or a recording, and its rows in a CSV file.
struct PageVector: Decodable {
    private let device_type: String
    private let message_type: String
    private let hex: String
    private let csv_header: String?
    private let csv_rows: [String]?

    /// The device type.
    var deviceType: String { device_type }
    /// The message.
    var message: String { message_type }
    /// The bytes on the wire.
    var frame: [UInt8] { bytes(hex: hex) ?? [] }
    /// The header of the file.
    var header: String { csv_header ?? "" }
    /// The rows without their first column.
    var rows: [String] { csv_rows ?? [] }

    /// All that devices send, by `DEVICE_TYPE MESSAGE`.
    static func all() throws -> [String: [PageVector]] {
        let file = packageFile("Tests/Vectors/examples.jsonl")
        let vectors = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
            try JSONDecoder().decode(PageVector.self, from: Data($0.utf8))
        }
        return Dictionary(grouping: vectors.filter { $0.csv_rows != nil }) {
            "\($0.deviceType) \($0.message)"
        }
    }

    /// The frame of the first of a kind.
    static func frame(_ kind: String) throws -> [UInt8] {
        try #require(try all()[kind]?.first).frame
    }
}
