import SGBytes
import SGDevices
import SGTestSupport
import Testing

/// Pages of an Allegro inverter with all kinds of white space between their lines.
@Suite struct LineGapTests {
    static let lines = [
        "*0 ASP ALLEGRO V1.1 1000/24, 230V/50Hz", "*1 Vbatt = 24.7 Vdc", "*2 Vout = 227 Vac",
        "*3 Pac = 930 W", "*4 Tint = 35 Cels", "*5 Sby Level=99", "*6 Remote enabled",
    ]
    static let legend = ["*7 YOUR COMMAND:++", "*8 (00-99,++,--),<ENTER>", "*9 Legend:"]
    static let gaps = [
        "\r\n", "\n", "\r", "\n\r", "\r\r\n", "\r\n\r\n", "\n\n", "\r\n  ", "\r\n\t", "  \r\n",
        "\r\n\0",
        "\0\r\n", "\0\n\0", " \r \n \0\0 ",
    ]

    @Test(arguments: gaps, [true, false])
    func `a page is found whatever stands between its lines`(gap: String, hasLegend: Bool) throws {
        let lines = LineGapTests.lines + (hasLegend ? LineGapTests.legend : [])
        let page = Array(lines.joined(separator: gap).utf8)
        let stream = page + Array("\r\n".utf8) + page
        #expect(found(in: [stream]) == [page, page])
        #expect(found(in: stream.map { [$0] }) == [page, page])
        let plain = Array(lines.joined(separator: "\r\n").utf8)
        #expect(try text(of: page) == text(of: plain))
    }

    @Test(arguments: gaps)
    func `a page with odd gaps encodes to the documented one`(gap: String) throws {
        let message = try page
        let odd = Array(LineGapTests.lines.joined(separator: gap).utf8)
        let plain = Array(LineGapTests.lines.joined(separator: "\r\n").utf8)
        let values = try message.decode(odd).map { ($0.name, $0.value) }
        let documented = try message.encode(message.decode(plain).map { ($0.name, $0.value) })
        #expect(try message.encode(values) == documented)
        #expect(try message.encode(values, over: odd) == odd)
        let change = [FieldAssignment("AC_output_voltage", .number("228"))]
        #expect(try message.encode(change, over: odd) == message.encode(change, over: plain))
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `random gaps cost no page`(seed: UInt64) {
        var random = SplitMix64(seed)
        for _ in 0..<100 {
            let page = Array(
                LineGapTests.lines.map { $0 + gap(random: &random) }.joined().utf8)
            let frame = Array(page[..<(page.lastIndex(of: UInt8(ascii: "d"))! + 1)])
            let stream = page + page
            #expect(found(in: random.pieces(of: stream, longest: 9)) == [frame, frame])
        }
    }

    @Test(arguments: gaps)
    func `a page that was cut short is never blended with the next one`(gap: String) {
        let text = LineGapTests.lines.joined(separator: gap)
        let next = text.replacing("24.7", with: "25.1").replacing("227", with: "231")
        for length in 1..<text.utf8.count {
            let cut = Array(text.utf8.prefix(length))
            for between in ["", "\r\n", "\0", " "] {
                let found = found(in: [cut + Array((between + next).utf8)])
                #expect(found == [Array(next.utf8)], "cut after \(length), then '\(between)'")
            }
        }
    }

    @Test func `words run together on one line are not lines`() {
        for separator in [" ", "\0", "\t", ""] {
            #expect(found(in: [Array(LineGapTests.lines.joined(separator: separator).utf8)]) == [])
        }
    }

    private func gap(random: inout SplitMix64) -> String {
        let ends = ["\r\n", "\n", "\r"]
        let others = ends + [" ", "\t", "\0"]
        var gap = (0..<Int.random(in: 0...6, using: &random)).map { _ in
            others.randomElement(using: &random) ?? ""
        }
        gap.insert(
            ends.randomElement(using: &random) ?? "",
            at: Int.random(in: 0...gap.count, using: &random))
        return gap.joined()
    }

    private var page: Message {
        get throws {
            try #require(knownDevices["allegro_inverter"]?["status_page"])
        }
    }

    private func text(of frame: [UInt8]) throws -> [String] {
        try page.decode(frame).map { "\($0.name): \($0.value.description)" }
    }

    private func found(in pieces: [[UInt8]]) -> [[UInt8]] {
        let devices = [knownDevices["allegro_inverter"]].compactMap(\.self)
        return frames(in: pieces, of: devices, side: .host).map(\.bytes)
    }
}
