import Foundation
import SGTestSupport
import Testing

/// The history of a charge controller fills the gap that a power cut has left.
@Suite(.timeLimit(.minutes(1))) struct PowerCutTests {
    private static let configuration =
        ManualConfigurations.conversation + """
            actions:
              - {action: send, device: controller, condition: system_back_online, message_type: history_query}
              - {action: handle_incoming_messages, condition: system_back_online}

            """

    /// A site where it is noon, so that no day ends while a test runs.
    private func site() throws -> Site {
        let site = try Site(Self.configuration)
        let hour = Calendar(identifier: .gregorian).dateComponents(in: .gmt, from: .now).hour ?? 0
        site.environment["TZ"] = "TST\(hour - 12)"
        return site
    }

    private func days(_ site: Site) -> [String] {
        site.lines("history.csv").dropFirst().map { String($0.prefix(10)) }
    }

    @Test func `of the 30 days only those are written that the file does not have yet`() throws {
        let site = try site()
        try #expect(site.run("system.yml").status == 0)
        let all = days(site)
        #expect(Set(all).count == 30 && all.sorted(by: >) == all)
        // The power went five days ago: newer rows were never written.
        let lines = site.lines("history.csv")
        let old = [lines[0]] + lines.dropFirst(6)
        try site.write(old.map { $0 + "\n" }.joined(), to: "history.csv")
        try site.age(by: 5 * 86_400)
        try #expect(site.run("system.yml").status == 0)
        // The day that was running then is over, and is written once more.
        let gap = all.prefix(6).reversed()
        #expect(days(site) == old.dropFirst().map { String($0.prefix(10)) } + gap)
        #expect(site.lines("history.csv").count == 1 + 25 + 6)
    }

    @Test func `a day that is still running is not written twice`() throws {
        let site = try site()
        try #expect(site.run("system.yml").status == 0)
        let text = site.text("history.csv")
        try site.age(by: 2 * 3600)
        let result = try site.run("-v", "system.yml")
        #expect(result.errors.contains("INFO controller: history_page"))
        #expect(site.text("history.csv") == text)
    }

    @Test func `a system that has missed nothing asks for no history`() throws {
        let site = try site()
        try #expect(site.run("system.yml").status == 0)
        try site.age(by: 80 * 60)
        try #expect(!site.run("-v", "system.yml").errors.contains("history_page"))
    }

    @Test func `what a power cut has torn is put aside, and written anew`() throws {
        let site = try site()
        try #expect(site.run("system.yml").status == 0)
        let text = site.text("history.csv")
        try site.write(String(text.dropLast(20)), to: "history.csv")
        try site.age(by: 2 * 3600)
        let result = try site.run("system.yml")
        #expect(result.status == 0 && result.errors.contains("WARNING "))
        #expect(site.text("history.csv") == text)
        #expect(text.contains(site.lines("history.csv.torn")[0]))
    }
}
