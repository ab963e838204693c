import Foundation
import Glibc
import SGTestSupport
import SGTools
import Testing

private let statusQuery = "{\"frame\":\"ed0303f3\"}\n"

/// What `sg-emulate` prints for records, decoded.
private func decoded(
    _ arguments: [String], input: String = statusQuery
) throws -> [[String: Any]] {
    let emulated = try runInProcess(EmulateTool.self, arguments, input: Array(input.utf8))
    #expect(emulated.status == .done && emulated.errors == "")
    let decoded = try runInProcess(DecodeTool.self, [], input: Array(emulated.output.utf8))
    #expect(decoded.status == .done && decoded.errors == "")
    return try decoded.output.split(separator: "\n").map { line in
        try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
}

private func fields(_ record: [String: Any]?) -> [String: Any] {
    record?["fields"] as? [String: Any] ?? [:]
}

@Suite struct EmulateRecordsTests {
    private static let controller = ["-d", "sungrow_charge_controller"]

    @Test func `records of queries in, records of pages out`() throws {
        let records = try decoded(Self.controller + ["-"])
        #expect(records.count == 1)
        #expect(records[0]["message_type"] as? String == "status_page")
        #expect(records[0]["time"] != nil)
        #expect(fields(records[0])["battery_voltage"] as? Double == 50.8)
    }

    @Test func `replies and what is handed on keep the order of the input`() throws {
        let input = Array((statusQuery + "{\"event\":\"online\"}\n" + statusQuery).utf8)
        let result = try runInProcess(EmulateTool.self, Self.controller + ["-"], input: input)
        let kinds = result.output.split(separator: "\n").map { $0.contains("status_page") }
        #expect(kinds == [true, false, true])
    }

    @Test func `every query is answered, however many come at once`() throws {
        let input = Array(repeatElement(Array(statusQuery.utf8), count: 5000).joined())
        let result = try runInProcess(EmulateTool.self, Self.controller + ["-"], input: input)
        #expect(result.status == .done)
        #expect(result.output.split(separator: "\n").count == 5000)
    }

    @Test func `a capture of what a host sends is answered, too`() throws {
        let input = """
            {"direction":"tx","bytes":"ed0303f3"}
            {"direction":"rx","bytes":"ed03"}
            {"direction":"rx","bytes":"03f3"}

            """
        let result = try runInProcess(
            EmulateTool.self, Self.controller + ["-"], input: Array(input.utf8))
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0] == #"{"direction":"tx","bytes":"ed0303f3"}"#)
        #expect(lines[1].contains(#""message_type":"status_page""#))
    }

    @Test func `what is nothing for a device is handed on`() throws {
        let input = "{\"event\":\"online\"}\n{\"frame\":\"00\",\"x\":1}\n"
        let result = try runInProcess(
            EmulateTool.self, Self.controller + ["-"], input: Array(input.utf8))
        #expect(result == InProcessResult(status: .done, output: input))
    }

    @Test func `a line that is no record is complained about, and the next is answered`() throws {
        let result = try runInProcess(
            EmulateTool.self, Self.controller + ["-"],
            input: Array(("nonsense\n{\"frame\":\"xy\"}\n" + statusQuery).utf8))
        #expect(result.status == .malformedInput)
        #expect(
            result.errors == """
                sg-emulate: stdin:1:1: error: expected a JSON object, found 'n'
                sg-emulate: stdin:2: error: the frame is no pairs of hex digits

                """)
        #expect(result.output.contains("status_page"))
    }

    @Test func `a command shows in the next page`() throws {
        let input = """
            {"frame":"010307000400000000000000ffff"}
            {"frame":"\(inverterStop)"}
            {"frame":"\(inverterQuery)"}

            """
        let result = try runInProcess(
            EmulateTool.self, ["-d", "sungrow_inverter", "-"], input: Array(input.utf8))
        let page = try runInProcess(DecodeTool.self, [], input: Array(result.output.utf8)).output
        #expect(page.contains(#""device_on":false"#) && page.contains(#""AC_output_A_voltage":0"#))
    }

    /// Frames of 13 bytes with their CRC.
    private let inverterStop = "010307000400000000000091e7"
    private let inverterQuery = "0103070001000000000000c4e7"

    @Test func `addresses make devices of one type`() throws {
        let queries = "{\"frame\":\"01030307\"}\n{\"bytes\":\"0203030803030309\"}\n"
        let result = try runInProcess(
            EmulateTool.self, Self.controller + ["--address", "1", "--address=0x02", "-"],
            input: Array(queries.utf8))
        #expect(result.output.split(separator: "\n").count == 2)
        #expect(result.output.contains(#""frame":"01030000"#))
        #expect(result.output.contains(#""frame":"02030000"#))
    }

    @Test func `values are set by field`() throws {
        let records = try decoded(
            Self.controller + [
                "--values", "battery_voltage=49.9", "--values", "battery_temperature=null",
                "--values=load_overcurrent=true", "-",
            ])
        let fields = fields(records.first)
        #expect(fields["battery_voltage"] as? Double == 49.9)
        #expect(fields["battery_temperature"] is NSNull)
        #expect(fields["load_overcurrent"] as? Bool == true)
    }

    @Test func `a column takes its values from commas`() throws {
        let days = (1...30).map(String.init).joined(separator: ",")
        let records = try decoded(
            Self.controller + ["--values=daily_total_solar_charge_production=\(days)", "-"],
            input: "{\"frame\":\"ed0509fb\"}\n")
        let column = fields(records.first)["daily_total_solar_charge_production"] as? [Int]
        #expect(column == Array(1...30))
    }

    @Test func `values come from decoded records and from plain objects`() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write(
            Array(
                """
                {"device_type":"sungrow_charge_controller","fields":{"load_current":1.5,"other":1}}
                {"device_type":"sungrow_inverter","fields":{"DC_voltage":47}}
                {"battery_voltage":"47.25"}
                {"battery_voltage":47.2,"battery_temperature":null}

                """.utf8), to: "values")
        let result = try runInProcess(
            EmulateTool.self, Self.controller + ["--values", file, "-"],
            input: Array(statusQuery.utf8))
        #expect(result.status == .malformedInput)
        #expect(
            result.errors == """
                \(file):3: error: battery_voltage: found '47.25', expected a number
                sg-emulate: the values of '\(file)' cannot be used

                """)
        try (try directory.read("values").split(separator: 0x0A)).enumerated()
            .filter { $0.offset != 2 }.map { Array($0.element) + [0x0A] }.reduce([], +)
            .withUnsafeBytes { bytes in try Data(bytes).write(to: URL(filePath: file)) }
        let fields = fields(try decoded(Self.controller + ["--values", file, "-"]).first)
        #expect(fields["load_current"] as? Double == 1.5)
        #expect(fields["battery_voltage"] as? Double == 47.2)
        #expect(fields["battery_temperature"] is NSNull)
    }

    @Test func `faults are the same for the same seed`() throws {
        let queries = String(repeating: statusQuery, count: 200)
        let run = { (seed: String) in
            try runInProcess(
                EmulateTool.self,
                Self.controller + [
                    "--drop=0.1", "--corrupt=0.1", "--truncate=0.1", "--noise=0.1", "--seed", seed,
                    "-",
                ], input: Array(queries.utf8)
            ).output.split(separator: "\n").map { $0.drop { $0 != "," } }
        }
        let one = try run("1")
        #expect(one == (try run("1")))
        #expect(one != (try run("2")))
        let pages = one.count { $0.contains("status_page") }
        #expect(130...175 ~= pages)
        #expect(one.contains { $0.contains("\"noise\"") })
    }
}

