import Foundation
import Glibc
import SGBytes
import SGTestSupport
import Testing

/// A thousand runs that are killed at any moment.
@Suite(.timeLimit(.minutes(5))) struct KilledRunTests {
    private static let configuration =
        ManualConfigurations.conversation + """
            actions:
              - {action: query, device: controller, message_type: status_query}
              - {action: query, device: controller, message_type: history_query}

            """
    private static let runCount = 250

    @Test(arguments: UInt64(1)...4)
    func `kill -9 leaves no half row, none twice, none lost, and a state that can be read`(
        seed: UInt64
    ) throws {
        let site = try Site(Self.configuration)
        var random = SplitMix64(seed)
        let start = ContinuousClock.now
        for _ in 1...3 { try #expect(site.run("system.yml").status == 0) }
        // Most are killed before they end.
        let longest = (ContinuousClock.now - start) / 3 * 1.2
        var (rowCount, endCount) = (3, 0)
        for number in 1...Self.runCount {
            let run = try site.start("system.yml")
            usleep(UInt32.random(in: 0...UInt32(longest / .microseconds(1)), using: &random))
            run.signal(SIGKILL)
            let result = try run.end()
            #expect(result.errors == "", "run \(number)")
            #expect(result.isSignal ? result.status == SIGKILL : result.status == 0)
            if !result.isSignal { endCount += 1 }
            let rows = try rows(site)
            #expect(
                (rowCount + (result.isSignal ? 0 : 1))...(rowCount + 1) ~= rows, "run \(number)")
            rowCount = rows
            #expect(try site.state()["version"] as? Int == 1)
        }
        #expect(1..<Self.runCount ~= endCount)
        try #expect(site.run("system.yml").status == 0)
        #expect(site.names(in: ".sungrow").count == 2)
        #expect(site.names(in: ".") == [".sungrow", "history.csv", "status.csv", "system.yml"])
    }

    /// Counts the rows of the status page; there is one of each day in the history.
    private func rows(_ site: Site) throws -> Int {
        for (file, columnCount) in [("status.csv", 18), ("history.csv", 5)] {
            let text = site.text(file)
            #expect(text.last == "\n")
            let rows = text.split(separator: "\n").map { $0.split(separator: ",") }
            #expect(rows.allSatisfy { $0.count == columnCount })
            #expect(rows.count { $0[0] == "datetime" } == 1)
        }
        let days = site.lines("history.csv").dropFirst().map { $0.prefix { $0 != "," } }
        // When a day ends while this test runs, it gets its last row and the next its first.
        #expect(Set(days).count >= 30 && days.count - Set(days).count <= 1)
        return site.lines("status.csv").count - 1
    }
}
