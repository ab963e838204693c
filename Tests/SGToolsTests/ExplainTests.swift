import Foundation
import Glibc
import SGBytes
import SGTestSupport
import SGTools
import Testing

/// What `sg-decode --explain` tells a person.
@Suite struct ExplainTests {
    static let names: [String] = {
        let files = try? FileManager.default.contentsOfDirectory(
            atPath: packageFile("Tests/Cases/explain").path)
        return (files ?? []).filter { $0.hasSuffix(".txt") }.sorted()
    }()

    @Test(arguments: names)
    func `an explanation reads as it should`(name: String) throws {
        let file = packageFile("Tests/Cases/explain/\(name)")
        let example = Example(try String(contentsOf: file, encoding: .utf8))
        let result = try explain(example.arguments, Array(example.input.utf8))
        #expect(result.errors == "")
        if ProcessInfo.processInfo.environment["SG_RECORD"] == nil {
            #expect(result.output == example.output)
        } else {
            try (example.head + result.output).write(to: file, atomically: true, encoding: .utf8)
        }
    }

    @Test func `every case is there`() {
        #expect(ExplainTests.names.count >= 20)
    }

    // MARK: - Hostile input

    @Test(arguments: UInt64(0)..<20)
    func `random bytes neither stop the tool nor command the terminal`(seed: UInt64) throws {
        var random = SplitMix64(seed)
        let bytes = (0..<3000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let result = try explain(["--raw"], bytes)
        #expect(result.status == .done)
        #expect(isHarmless(result.output))
    }

    @Test func `a device's text cannot command the terminal`() throws {
        let page = """
            *0 \u{1B}[31mASP\u{7}\r
            *1 Vbatt = 24.7 \u{1B}]0;x\u{7}Vdc\r
            *2 Vout = 227 Vac\r\n*3 Pac = 930 W\r\n*4 Tint = 35 Cels\r\n*5 Sby Level=99\r
            *6 Remote enabled
            """
        let result = try explain(["--raw"], Array(page.utf8))
        #expect(result.output.contains(#"machine_type          \u{1B}[31mASP\u{7}"#))
        #expect(isHarmless(result.output))
    }

    @Test func `a record's text cannot command the terminal`() throws {
        let record = #"{"port":"\u001b[2J\n","device":"\u009b1m","frame":"ed0303f3"}"#
        let result = try explain([], Array(record.utf8))
        #expect(result.output.contains(#"\u{1B}[2J\u{A}, \u{9B}1m"#))
        #expect(isHarmless(result.output))
    }

    @Test func `a line that is no record is reported, and the next one is explained`() throws {
        let result = try explain([], Array("x\n{\"noise\":\"0102\"}\n{\"frame\":\"0\"}\n".utf8))
        #expect(result.status == .malformedInput)
        #expect(result.output.hasPrefix("2 bytes that are no frame\n"))
        #expect(result.errors.contains("stdin:1:1: error:"))
        #expect(result.errors.contains("stdin:3: error:"))
    }

    // MARK: - Output

    @Test func `nothing printed is much wider than a terminal`() throws {
        for name in ExplainTests.names {
            let file = packageFile("Tests/Cases/explain/\(name)")
            let example = Example(try String(contentsOf: file, encoding: .utf8))
            for line in example.output.split(separator: "\n") {
                #expect(line.count <= 110, "\(name): \(line)")
                #expect(line.last != " ", "\(name): \(line)")
            }
        }
    }

    @Test func `colours are for terminals only, and not for those who do not want them`() throws {
        #expect(try outputOnTerminal(environment: [:]).contains("\u{1B}[1m"))
        #expect(try !outputOnTerminal(environment: ["NO_COLOR": "1"]).contains("\u{1B}"))
        #expect(try !explain(["--hex"], Array("ed0303f3".utf8)).output.contains("\u{1B}"))
    }

    /// What the tool prints when its output is a terminal.
    private func outputOnTerminal(environment: [String: String]) throws -> String {
        let terminal = try PseudoTerminal()
        let output = open(terminal.path, O_RDWR | O_NOCTTY)
        defer { close(output) }
        let directory = try TemporaryDirectory()
        let input = open(try directory.write(Array("ed0303f3".utf8), to: "input"), O_RDONLY)
        defer { close(input) }
        let console = Console(
            program: "sg-decode", input: input, output: output, environment: environment)
        #expect(DecodeTool.run(arguments: ["--explain", "--hex"], console: console) == .done)
        let bytes = try read(from: terminal.controller) {
            $0.suffix(12).contains(0x0A) && $0.count > 400
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func explain(_ arguments: [String], _ input: [UInt8]) throws -> InProcessResult {
        try runInProcess(DecodeTool.self, ["--explain"] + arguments, input: input)
    }

    private func isHarmless(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy {
            $0 == "\n" || ($0.value >= 0x20 && !(0x7F...0x9F).contains($0.value))
        }
    }
}

/// A case file: the arguments after `$`, the lines of the input after `<`, then the output.
private struct Example {
    var arguments: [String] = []
    var input = ""
    /// The lines that are not output.
    var head = ""
    var output = ""

    init(_ text: String) {
        var rest = text[...]
        while let end = rest.firstIndex(of: "\n"), rest.hasPrefix("$") || rest.hasPrefix("<") {
            let line = rest[..<end]
            head += line + "\n"
            if line.hasPrefix("$") {
                arguments = line.dropFirst().split(separator: " ").map(String.init)
            } else {
                input += line.dropFirst(2) + "\n"
            }
            rest = rest[rest.index(after: end)...]
        }
        output = String(rest)
    }
}
