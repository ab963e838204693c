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
          page: {from: device, start: aa, length: 9, fields: [{name: a, type: u8}, {name: b, type: u8}]}
          command: {from: host, start: bb}
        emulation:
          §: 0
          values: {a: 0, b: 0}
          sun: {a: §, b: {§: 0}}
          zero: [{while: {a: 0}, fields: [a], §: 0}]
          pages: {page: {§: 0}}
          commands: {command: {§: 0}}
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
        #expect(known.count == 18)
        #expect(try documentedKeys() == known)
    }

    @Test func `the page of the manual has every key and word, and no other`() throws {
        let known = Set(hints(after: "unknown key '§' in ", "the keys are ").flatMap(\.words))
        let words = Set(hints(after: "unknown ", "known are ").flatMap(\.words))
        let lines = try text(of: "man/sg-device.5").components(separatedBy: "\n")
        let named = lines.filter { $0.hasPrefix(".Cm ") || $0.hasPrefix(".It Cm ") }
            .flatMap { $0.components(separatedBy: " ").filter { $0.count > 1 } }
        #expect(known.union(words).subtracting(named) == [])
        let others: Set = [".Cm", ".It", "Cm", "sum", "big", "little", "address"]
        #expect(Set(named).subtracting(known).subtracting(words).subtracting(others) == [])
    }

    @Test func `every word of a closed set is documented`() throws {
        let reference = try reference()
        let words = hints(after: "unknown ", "known are ").flatMap(\.words)
        #expect(words.count == 63)
        for word in words { #expect(reference.contains("`\(word)`"), "\(word)") }
    }

    @Test func `the definition of the tutorial holds`() throws {
        let definition = definition(try tutorial())
        #expect(definition.diagnostics.map(\.description) == [])
        #expect(definition.examples.count == 3)
    }

    @Test func `the mistake of the tutorial is told like that`() throws {
        let faulty = try tutorial().replacingOccurrences(
            of: "u16, scale: 0.1, unit: V", with: "u17")
        let problem = try #require(definition(faulty).diagnostics.first)
        let reference = try reference()
        for line in problem.description.split(separator: "\n") {
            #expect(reference.contains("    \(line)\n"), "\(line)")
        }
    }

    /// The first YAML in the reference.
    private func tutorial() throws -> String {
        let parts = try reference().components(separatedBy: "```yaml\n")
        return try #require(parts.dropFirst().first?.components(separatedBy: "```").first)
    }

    private func definition(_ text: String) -> Definition {
        let name = text.contains("example_monitor") ? "example_monitor" : "test"
        return Definition(
            Array(text.utf8), file: "\(name).yaml", name: name, for: .check)
    }

    /// What hints list behind a message that begins in a certain way.
    private func hints(
        after message: String, _ hint: String
    ) -> [(rest: String, words: [String])] {
        Self.faulty.flatMap { text in
            let text = text.replacingOccurrences(of: "§", with: unknownWord)
            let start = message.replacingOccurrences(of: "§", with: unknownWord)
            return definition(text).diagnostics.compactMap { problem -> (String, [String])? in
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
        try text(of: "Documentation/AddingADevice.md")
    }

    private func text(of file: String) throws -> String {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../\(file)")
        return try String(contentsOf: url, encoding: .utf8)
    }
}
