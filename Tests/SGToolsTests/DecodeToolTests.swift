import Foundation
import SGTestSupport
import SGTools
import Testing

/// What `sg-decode` does with records, captures, hex text and bytes.
@Suite struct DecodeToolTests {
    /// A query of the charge controller, as a record without its fields.
    static let query =
        #"{"device_type":"sungrow_charge_controller","message_type":"status_query","frame":"ed0303f3"}"#

    // MARK: - Records

    @Test func `a line that is no record is reported, and the next one passes`() throws {
        let result = try decode("x\n{\"a\":1}\n")
        #expect(result.status == .malformedInput)
        #expect(result.output == "{\"a\":1}\n")
        #expect(result.errors.hasPrefix("sg-decode: stdin:1:1: error: "))
        #expect(result.errors.count { $0 == "\n" } == 1)
    }

    @Test(arguments: [
        #"{"event":"port_lost","port":"/dev/ttyUSB0"}"#,
        #" { "noise" : "00" , "reason":"garbage" } "#,
        #"{"a":1E400,"\u0061":"\ud800","é":[{}]}"#,
        #"{"time":"yesterday","frame":null}"#,
        "{}",
    ])
    func `a record without a frame passes byte for byte`(record: String) throws {
        #expect(
            try decode(record + "\n") == InProcessResult(status: .done, output: record + "\n"))
    }

    /// A definition that is read again would be missed.
    @Test func `a type is read once, however many others come in between`() throws {
        let folder = try TemporaryDirectory()
        var records: [String] = []
        for name in ["first", "second", "third"] {
            let definition = """
                device_type: \(name)
                manufacturer: m
                model: m
                category: c
                messages:
                  a: {from: device, start: 5a, length: 2, fields: [{name: x, type: u8}]}
                  b: {from: device, start: a5, length: 2, fields: [{name: y, type: u8}]}

                """
            _ = try folder.write(Array(definition.utf8), to: "\(name).yaml")
            for (message, frame) in [("a", "5a07"), ("b", "a508")] {
                records.append(
                    #"{"device_type":"\#(name)","message_type":"\#(message)","frame":"\#(frame)"}"#)
            }
        }
        let text = records.map { $0 + "\n" }.joined()
        let tool = try RunningTool(
            "sg-decode", [], environment: ["HOME": "/nowhere", "SG_DEVICE_PATH": folder.path])
        try tool.send(text)
        let before = try tool.lines(6)
        #expect(before.count == 6 && before.allSatisfy { $0.contains(#""fields":{""#) })
        for name in ["first", "second", "third"] { unlink(folder.file("\(name).yaml")) }
        try tool.send(text + text)
        #expect(try tool.lines(12) == before + before)
        tool.closeInput()
        let result = try tool.end()
        #expect(result.status == 0 && result.errors == "")
    }

    @Test func `fields go behind all other keys, which stay as they are written`() throws {
        let record =
            #"{"x":1.50,"\u0066rame":"ED0303F3", "device_type":"sungrow_charge\u005fcontroller","#
            + #""message_type":"status_query","y":"\u00e9""#
        let result = try decode(record + "}\n")
        #expect(result == InProcessResult(status: .done, output: record + ",\"fields\":{}}\n"))
    }

    @Test func `fields of an earlier decoding are replaced`() throws {
        let old = Self.query.dropLast() + #","fields":{"a":1},"suspect":["a"],"x":2}"#
        let new = Self.query.dropLast() + #","x":2,"fields":{}}"#
        #expect(try decode(old + "\n") == InProcessResult(status: .done, output: new + "\n"))
    }

    @Test func `a frame without a type is recognised`() throws {
        let result = try decode("{\"frame\":\"ed0303f3\"}\n")
        #expect(result.status == .done)
        #expect(result.output == Self.query.dropLast() + ",\"fields\":{}}\n")
    }

    @Test(arguments: [
        (#""frame":"ed0303f4""#, "the checksum found is F4, computed F3"),
        (#""frame":"ed03""#, "cut short after 2 bytes"),
        (#""frame":"ed0""#, "no pairs of hex digits"),
    ])
    func `a frame that is none is reported, and its record passes`(
        member: String, complaint: String
    ) throws {
        let record = Self.query.replacing(#""frame":"ed0303f3""#, with: member) + "\n"
        let result = try decode(record)
        #expect(result.status == .malformedInput)
        #expect(result.output == record)
        #expect(result.errors.contains(complaint), "\(result.errors)")
    }

    @Test(arguments: ["examples.jsonl", "random.jsonl"])
    func `every vector decodes to its fields`(name: String) throws {
        let text = try String(contentsOf: packageFile("Tests/Vectors/\(name)"), encoding: .utf8)
        let vectors = text.split(separator: "\n").map(String.init)
        let input = vectors.map { $0.replacing("\"hex\":", with: "\"frame\":") + "\n" }.joined()
        let result = try decode(input)
        #expect(result.status == .done)
        #expect(result.errors == "")
        let records = result.output.split(separator: "\n").map(String.init)
        #expect(records.count == vectors.count)
        for (record, vector) in zip(records, vectors) {
            #expect(try fields(of: record) == fields(of: vector), "\(vector.prefix(200))")
        }
    }

    // MARK: - Captures

    @Test func `a capture's directions and ports are lines of their own`() throws {
        let result = try decode(
            """
            {"time":"2024-03-01T10:00:00.000Z","port":"a","direction":"tx","bytes":"ed03"}
            {"time":"2024-03-01T10:00:00.001Z","port":"b","direction":"rx","bytes":"0a412c"}
            {"time":"2024-03-01T10:00:00.002Z","port":"a","direction":"rx","bytes":"ffff"}
            {"time":"2024-03-01T10:00:00.003Z","port":"a","direction":"tx","bytes":"03f3"}

            """)
        #expect(
            result.output
                == #"{"time":"2024-03-01T10:00:00.003Z","port":"a","#
                + Self.query.dropFirst().dropLast() + ",\"fields\":{}}\n")
        #expect(result.errors == "")
    }

    @Test(arguments: ["mixed_000", "allegro_000", "outback_000"], [1, 7, 100_000])
    func `a stream gives the same frames as bytes and as a capture, however it is cut`(
        name: String, piece: Int
    ) throws {
        let bytes = Array(try Data(contentsOf: packageFile("Tests/Vectors/streams/\(name).bin")))
        let expected = try String(
            contentsOf: packageFile("Tests/Vectors/streams/\(name).expected.jsonl"), encoding: .utf8
        )
        let chunks = stride(from: 0, to: bytes.count, by: piece).map { start in
            let digits = bytes[start..<min(start + piece, bytes.count)]
                .map { String(format: "%02x", $0) }.joined()
            return "{\"bytes\":\"\(digits)\"}\n"
        }
        let raw = try decode(bytes, ["--raw"])
        #expect(try decode(chunks.joined()) == raw)
        #expect(try fields(ofAll: raw.output) == fields(ofAll: expected))
    }

    // MARK: - No frame

    static let noFrame = InProcessResult(
        status: .malformedInput,
        errors: "sg-decode: no frame found in the bytes\n  hint: --explain shows why\n")

    @Test(arguments: [
        ("ed0303f4\n", ["--hex"]), ("00", ["--raw"]), ("{\"bytes\":\"ed0303f4\"}\n", []),
    ])
    func `bytes without a frame do not pass in silence`(
        input: String, arguments: [String]
    ) throws {
        #expect(try decode(input, arguments) == Self.noFrame)
    }

    @Test(arguments: ["--hex", "--raw"])
    func `no bytes need no frame`(form: String) throws {
        #expect(try decode("", [form]) == InProcessResult(status: .done))
    }

    @Test func `a frame in one of several files is enough`() throws {
        let directory = try TemporaryDirectory()
        let noise = try directory.write([0x00], to: "noise")
        let query = try directory.write([0xED, 0x03, 0x03, 0xF3], to: "query")
        let options = ["--raw", "--side", "device"]
        let result = try decode("", options + [noise, query, noise])
        #expect(result.status == .done)
        #expect(result.output == Self.query.dropLast() + ",\"fields\":{}}\n")
        #expect(result.errors == "")
        #expect(try decode("", options + [noise, noise]) == Self.noFrame)
    }

    @Test func `a missing file goes before a missing frame`() throws {
        let result = try decode("", ["--raw", "-", "/nonexistent/bytes"])
        #expect(result.status == .noInput)
        #expect(!result.errors.contains("no frame"))
    }

    // MARK: - Hex text

    @Test func `hex text may be spread over lines`() throws {
        let result = try decode("ed 03\n03F3\n", ["--hex", "--side", "device"])
        #expect(result.status == .done)
        #expect(result.output == Self.query.dropLast() + ",\"fields\":{}}\n")
    }

    @Test(arguments: [
        ("ed 0x03", "stdin:1:5: error: found 'x', expected pairs of hex digits"),
        ("ed\u{7}", #"stdin:1:3: error: found '\x07', expected pairs of hex digits"#),
        ("ed 0 3", "stdin:1: error: found a single hex digit, expected pairs"),
    ])
    func `what is no hex text is pointed at`(text: String, complaint: String) throws {
        let result = try decode(text + "\n", ["--hex"])
        #expect(
            result
                == InProcessResult(
                    status: .malformedInput, errors: "sg-decode: \(complaint)\n"))
    }

    // MARK: - Support

    private func decode(_ text: String, _ arguments: [String] = []) throws -> InProcessResult {
        try decode(Array(text.utf8), arguments)
    }

    private func decode(_ input: [UInt8], _ arguments: [String]) throws -> InProcessResult {
        try runInProcess(DecodeTool.self, arguments, input: input)
    }

    /// What stands between the braces of `fields`, without the white space between its tokens; no
    /// text of the vectors has a comma or a colon with a space behind it.
    private func fields(of record: String) throws -> String {
        let compact = record.replacing(", ", with: ",").replacing(": ", with: ":")
        let start = try #require(compact.range(of: "\"fields\":{")).upperBound
        let end = try #require(compact[start...].firstIndex(of: "}"))
        return String(compact[start..<end])
    }

    private func fields(ofAll records: String) throws -> [String] {
        try records.split(separator: "\n").map { try fields(of: String($0)) }
    }
}