@Suite struct EmulateArgumentTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let status: SGTools.ExitStatus
        let errors: String

        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let mistakes: [Mistake] = [
        Mistake(
            arguments: ["-d", "sungrow_inverte", "-"], status: .usage,
            errors: """
                sg-emulate: unknown device type 'sungrow_inverte'
                  hint: did you mean 'sungrow_inverter'?

                """),
        Mistake(
            arguments: ["-d", "sungrow_inverter", "--address", "248", "-"], status: .usage,
            errors: "sg-emulate: found address 248, expected one from 1 to 247\n"),
        Mistake(
            arguments: ["-d", "allegro_inverter", "--address", "1", "-"], status: .usage,
            errors: "sg-emulate: found an address, but 'allegro_inverter' has none\n"),
        Mistake(
            arguments: ["-d", "allegro_inverter", "--values", "DC_voltag=1", "-"], status: .usage,
            errors: "sg-emulate: no field 'DC_voltag'; did you mean 'DC_voltage'?\n"),
        Mistake(
            arguments: ["-d", "sungrow_inverter", "--values", "DC_voltage=50.5", "-"],
            status: .usage,
            errors: "sg-emulate: DC_voltage: '50.5' cannot be sent: at most 0 digits after the "
                + "point fit\n"),
        Mistake(
            arguments: ["-d", "allegro_inverter", "--values", "machine_type=A*B", "-"],
            status: .usage,
            errors: "sg-emulate: machine_type: found 'A*B', expected a text such as "
                + "'ASP ALLEGRO V#.#+ [1-9]##/[1-4][2-8], [1-2]##V/[5-6]0Hz' or "
                + "'ASP ALLEGRO V#.#+ [1-9]###/[1-4][2-8], [1-2]##V/[5-6]0Hz'\n"),
        Mistake(
            arguments: ["-d", "sungrow_charge_controller", "--values", "user_code=é", "-"],
            status: .usage,
            errors: "sg-emulate: user_code: found 'é', expected a text such as '######'\n"),
        Mistake(
            arguments: ["-d", "sungrow_inverter", "--values", "device_on=1", "-"], status: .usage,
            errors: "sg-emulate: device_on: found '1', expected true or false\n"),
        Mistake(
            arguments: ["-d", "sungrow_inverter", "--values", "/nowhere", "-"], status: .noInput,
            errors: """
                sg-emulate: cannot read '/nowhere': No such file or directory
                sg-emulate: the values of '/nowhere' cannot be used

                """),
        Mistake(
            arguments: ["-d", "sungrow_inverter", "/nowhere"], status: .portUnavailable,
            errors: "sg-emulate: cannot open '/nowhere': No such file or directory\n"),
        Mistake(
            arguments: ["-d", "sungrow_inverter", "/etc/passwd"], status: .portUnavailable,
            errors: "sg-emulate: cannot write to '/etc/passwd': found a fifo, a file or standard "
                + "input, expected a serial port or a URL\n"),
        Mistake(
            arguments: ["-"], status: .usage,
            errors: """
                sg-emulate: found no device type, expected '-d <type>'
                sg-emulate: try 'sg-emulate --help'

                """),
        Mistake(
            arguments: [
                "-d", "sungrow_inverter", "-d", "allegro_inverter", "--address=1", "--address=2",
                "--address=3", "-",
            ], status: .usage,
            errors: """
                sg-emulate: found 3 addresses, expected no more than the 2 devices
                sg-emulate: try 'sg-emulate --help'

                """),
        Mistake(
            arguments: ["--replay", "x", "-"], status: .usage,
            errors: """
                sg-emulate: found --replay with '-', expected a port to play to
                  hint: sg-decode finds the frames of a capture
                sg-emulate: try 'sg-emulate --help'

                """),
    ]

    @Test(arguments: mistakes)
    func `a mistake has its status and its words`(mistake: Mistake) throws {
        let result = try runInProcess(EmulateTool.self, mistake.arguments)
        #expect(result == InProcessResult(status: mistake.status, errors: mistake.errors))
    }

    @Test(arguments: [
        ("--drop=1.1", "a number from 0 to 1"), ("--corrupt=-0.1", "a number from 0 to 1"),
        ("--noise=nan", "a number from 0 to 1"), ("--truncate=x", "a number from 0 to 1"),
        ("--delay=-1", "a number of seconds"), ("--speed=0", "a number above 0"),
        ("--speed=1e9", "up to 100000"), ("--seed=-1", "invalid for '--seed"),
        ("--address=256", "0 to 255"),
    ])
    func `a number that is none, or out of its range, is refused with what would be right`(
        option: String, expected: String
    ) throws {
        let result = try runInProcess(EmulateTool.self, ["-d", "sungrow_inverter", option, "-"])
        #expect(result.status == .usage)
        #expect(result.errors.contains(expected))
    }

    @Test func `a definition without emulation cannot be emulated`() throws {
        let directory = try TemporaryDirectory()
        _ = try directory.write(
            Array(
                """
                device_type: plain
                manufacturer: nobody
                model: none
                category: meter
                messages:
                  page: {from: device, start: aa}

                """.utf8), to: "plain.yaml")
        let result = try runInProcess(
            EmulateTool.self, ["-d", "plain", "-"],
            environment: ["SG_DEVICE_PATH": directory.file("")])
        #expect(result.status == .wrongConfiguration)
        #expect(
            result.errors
                == "sg-emulate: the definition of 'plain' does not say how to emulate it\n")
    }
}

