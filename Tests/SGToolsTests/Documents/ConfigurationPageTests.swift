import SGTestSupport
import SGTools
import Testing

/// sg-run.yml(5) has every key of a configuration, every action and every condition, and no others.
@Suite struct ConfigurationPageTests {
    /// A configuration with an unknown key in each kind of section, and unknown words.
    private static let faulty = """
        period: 1 m
        §: 0
        devices:
          device:
            device_type: sungrow_inverter
            port: /dev/ttyUSB0
            §: 0
            port_settings: {§: 0}
        actions:
          - {action: §, §: 0}
          - {action: handle_incoming_messages, condition: §}
        """

    @Test func `the page has every key and word, and no other`() throws {
        let known = try listed(behind: "the keys are ").union(listed(behind: "known are "))
        #expect(
            known.isSuperset(of: ["period", "rs485", "retries", "query", "device_back_online"]))
        let page = try Manual("sg-run.yml.5")
        #expect(known.subtracting(page.arguments(of: "Cm")) == [])
        #expect(Set(page.items(of: "Cm")).subtracting(known) == [])
    }

    /// The words that hints list, but for those that are values of the device itself.
    private func listed(behind start: String) throws -> Set<String> {
        let directory = try TemporaryDirectory()
        // A word that is near to no other.
        let text = Self.faulty.replacing("§", with: "xxxxxxxxxxxxxxxxxxxxxxxx")
        let file = try directory.write(Array(text.utf8), to: "system.yml")
        let hints = try runInProcess(RunTool.self, ["--check", file]).errors.split(separator: "\n")
            .filter { $0.contains("hint: \(start)") }
        return Set(
            hints.flatMap { hint in
                hint.split(separator: start)[1].split(separator: ", ").map(String.init)
            })
    }
}
