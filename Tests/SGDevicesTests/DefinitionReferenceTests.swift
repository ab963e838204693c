import Foundation
import SGDevices
import SGDiagnostics
import Testing

/// The reference of the definition language says what the language has, no more and no less.
@Suite struct DefinitionReferenceTests {
    /// Definitions with an unknown key in every kind of section, and unknown words.
    static let faulty = [
        """
        device_type: test
        §: 0
        manufacturer: nobody
        model: none
        category: meter
        port: {§: 0}
        timing: {§: 0}
        address: {default: 1, §: 0}
        messages:
          page:
            from: device
            start: aa
            length: 60
            checksum: {kind: sum, bytes: 1, §: 0}
            §: 0
            fields:
              - {name: a, type: u8, §: 0}
              - {name: b, type: u8, negative_if: {slot: a, bit: 0, §: 0}}
              - {name: c, type: u8, scale_if: {slot: a, bit: 0, scale: 1, §: 0}}
              - {type: u8, parts: [{name: d, bit: 0, §: 0}]}
              - {type: u8, select: {slot: a, cases: {0: {name: e, §: 0}}, §: 0}}
          texts: {from: device, format: separated, start: aa, separator: "00", §: 0, fields: [{name: a, type: text, §: 0}]}
          lines: {from: device, format: lines, lines: [a], §: 0}
          keyed: {from: device, format: keyed, first: [A], checksum_label: B, interrupted_by: {start: a, end: b, §: 0}, §: 0}
          hex: {from: device, format: hex_line, start: ":", command: 1, §: 0}
        """,
        """
        device_type: test
        manufacturer: nobody
        model: none
        category: meter
        messages:
          page: {from: device, start: aa}
        examples: [{message: page, hex: aa, §: 0}]
        """,
        """
        device_type: test
        manufacturer: nobody
        model: none
        category: meter
        messages:
          page: {from: §, start: aa, length: 9, checksum: {kind: §}, fields: [{name: a, type: §}]}
          texts: {from: device, format: lines, lines: ["{a}"], fields: [{name: a, type: §}]}
          date: {from: device, start: aa, length: 9, fields: [{name: a, type: bcd_datetime, order: [§]}]}
          other: {from: device, format: §, start: aa}
        """,
    ]

    @Test func `every key is documented, and the other way round`() throws {
        var known: [String: Set<String>] = [:]
        for (section, keys) in hints(after: "unknown key '§' in ", "the keys are ") {
            known[section, default: []].formUnion(keys)
        }
        #expect(known.count == 14)
        #expect(try documentedKeys() == known)
    }

    @Test func `every word of a closed set is documented`() throws {
        let reference = try reference()
        let words = hints(after: "unknown ", "known are ").flatMap(\.words)
        #expect(words.count == 30)
        for word in words { #expect(reference.contains("`\(word)`"), "\(word)") }
    }

    @Test func `the definition of the tutorial holds`() throws {
        let parts = try reference().components(separatedBy: "```yaml\n")
        let text = try #require(parts[1].components(separatedBy: "```").first)
        let definition = Definition(
            Array(text.utf8), file: "example_monitor.yaml", name: "example_monitor",
            checkingExamples: true)
        #expect(definition.diagnostics.map(\.description) == [])
        #expect(definition.examples.count == 3)
    }

    @Test func `the mistake of the tutorial is told like that`() throws {
        let reference = try reference()
        let text = try #require(
            reference.components(separatedBy: "```yaml\n")[1].components(
                separatedBy: "```"
            ).first)
        let faulty = text.replacingOccurrences(of: "u16, scale: 0.1, unit: V", with: "u17")
        let problem = Definition(
            Array(faulty.utf8), file: "example_monitor.yaml", name: "example_monitor",
            checkingExamples: false
        ).diagnostics.first
        let lines = try #require(problem).description.split(separator: "\n")
        for line in lines { #expect(reference.contains("    \(line)\n"), "\(line)") }
    }

    /// What hints list behind a message that begins in a certain way.
    private func hints(
        after message: String, _ hint: String
    ) -> [(rest: String, words: [String])] {
        Self.faulty.flatMap { text in
            let text = text.replacingOccurrences(of: "§", with: unknownWord)
            let start = message.replacingOccurrences(of: "§", with: unknownWord)
            let definition = Definition(
                Array(text.utf8), file: "test.yaml", name: "test", checkingExamples: true)
            return definition.diagnostics.compactMap { problem -> (String, [String])? in
                guard problem.message.hasPrefix(start), let list = problem.hint,
                    list.hasPrefix(hint)
                else { return nil }
                let words = list.dropFirst(hint.count).components(separatedBy: ", ")
                return (String(problem.message.dropFirst(start.count)), words)
            }
        }
    }

    /// A word that is near to no other.
    private let unknownWord = "xxxxxxxxxxxxxxxxxxxxxxxx"

    /// The first columns of the tables of keys, by what their head says they are keys of.
    private func documentedKeys() throws -> [String: Set<String>] {
        var keys: [String: Set<String>] = [:]
        var section: String?
        for line in try reference().components(separatedBy: "\n") {
            let cells = line.components(separatedBy: " | ")
            if line.hasPrefix("| Key in ") {
                section = String(cells[0].dropFirst("| Key in ".count))
            } else if !line.hasPrefix("|") {
                section = nil
            } else if let section, line.hasPrefix("| `") {
                let names = cells[0].components(separatedBy: "`").enumerated()
                keys[section, default: []].formUnion(
                    names.filter { $0.offset % 2 == 1 }.map(\.element))
            }
        }
        return keys
    }

    private func reference() throws -> String {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Documentation/AddingADevice.md")
        return try String(contentsOf: url, encoding: .utf8)
    }
}
