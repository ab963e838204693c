import Foundation
import SGBytes
import SGRecords
import SGTestSupport
import Testing

struct JSONObjectTests {
    static let accepted = [
        "{}", " {\t}\r\n", #"{"":0}"#, #"{"a":-0}"#, #"{"a":0.0e-0}"#, #"{"a":1E+400}"#,
        #"{"a":123456789012345678901234567890.10}"#, #"{"a":[],"b":{},"c":[[{}]]}"#,
        #"{ "a" : [ 1 , "x" , null , true , false ] }"#, #"{"a":"\"\\\/\b\f\n\r\t\u00e9"}"#,
        #"{"a":"\uD83D\uDE00"}"#, #"{"a":"\uD800"}"#, #"{"a":"\uDC00\uD800"}"#,
        #"{"a":"é€😀"}"#, "{\"a\":\"\u{7F}\u{2028}\u{10FFFF}\"}", #"{"a":1,"a":2}"#,
        #"{"é":"plain for more than eight bytes"}"#,
    ]

    @Test(arguments: accepted)
    func `every object of the grammar is accepted`(text: String) throws {
        var object = JSONObject()
        try object.parse(Array(text.utf8).span)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let text: String
        let error: String
        init(_ text: String, _ error: String) {
            self.text = text
            self.error = error
        }
        var testDescription: String { text }
    }

