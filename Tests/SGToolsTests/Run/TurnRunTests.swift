import Foundation
import SGTestSupport
import Testing

/// Runs at a battery monitor that sends two blocks in turn: each row has the fields of both.
@Suite(.timeLimit(.minutes(1))) struct TurnRunTests {
    /// A configuration with these actions, if any, or none.
    private static func configuration(_ actions: String = "", file: String = "bmv.csv") -> String {
        """
        period: 1 s
        devices:
          bmv:
            device_type: victron_vedirect
            port: ./line
            data_streams: {status_block: \(file)}

        """ + actions
    }

    /// Plays the recorded blocks, which come so many seconds apart, at `line`.
    private func play(_ site: Site, pause: Double) throws -> RunningTool {
        let capture = try String(
            contentsOf: packageFile("Tests/Cases/cycles/bmv-two-blocks-in-turn.jsonl"),
            encoding: .utf8)
        let blocks = capture.matches(of: #/"bytes":"([0-9a-f]*)"/#).map(\.1)
        let lines = (0..<100).map { index in
            let seconds = String(format: "%06.3f", pause * Double(index))
            return #"{"time":"2026-06-01T10:00:\#(seconds)Z","bytes":"\#(blocks[index % 2])"}"#
        }
        try site.write(lines.joined(separator: "\n") + "\n", to: "blocks.jsonl")
        let player = try RunningTool(
            "sg-emulate", ["--replay", site.folder.file("blocks.jsonl"), "pty:line"],
            environment: site.environment, in: site.folder.path)
        try wait(for: "the line") { site.has("line") }
        return player
    }

    /// What a row says of what is measured and of what was: battery voltage, current, state of charge,
    /// deepest discharge and charged energy.
    private func cells(_ site: Site, _ file: String = "bmv.csv") throws -> [[String]] {
        let rows = site.lines(file).map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let names = [
            "battery_voltage", "battery_current", "state_of_charge", "deepest_discharge",
            "charged_energy",
        ]
        let columns = try names.map { name in
            try #require(rows.first?.firstIndex { $0 == name || $0.hasPrefix(name + " ") })
        }
        return rows.dropFirst().map { row in columns.map { String(row[$0]) } }
    }

    private static let whole = ["25.110", "-2.050", "95.1", "-81.000", "23.00"]

    @Test func `a query's row has the fields of both blocks`() throws {
        let site = try Site(Self.configuration())
        let player = try play(site, pause: 0.3)
        for _ in 1...4 {
            let result = try site.run("system.yml")
            #expect(result.status == 0, "\(result)")
        }
        #expect(try cells(site) == [[String]](repeating: Self.whole, count: 4))
        player.interrupt()
        _ = try player.end()
    }

    @Test func `a loop's rows have them, too`() throws {
        let site = try Site(Self.configuration())
        let player = try play(site, pause: 0.17)
        let run = try site.start("--loop", "system.yml")
        try wait(for: "rows") { site.lines("bmv.csv").count >= 5 }
        run.signal(SIGTERM)
        try #expect(run.end().status == 0)
        #expect(try cells(site).allSatisfy { $0 == Self.whole })
        player.interrupt()
        _ = try player.end()
    }

    @Test func `each turn that is handled is one row, the first and the last, too`() throws {
        let site = try Site(
            Self.configuration(
                """
                actions:
                  - {action: sleep, seconds: 2}
                  - action: handle_incoming_messages
                """))
        let player = try play(site, pause: 0.3)
        for count in 1...2 {
            let result = try site.run("system.yml")
            #expect(result.status == 0, "\(result)")
            let cells = try cells(site)
            #expect(cells.allSatisfy { $0 == Self.whole })
            // A turn takes 0.6 s.
            #expect(3 * count...5 * count ~= cells.count)
        }
        player.interrupt()
        _ = try player.end()
    }

    @Test func `a record has the blocks one after the other, and is decoded again`() throws {
        let site = try Site(Self.configuration(file: "bmv.jsonl"))
        let player = try play(site, pause: 0.3)
        try #expect(site.run("system.yml").status == 0)
        let record = site.text("bmv.jsonl")
        let frame = try #require(record.firstMatch(of: #/"frame":"([0-9a-f]*)"/#)?.1)
        let checksum = "436865636b73756d09"
        #expect(frame.split(separator: checksum).count == 3)
        let decoded = try site.shell("sg-decode bmv.jsonl")
        #expect(decoded.status == 0 && decoded.text == record)
        let explained = try site.shell("sg-decode --explain bmv.jsonl")
        #expect(explained.status == 0 && explained.text.contains("charged_energy"))
        // A block twice is no message.
        try site.write(record.replacing(frame, with: frame + frame), to: "twice.jsonl")
        try #expect(site.shell("sg-decode twice.jsonl").status == 65)
        player.interrupt()
        _ = try player.end()
    }

    @Test func `the pipeline that explains it makes the same rows`() throws {
        let site = try Site(Self.configuration())
        let explained = try site.run("--explain", "system.yml")
        #expect(
            explained.text.contains("sg-listen -d victron_vedirect --join --count=1 --for=2 ./line")
        )
        let player = try play(site, pause: 0.3)
        let result = try site.shell(explained.text)
        #expect(result.status == 0, "\(result)")
        #expect(try cells(site) == [Self.whole])
        player.interrupt()
        _ = try player.end()
    }

    @Test func `sg-listen prints single blocks unless it is asked to join them`() throws {
        let site = try Site()
        let player = try play(site, pause: 0.2)
        let blocks = try site.shell("sg-listen -d victron_vedirect --count 4 line | sg-decode")
        #expect(blocks.text.matches(of: #/"deepest_discharge"/#).count == 2)
        #expect(blocks.text.matches(of: #/"battery_voltage"/#).count == 2)
        let turns = try site.shell(
            "sg-listen -d victron_vedirect --join --for 1 line | sg-decode")
        let lines = turns.text.split(separator: "\n")
        #expect(lines.count >= 2)
        #expect(
            lines.allSatisfy {
                $0.contains(#""deepest_discharge""#) && $0.contains(#""battery_voltage""#)
            })
        player.interrupt()
        _ = try player.end()
    }
}
