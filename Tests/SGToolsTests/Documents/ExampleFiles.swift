import Foundation
import SGBytes
import SGTestSupport
import SGTools

/// The files that examples read.
struct ExampleFiles {
    private let document: Document
    private let places: ExamplePlaces

    init(_ document: Document, _ places: ExamplePlaces) {
        self.document = document
        self.places = places
    }

    /// Puts them into a folder.
    func write(to folder: TemporaryDirectory) throws {
        let recording = Array(try Data(contentsOf: packageFile("Tests/Captures/demo.jsonl")))
        for name in ["hour.jsonl", "day.jsonl"] { _ = try folder.write(recording, to: name) }
        let decoded = try runInProcess(DecodeTool.self, [folder.file("day.jsonl")]).output
        _ = try folder.write(Array(decoded.utf8), to: "decoded.jsonl")
        _ = try folder.write(try received(recording), to: "line.bin")
        let configurations = try document.configurations + Manual.configurations
        let system = places.here(configurations.first ?? "")
        _ = try folder.write(Array(system.utf8), to: "system.yml")
        for path in try PackageText.files(under: ["Tests/Examples"], "") {
            let text = try String(contentsOf: packageFile(path), encoding: .utf8)
            let name = packageFile(path).lastPathComponent
            _ = try folder.write(Array(places.here(text).utf8), to: name)
        }
        for (name, text) in document.definitions {
            _ = try folder.write(Array(text.utf8), to: name)
        }
        for example in document.examples where example.command.hasPrefix("cat ") {
            let name = String(example.command.dropFirst("cat ".count))
            let text = example.output.map { $0 + "\n" }.joined()
            if !text.isEmpty { _ = try folder.write(Array(text.utf8), to: name) }
        }
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("Tests"), withDestinationPath: packageFile("Tests").path)
        // What the manual calls ~/data is the home folder itself.
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("data"), withDestinationPath: ".")
    }

    /// The bytes that the host of a recording received.
    private func received(_ recording: [UInt8]) throws -> [UInt8] {
        try recording.split(separator: UInt8(ascii: "\n")).flatMap { line in
            let record = try JSONDecoder().decode(RecordedBytes.self, from: Data(line))
            return record.direction == "rx" ? bytes(hex: record.bytes) ?? [] : []
        }
    }
}

private struct RecordedBytes: Decodable {
    var bytes, direction: String
}
