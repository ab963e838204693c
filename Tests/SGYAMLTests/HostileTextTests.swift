import SGBytes
import SGDiagnostics
import SGTestSupport
import SGYAML
import Testing

@Suite struct HostileTextTests {
    @Test func `a text may have sixteen mebibytes and no more`() {
        let text = "a: 1\n#" + String(repeating: "x", count: (16 << 20) - 6)
        #expect(mistake(in: text.utf8) == nil)
        let longer = mistake(in: Array(text.utf8) + [0x78])
        #expect(longer?.message == "16777217 bytes of text, expected at most 16777216")
        #expect(longer?.mark == nil)
    }

    @Test(arguments: [("[", "]"), ("{a: ", "}")])
    func `values may be nested a hundred deep and no more`(open: String, close: String) {
        func nested(_ depth: Int) -> String {
            String(repeating: open, count: depth) + String(repeating: close, count: depth)
        }
        #expect(mistake(in: nested(100).utf8) == nil)
        let deeper = mistake(in: nested(101).utf8)
        #expect(deeper?.message == "more than 100 lists and mappings inside each other")
        #expect(deeper?.mark == Mark(line: 1, column: 100 * open.count + 1))
        #expect(mistake(in: nested(1_000_000).utf8)?.mark == deeper?.mark)
    }

    @Test func `aliases do not hide depth`() {
        var text = "- &a0 [x]\n"
        for i in 1...100 { text += "- &a\(i) [*a\(i - 1)]\n" }
        let mistake = mistake(in: text.utf8)
        #expect(mistake?.message == "more than 100 lists and mappings inside each other")
        #expect(mistake?.mark == Mark(line: 100, column: 9))
    }

    @Test func `an alias bomb is refused at the alias that makes it too large`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for i in 1...9 {
            text +=
                "a\(i): &a\(i) [\(Array(repeating: "*a\(i - 1)", count: 10).joined(separator: ","))]\n"
        }
        let mistake = mistake(in: text.utf8)
        #expect(mistake?.message == "more than 1000000 values in the document, aliases followed")
        #expect(mistake?.mark == Mark(line: 6, column: 38))
    }

    @Test func `a million values written out are refused too`() {
        let text = "[" + String(repeating: "x,", count: 1_000_000) + "]"
        #expect(mistake(in: text.utf8)?.mark == Mark(line: 1, column: 2_000_000))
    }

    @Test(arguments: UInt64(0)..<50)
    func `random bytes are refused or read, never a trap`(seed: UInt64) {
        var random = SplitMix64(seed)
        for _ in 0..<50 {
            let bytes = (0..<Int.random(in: 0..<100, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            _ = mistake(in: bytes)
        }
    }

    @Test(arguments: UInt64(0)..<50)
    func `a damaged document is refused inside itself or read`(seed: UInt64) {
        var random = SplitMix64(seed)
        let whole = Array(ParseYAMLTests.documents.map(\.text).joined(separator: "\n").utf8)
        for _ in 0..<50 {
            let start = Int.random(in: 0..<whole.count, using: &random)
            let length = Int.random(in: 0...whole.count - start, using: &random)
            var bytes = Array(whole[start..<start + length])
            for _ in 0..<3 { damage(&bytes, using: &random) }
            guard let mark = mistake(in: bytes)?.mark else { continue }
            #expect(mark.line >= 1 && mark.column >= 1)
            #expect(mark.line <= bytes.count + 1 && mark.column <= bytes.count + 1)
        }
    }

    private func damage(_ bytes: inout [UInt8], using random: inout SplitMix64) {
        guard let index = bytes.indices.randomElement(using: &random) else { return }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes.remove(at: index)
        case 2:
            bytes.insert(
                "[]{}&*!|>'\":-#%@`,?\t\n ".utf8.randomElement(using: &random) ?? 0, at: index)
        default: bytes.swapAt(index, bytes.count - 1)
        }
    }
}