/// The tool at real ports, with the other tools at their other ends.
@Suite(.timeLimit(.minutes(1))) struct EmulatePortTests {
    private func emulate(_ arguments: [String]) throws -> RunningTool {
        let tool = try RunningTool("sg-emulate", arguments)
        try tool.waitForMessage("the other end of")
        return tool
    }

    private func decode(_ lines: [String]) throws -> String {
        let input = lines.joined(separator: "\n") + "\n"
        return try runInProcess(DecodeTool.self, [], input: Array(input.utf8)).output
    }

    @Test func `a query over a pseudo-terminal comes back as values`() throws {
        let directory = try TemporaryDirectory()
        let link = directory.file("line")
        let emulator = try emulate([
            "-d", "sungrow_charge_controller", "--values=load_current=9.7", "pty:\(link)",
        ])
        let listener = try RunningTool(
            "sg-listen", ["-v", "--no-exclusive", "-d", "sungrow_charge_controller", link])
        try listener.waitForMessage("is open at")
        try Data([0xED, 3, 3, 0xF3]).write(to: URL(filePath: link))
        #expect(try decode(listener.lines(1)).contains(#""load_current":9.7"#))
        emulator.signal(SIGTERM)
        let end = try emulator.end()
        #expect(end.isSignal && end.status == SIGTERM)
        var status = stat()
        #expect(lstat(link, &status) != 0)
    }

    @Test func `many listeners at a socket get the pages`() throws {
        let emulator = try RunningTool(
            "sg-emulate", ["-d", "allegro_inverter", "-d", "victron_vedirect", "socket://:0"])
        let message = try emulator.waitForMessage("socket://127.0.0.1:")
        let url = try #require(message.firstMatch(of: /socket:\/\/127\.0\.0\.1:\d+/)).0
        let listeners = try (0..<5).map { _ in
            try RunningTool("sg-listen", ["--count", "4", String(url)])
        }
        for listener in listeners {
            let records = try decode(listener.lines(4))
            #expect(records.contains(#""remote_enabled":false"#))
            #expect(records.contains(#""state_of_charge":81.0"#))
            #expect(try listener.end().status == 0)
        }
    }

    @Test func `a capture is played back byte for byte`() throws {
        let directory = try TemporaryDirectory()
        var bytes: [[UInt8]] = []
        var capture = ""
        for index in 0..<50 {
            bytes.append((0...index).map { UInt8(truncatingIfNeeded: $0 * 7 + index) })
            let time = String(format: "2026-01-02T03:04:%02d.%03dZ", index / 10, index % 10 * 100)
            let hex = bytes[index].map { String(format: "%02x", $0) }.joined()
            capture += #"{"time":"\#(time)","direction":"rx","bytes":"\#(hex)"}"# + "\n"
            capture += #"{"time":"\#(time)","direction":"tx","bytes":"ff"}"# + "\n"
        }
        let file = try directory.write(Array(capture.utf8), to: "capture.jsonl")
        let link = directory.file("line")
        let emulator = try emulate(["--replay", file, "--speed", "100", "pty:\(link)"])
        let listener = try RunningTool("sg-listen", ["--bytes", link])
        let end = try emulator.end()
        #expect(!end.isSignal && end.status == 0)
        let heard = try listener.waitForOutput("port_lost").split(separator: "\n").compactMap {
            line in
            line.firstMatch(of: /"bytes":"([0-9a-f]*)"/)?.1
        }.joined()
        #expect(heard == bytes.joined().map { String(format: "%02x", $0) }.joined())
    }

    @Test func `who comes and goes is told on request`() throws {
        let directory = try TemporaryDirectory()
        let link = directory.file("line")
        let emulator = try emulate(["-v", "-d", "sungrow_inverter", "pty:\(link)"])
        let listener = try RunningTool("sg-listen", [link])
        try emulator.waitForMessage("client 1 has opened 'pty:\(link)'")
        listener.signal(SIGTERM)
        try emulator.waitForMessage("client 1 has closed 'pty:\(link)'")
    }
}
