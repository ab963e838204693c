import Foundation
import SGBytes
import SGRecords
import SGTestSupport
import Testing

struct JSONWritingTests {
    @Test(
        arguments: zip(
            ["", "plain", "a\"b\\c/d", "\n\r\t\u{0}\u{1F}\u{7F}\u{80}\u{9F}", "\u{A0}é😀"],
            [
                #""""#, #""plain""#, #""a\"b\\c/d""#, #""\n\r\t\u0000\u001f\u007f\u0080\u009f""#,
                "\"\u{A0}é😀\"",
            ]))
    func `text is written with the escapes it needs`(text: String, json: String) {
        var writer = ByteWriter()
        writer.append(jsonString: text)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == json)
    }

    @Test func `bytes that are no UTF-8 are replaced`() {
        var writer = ByteWriter()
        writer.append(jsonString: ([0x41, 0xFF, 0xC3, 0x42, 0xE2, 0x82] as [UInt8]).span)
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == "\"A\u{FFFD}\u{FFFD}B\u{FFFD}\u{FFFD}\"")
    }

    @Test(
        arguments: zip(
            [
                #"a\"\\\/\b\f\n\r\tz"#, #"\u00e9\uD83D\uDE00"#, #"\ud83dx"#, #"\ude00"#,
                #"\ud83d\ud83d\ude00"#,
            ],
            ["a\"\\/\u{8}\u{C}\n\r\tz", "é😀", "\u{FFFD}x", "\u{FFFD}", "\u{FFFD}😀"]))
    func `escapes stand for their characters`(escaped: String, text: String) {
        #expect(unescapedJSON(Array(escaped.utf8).span) == text)
    }

    @Test(arguments: UInt64(0)..<20)
    func `any text survives writing and reading`(seed: UInt64) throws {
        var random = SplitMix64(seed)
        for _ in 0..<100 {
            let scalars = (0..<10).compactMap { _ in
                Unicode.Scalar(
                    UInt32.random(in: 0...0x10FFFF, using: &random)
                        >> UInt32.random(in: 0...15, using: &random))
            }
            let text = String(String.UnicodeScalarView(scalars))
            var writer = ByteWriter()
            writer.append("{")
            writer.append(jsonKey: text)
            writer.append("1}")
            var object = JSONObject()
            try writer.withSpan { line throws in
                try object.parse(line)
                #expect(unescapedJSON(line.extracting(object.keyRange(0))) == text, "seed \(seed)")
            }
        }
    }

    @Test func `records keep the order of their keys`() {
        let frame: [UInt8] = [0xED, 0x03]
        let origin = RecordOrigin(
            time: Timestamp(milliseconds: 1_767_323_045_678), port: "/dev/ttyUSB0", device: "roof")
        var writer = ByteWriter()
        writer.append(frame: frame.span, deviceType: "a", messageType: "b", from: origin)
        writer.append(frame: frame.span, deviceType: "a", messageType: "b", from: RecordOrigin())
        writer.append(chunk: frame.span, .received, from: RecordOrigin(port: "a\"b"))
        writer.append(noise: frame.span, reason: "garbage", from: RecordOrigin())
        writer.append(event: "port_lost", from: RecordOrigin(port: "x"))
        #expect(
            String(decoding: writer.bytes, as: UTF8.self) == #"""
                {"time":"2026-01-02T03:04:05.678Z","port":"/dev/ttyUSB0","device":"roof","device_type":"a","message_type":"b","frame":"ed03"}
                {"device_type":"a","message_type":"b","frame":"ed03"}
                {"port":"a\"b","direction":"rx","bytes":"ed03"}
                {"noise":"ed03","reason":"garbage"}
                {"port":"x","event":"port_lost"}

                """#)
    }
}