    static let refused = [
        Refusal("", "expected a JSON object, found the end of the line"),
        Refusal("[1]", "expected a JSON object, found '['"),
        Refusal("x", "expected a JSON object, found 'x'"),
        Refusal("\u{FEFF}{}", "expected a JSON object, found the byte EF"),
        Refusal("{", "expected a key in quotes, found the end of the line at byte 1"),
        Refusal("{,}", "expected a key in quotes, found ',' at byte 1"),
        Refusal(#"{"a"}"#, "expected ':', found '}' at byte 4"),
        Refusal(#"{"a":}"#, "expected a value, found '}' at byte 5"),
        Refusal(#"{"a":1,}"#, "expected a key in quotes, found '}' at byte 7"),
        Refusal(#"{"a":1 "b":2}"#, "expected ',' or '}', found '\"' at byte 7"),
        Refusal(#"{"a":[1,]}"#, "expected a value, found ']' at byte 8"),
        Refusal(#"{"a":[1 2]}"#, "expected ',' or ']', found '2' at byte 8"),
        Refusal(#"{"a":1}}"#, "expected the end of the line, found '}' at byte 7"),
        Refusal(#"{"a":1}{}"#, "expected the end of the line, found '{' at byte 7"),
        Refusal(#"{'a':1}"#, "expected a key in quotes, found ''' at byte 1"),
        Refusal(#"{"a":01}"#, "expected ',' or '}', found '1' at byte 6"),
        Refusal(#"{"a":+1}"#, "expected a value, found '+' at byte 5"),
        Refusal(#"{"a":.5}"#, "expected a value, found '.' at byte 5"),
        Refusal(#"{"a":-}"#, "expected a digit, found '}' at byte 6"),
        Refusal(#"{"a":1.}"#, "expected a digit, found '}' at byte 7"),
        Refusal(#"{"a":1e}"#, "expected a digit, found '}' at byte 7"),
        Refusal(#"{"a":0x1}"#, "expected ',' or '}', found 'x' at byte 6"),
        Refusal(#"{"a":NaN}"#, "expected a value, found 'N' at byte 5"),
        Refusal(#"{"a":nul}"#, "expected null, found 'n' at byte 5"),
        Refusal(#"{"a":True}"#, "expected a value, found 'T' at byte 5"),
        Refusal(#"{"a":truely}"#, "expected ',' or '}', found 'l' at byte 9"),
        Refusal(#"{"a":"b}"#, "expected a closing quote, found the end of the line at byte 8"),
        Refusal(
            "{\"a\":\"\t\"}",
            "expected an escape for a control character, found the byte 09 at byte 6"),
        Refusal(#"{"a":"\x"}"#, #"expected one of "\/bfnrtu after '\', found 'x' at byte 7"#),
        Refusal(#"{"a":"\u12g4"}"#, "expected four hex digits, found 'g' at byte 10"),
    ]

    @Test(arguments: refused)
    func `anything else is refused with its place`(vector: Refusal) {
        var object = JSONObject()
        let error = #expect(throws: JSONError.self) {
            try object.parse(Array(vector.text.utf8).span)
        }
        #expect(error?.description == vector.error)
    }

    @Test(arguments: [
        "80", "C0 80", "C1 BF", "C3", "E0 80 80", "E0 9F BF", "E2 82", "ED A0 80", "F0 80 80 80",
        "F0 8F BF BF", "F4 90 80 80", "F5 80 80 80", "FF",
    ])
    func `text that is no UTF-8 is refused`(hex: String) throws {
        let text = try #require(bytes(hex: hex))
        let line = Array("{\"a\":\"".utf8) + text + Array("\"}".utf8)
        var object = JSONObject()
        let error = #expect(throws: JSONError.self) { try object.parse(line.span) }
        #expect(error?.offset == 6)
    }

    @Test func `nesting is bounded`() throws {
        let limit = JSONObject.depthLimit
        func nested(_ depth: Int) -> [UInt8] {
            let arrays = depth - 1
            return Array(
                ("{\"a\":" + String(repeating: "[", count: arrays)
                    + String(repeating: "]", count: arrays) + "}").utf8)
        }
        var object = JSONObject()
        try object.parse(nested(limit).span)
        let error = #expect(throws: JSONError.self) { try object.parse(nested(limit + 1).span) }
        #expect(error?.message == "nested more than 512 deep")
        #expect(throws: JSONError.self) { try object.parse(nested(1_000_000).span) }
    }

    @Test func `members keep their order, their place and their kind`() throws {
        let line = #" {"a": "x", "b":"\n" ,"c":-1.50,"d":{"e":[{}],"f":{}},"g":[{"h":1}],"i":null}"#
        let bytes = Array(line.utf8)
        var object = JSONObject()
        try object.parse(bytes.span)
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        #expect(object.members.map { text($0.key) } == ["a", "b", "c", "d", "g", "i"])
        #expect(
            object.members.map { text($0.value) } == [
                #""x""#, #""\n""#, "-1.50", #"{"e":[{}],"f":{}}"#, #"[{"h":1}]"#, "null",
            ])
        #expect(text(object.members[0].text) == "x")
        #expect(
            object.members.map(\.kind) == [
                .string, .escapedString, .number, .object, .array, .null,
            ])
        #expect(object.inner.map { text($0.key) } == ["e", "f"])
        #expect(object.members[3].inner == 0..<2)
        #expect(object.members[4].inner.isEmpty)
    }

    @Test func `a key is found as it is meant, and the last of two counts`() throws {
        let line = Array(#"{"a":1,"\u0066rame":2,"a":3}"#.utf8)
        var object = JSONObject()
        try object.parse(line.span)
        #expect(object.index(of: "a", in: line.span) == 2)
        #expect(object.index(of: "frame", in: line.span) == 1)
        #expect(object.index(of: "b", in: line.span) == nil)
    }

    @Test func `a line cut anywhere is refused and never traps`() throws {
        let line = Array(#"{"a":"\u00e9é","b":[1.5e-3,true,{"c":null}],"d":{"e":"f"}}"#.utf8)
        var object = JSONObject()
        try object.parse(line.span)
        for length in 0..<line.count {
            #expect(throws: JSONError.self) { try object.parse(Array(line[..<length]).span) }
        }
    }
}

/// Random lines, judged by Foundation too.
struct JSONObjectPropertyTests {
    @Test(arguments: UInt64(0)..<40)
    func `what is accepted and what it means agrees with Foundation`(seed: UInt64) throws {
        var random = SplitMix64(seed)
        var object = JSONObject()
        for _ in 0..<50 {
            let line = Array(randomObject(&random, depth: 0).utf8)
            try object.parse(line.span)
            let expected = try JSONSerialization.jsonObject(with: Data(line))
            let keys = try #require(expected as? [String: Any]).keys
            let found = object.members.map { unescapedJSON(line.span.extracting($0.key)) }
            #expect(
                Set(found) == Set(keys), "seed \(seed): \(String(decoding: line, as: UTF8.self))")
        }
    }

    @Test(arguments: UInt64(0)..<40)
    func `a damaged line is refused when Foundation refuses it`(seed: UInt64) {
        var random = SplitMix64(seed)
        var object = JSONObject()
        for _ in 0..<100 {
            var line = Array(randomObject(&random, depth: 0).utf8)
            let at = Int.random(in: line.indices, using: &random)
            line[at] = UInt8.random(in: 0...255, using: &random)
            let isAccepted = (try? object.parse(line.span)) != nil
            let isValid = (try? JSONSerialization.jsonObject(with: Data(line))) is [String: Any]
            // Foundation also refuses lone surrogates and doubles out of range, which RFC 8259 allows.
            #expect(
                isAccepted || !isValid, "seed \(seed): \(String(decoding: line, as: UTF8.self))")
        }
    }

    private func randomObject(_ random: inout SplitMix64, depth: Int) -> String {
        let count = Int.random(in: 0...4, using: &random)
        let members = (0..<count).map { index in
            "\(space(&random))\(randomString(&random, index))\(space(&random)):"
                + "\(space(&random))\(randomValue(&random, depth: depth))\(space(&random))"
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    private func randomValue(_ random: inout SplitMix64, depth: Int) -> String {
        switch Int.random(in: 0...(depth < 4 ? 6 : 4), using: &random) {
        case 0: return "null"
        case 1: return Bool.random(using: &random) ? "true" : "false"
        case 2: return "\(Int32.random(in: .min ... .max, using: &random))"
        case 3: return "\(Int16.random(in: .min ... .max, using: &random)).50e-\(depth)"
        case 4: return randomString(&random, depth)
        case 5: return randomObject(&random, depth: depth + 1)
        default:
            let count = Int.random(in: 0...3, using: &random)
            return "["
                + (0..<count).map { _ in randomValue(&random, depth: depth + 1) }
                .joined(separator: ",") + "]"
        }
    }

    private func randomString(_ random: inout SplitMix64, _ number: Int) -> String {
        let pieces = [
            "a", "plain text", "é", "😀", "\\n", "\\u00E9", "\\ud83d\\ude00", "\\\"", "\\/",
        ]
        let count = Int.random(in: 0...6, using: &random)
        let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        return "\"\(number)\(text)\""
    }

    private func space(_ random: inout SplitMix64) -> String {
        ["", "", "", " ", "\t", "\r\n"].randomElement(using: &random) ?? ""
    }
}
