import Foundation
import Glibc
import SGTestSupport
import SGTools
import Testing

@Suite struct CSVToolTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// A decoded record of a device type that nobody knows.
    private func record(
        _ fields: String, type: String = "t", message: String = "m", device: String? = nil,
        time: String? = "2026-01-02T03:04:05.678Z"
    ) -> String {
        let time = time.map { #""time":"\#($0)","# } ?? ""
        let device = device.map { #""device":"\#($0)","# } ?? ""
        return "{\(time)\(device)\"device_type\":\"\(type)\",\"message_type\":\"\(message)\","
            + "\"frame\":\"00\",\"fields\":\(fields)}\n"
    }

    /// An OutBack charge controller's page with one value.
    private func page(_ fields: String, time: String? = "2026-01-02T03:04:05.678Z") -> String {
        record(fields, type: "outback_charge_controller", message: "status_page", time: time)
    }

    private func convert(_ input: String, _ arguments: String...) throws -> InProcessResult {
        try runInProcess(CSVTool.self, ["--utc"] + arguments, input: Array(input.utf8))
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try directory.read(name), as: UTF8.self)
    }

    // MARK: - Columns and rows

    @Test func `columns come from the definition, not from the first record`() throws {
        let result = try convert(
            page(#"{"battery_voltage":26.2}"#) + page(#"{"battery_voltage":26.30,"address":3}"#))
        #expect(
            result
                == InProcessResult(
                    status: .done,
                    output: """
                        datetime,address,charge_current,solar_current,solar_voltage,daily_solar_energy,\
                        aux_mode,aux_mode_active,shorted_battery_sensor,too_hot,high_VOC,charge_mode,\
                        battery_voltage,daily_stored_charge
                        2026-01-02 03:04:05,,,,,,,,,,,,26.2,
                        2026-01-02 03:04:05,3,,,,,,,,,,,26.30,

                        """))
    }

    @Test func `a value that has no column is told once`() throws {
        let result = try convert(page(#"{"x":1}"#) + page(#"{"y":1}"#), "--units")
        #expect(result.status == .done)
        #expect(
            result.errors
                == "sg-csv: warning: 'x' of 'status_page' records has no column\n")
    }

    @Test func `columns of an unknown type are the keys of its first record`() throws {
        let result = try convert(
            record(#"{"a":1,"b":[1,2]}"#) + record(#"{"b":null,"a":"x"}"#, time: nil))
        #expect(
            result
                == InProcessResult(
                    status: .done, output: "datetime,a,b\n2026-01-02 03:04:05,1,\"[1,2]\"\n,x,\n"))
    }

    @Test func `lines that are no records keep their own columns`() throws {
        let result = try convert(
            #"{"time":"noon","a":1.50}"# + "\n" + #"{"a":true,"time":"2026-01-02T03:04:05Z"}"#
                + "\n")
        #expect(
            result
                == InProcessResult(
                    status: .done, output: "time,a\nnoon,1.50\n2026-01-02T03:04:05Z,True\n"))
    }

    @Test func `records without values are skipped`() throws {
        let skipped = """
            {"time":"2026-01-02T03:04:05Z","port":"x","event":"port_lost"}
            {"direction":"rx","bytes":"00"}
            {"noise":"00","reason":"garbage"}

            """
        #expect(try convert(skipped) == InProcessResult(status: .done))
        let frame = #"{"device_type":"t","message_type":"m","frame":"00"}"# + "\n"
        #expect(
            try convert(frame + skipped + frame + record(#"{"a":1}"#, time: nil))
                == InProcessResult(
                    status: .done, output: "datetime,a\n,1\n",
                    errors: "sg-csv: warning: frames without 'fields' are left out; "
                        + "sg-decode adds them\n"))
    }

    @Test func `a malformed line is reported and the next ones follow`() throws {
        let result = try convert(
            record(#"{"a":1}"#, time: nil) + "[1]\n" + #"{"fields":7}"# + "\n"
                + record(#"{"a":2}"#, time: "noon") + record(#"{"a":3}"#, time: nil))
        #expect(
            result
                == InProcessResult(
                    status: .malformedInput, output: "datetime,a\n,1\n,2\n,3\n",
                    errors: """
                        sg-csv: stdin:2:1: error: expected a JSON object, found '['
                        sg-csv: stdin:3:11: error: expected an object in 'fields'
                        sg-csv: stdin:4:9: error: expected an RFC 3339 time; its cell is empty

                        """))
    }

    @Test(arguments: [
        ("status_pag", "\n  hint: did you mean 'status_page'?"),
        ("history", "\n  hint: there were m, status_page"),
    ])
    func `a type of message that no record has is told`(message: String, hint: String) throws {
        #expect(
            try convert(page("{}") + record("{}"), "--message", message)
                == InProcessResult(
                    status: .done,
                    errors: "sg-csv: warning: no '\(message)' records came\(hint)\n"))
    }

    @Test func `without any record no type of message is missed`() throws {
        #expect(try convert("", "--message", "m") == InProcessResult(status: .done))
        let event = #"{"event":"port_lost"}"# + "\n"
        #expect(try convert(event, "--message", "m") == InProcessResult(status: .done))
        #expect(
            try convert(#"{"a":1}"# + "\n", "--message", "m")
                == InProcessResult(
                    status: .done, errors: "sg-csv: warning: no 'm' records came\n"))
    }

    @Test func `another type of message begins another table`() throws {
        let (a, b) = (record(#"{"a":1}"#, time: nil), record(#"{"b":2}"#, message: "n", time: nil))
        #expect(
            try convert(a + a + b + b + a)
                == InProcessResult(
                    status: .done,
                    output: "datetime,a\n,1\n,1\n\ndatetime,b\n,2\n,2\n\ndatetime,a\n,1\n",
                    errors: "sg-csv: warning: 'n' records begin another table; "
                        + "'--message' picks one, '--directory' sorts all into files\n"))
        #expect(
            try convert(a + b + a, "--message", "n")
                == InProcessResult(status: .done, output: "datetime,b\n,2\n"))
    }

    // MARK: - Options

    @Test func `fields are chosen and ordered`() throws {
        let input = page(#"{"solar_voltage":34,"charge_mode":"bulk","battery_voltage":26.2}"#)
        #expect(
            try convert(
                input, "--fields", "battery_voltage,charge_mode", "--units", "--delimiter", "\\t",
                "--iso")
                == InProcessResult(
                    status: .done,
                    output: "datetime\tbattery_voltage\tcharge_mode\n\tV\t\n"
                        + "2026-01-02T03:04:05.678Z\t26.2\tbulk\n"))
        #expect(
            try convert(input, "--fields", "batery_voltage")
                == InProcessResult(
                    status: .usage,
                    errors: "sg-csv: unknown field 'batery_voltage'\n"
                        + "  hint: did you mean 'battery_voltage'?\n"))
        #expect(
            try convert(record(#"{"a":1,"b":2}"#, time: nil), "--fields", "b,c").output
                == "datetime,b,c\n,2,\n")
    }

    @Test func `a delimiter that occurs in values is refused`() throws {
        let result = try convert("", "--delimiter", ".")
        #expect(result.status == .usage)
        #expect(result.errors.contains("found '.', expected one mark such as ';' or '\\t'"))
        #expect(try convert("", "-o", "x", "--directory", "y").status == .usage)
    }

    @Test func `a faulty definition is an error of the configuration`() throws {
        let file = try directory.write(Array("device: [\n".utf8), to: "t.yaml")
        let result = try runInProcess(
            CSVTool.self, [], input: Array(record("{}").utf8),
            environment: ["SG_DEVICE_PATH": directory.path])
        #expect(result.status == .wrongConfiguration)
        #expect(result.errors.hasPrefix("\(file):"))
        #expect(result.errors.hasSuffix("sg-csv: the definition of 't' cannot be used\n"))
    }

    // MARK: - Time zones

    private static let berlin = "CET-1CEST,M3.5.0,M10.5.0/3"

    @Test func `local time follows the clock when it is changed`() throws {
        let times = [
            "2026-03-29T00:59:59.999Z", "2026-03-29T01:00:00Z", "2026-10-25T00:59:59Z",
            "2026-10-25T01:00:00Z", "2026-03-29T04:30:00+05:30",
        ]
        let input = times.map { record("{}", time: $0) }.joined()
        let plain = try SGTestSupport.run("sg-csv", input: input, environment: ["TZ": Self.berlin])
        #expect(
            plain.text == """
                datetime
                2026-03-29 01:59:59
                2026-03-29 03:00:00
                2026-10-25 02:59:59
                2026-10-25 02:00:00
                2026-03-29 00:00:00

                """)
        let iso = try SGTestSupport.run(
            "sg-csv", ["--iso"], input: input, environment: ["TZ": Self.berlin])
        #expect(
            iso.text == """
                datetime
                2026-03-29T01:59:59.999+01:00
                2026-03-29T03:00:00.000+02:00
                2026-10-25T02:59:59.000+02:00
                2026-10-25T02:00:00.000+01:00
                2026-03-29T00:00:00.000+01:00

                """)
    }

    @Test func `days are counted back from the local day`() throws {
        let values = (0..<30).map(String.init).joined(separator: ",")
        let input = record(
            #"{"daily_battery_voltage_maximum":[\#(values)]}"#, type: "sungrow_charge_controller",
            message: "history_page", time: "2026-03-01T23:30:00Z")
        let arguments = ["--fields", "daily_battery_voltage_maximum"]
        let local = try SGTestSupport.run(
            "sg-csv", arguments, input: input, environment: ["TZ": Self.berlin])
        let rows = local.text.split(separator: "\n")
        #expect(rows.count == 31)
        #expect(rows[1...3] == ["2026-03-02,0", "2026-03-01,1", "2026-02-28,2"])
        #expect(rows.last == "2026-02-01,29")
        let utc = try SGTestSupport.run("sg-csv", arguments + ["--utc"], input: input)
        #expect(utc.text.split(separator: "\n")[1] == "2026-03-01,0")
    }

    // MARK: - Files

    @Test func `a file is appended to`() throws {
        let file = directory.file("log.csv")
        let input = record(#"{"a":1}"#, time: nil)
        #expect(try convert(input, "-o", file) == InProcessResult(status: .done))
        #expect(try convert(input + input, "-o", file) == InProcessResult(status: .done))
        #expect(try text("log.csv") == "datetime,a\n,1\n,1\n,1\n")
        #expect(try convert(input, "-o", "-").output == "datetime,a\n,1\n")
    }

    @Test func `what is in the way of rows is put aside with a warning`() throws {
        let file = try directory.write(Array("datetime,b\n,7\n,8".utf8), to: "log.csv")
        let result = try convert(record(#"{"a":1}"#, time: nil), "-o", file)
        #expect(result.status == .done)
        #expect(try text("log.csv") == "datetime,a\n,1\n")
        #expect(try text("log.csv.torn") == ",8\n")
        let lines = result.errors.split(separator: "\n")
        #expect(
            lines.first
                == "sg-csv: warning: the torn last line of '\(file)' is now in '\(file).torn'")
        let start = "sg-csv: warning: '\(file)' had another header and is now '"
        let moved = try #require(lines.last?.dropFirst(start.count).dropLast())
        #expect(try String(contentsOfFile: String(moved), encoding: .utf8) == "datetime,b\n,7\n")
    }

    @Test func `a file takes one type of message`() throws {
        let file = directory.file("log.csv")
        let (a, b) = (record(#"{"a":1}"#, time: nil), record(#"{"b":2}"#, message: "n", time: nil))
        #expect(
            try convert(a + b + b + a, "-o", file)
                == InProcessResult(
                    status: .malformedInput,
                    errors:
                        "sg-csv: stdin:2: error: 'n' records do not belong into '\(file)', which "
                        + "has 'm' records; '--message' picks one, '--directory' sorts them\n"))
        #expect(try text("log.csv") == "datetime,a\n,1\n,1\n")
    }

    @Test func `a file that cannot be made ends the tool before it reads`() throws {
        let link = directory.file("link.csv")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/dev/null")
        chmod(directory.path, 0o777)
        #expect(
            try convert("x\n", "-o", link)
                == InProcessResult(
                    status: .cannotCreate,
                    errors: "sg-csv: cannot open '\(link)': found a symbolic link or a fifo that "
                        + "another user can have put there: others can write to its directory\n"))
        #expect(try convert("x\n", "-o", "/nowhere/x.csv").status == .cannotCreate)
        #expect(try convert("x\n", "--directory", "/nowhere/x").status == .cannotCreate)
    }

    @Test func `a directory gets a file for every device and message`() throws {
        let folder = directory.file("tables")
        let input =
            record(#"{"a":1}"#, time: nil) + record(#"{"b":2}"#, message: "n", time: nil)
            + record(#"{"a":3}"#, device: "roof", time: nil) + record(#"{"a":4}"#, time: nil)
        #expect(try convert(input, "--directory", folder) == InProcessResult(status: .done))
        #expect(try text("tables/t_m.csv") == "datetime,a\n,1\n,4\n")
        #expect(try text("tables/t_n.csv") == "datetime,b\n,2\n")
        #expect(try text("tables/roof_m.csv") == "datetime,a\n,3\n")
        #expect(try convert(input, "--directory", folder) == InProcessResult(status: .done))
        #expect(try text("tables/t_n.csv") == "datetime,b\n,2\n,2\n")
    }

    @Test func `no name leads out of the directory`() throws {
        let folder = directory.file("tables")
        let names = ["../x", "/etc/x", ".", "", "a\\u0000b", "a\\nb", "-rf", "é", "%", "a b"]
        let input = names.map { record("{}", device: $0, time: nil) }.joined()
        #expect(try convert(input, "--directory", folder).status == .done)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(
            Set(files) == [
                "%2E%2E%2Fx_m.csv", "%2Fetc%2Fx_m.csv", "%2E_m.csv", "_m.csv", "a%00b_m.csv",
                "a%0Ab_m.csv", "-rf_m.csv", "%C3%A9_m.csv", "%25_m.csv", "a%20b_m.csv",
            ])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: directory.path).contains("x_m.csv")
                == false)
    }

    @Test func `records that share or lack a file name are refused`() throws {
        let folder = directory.file("tables")
        let long = String(repeating: "x", count: 300)
        let input =
            record(#"{"a":1}"#, message: "b_c", device: "a", time: nil)
            + record(#"{"b":1}"#, message: "c", device: "a_b", time: nil)
            + record(#"{"a":1}"#, device: long) + "{\"a\":1}\n"
        let result = try convert(input, "--directory", folder)
        #expect(result.status == .malformedInput)
        #expect(
            result.errors == """
                sg-csv: stdin:2: error: 'c' records do not belong into '\(folder)/a_b_c.csv', which \
                has 'b_c' records; '--message' picks one, '--directory' sorts them
                sg-csv: stdin:3: error: no file in '\(folder)' can be named after 'm' records
                sg-csv: stdin:4: error: no file in '\(folder)' can be named after records without \
                'message_type'

                """)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a_b_c.csv"])
    }

    @Test func `the number of tables is bounded`() throws {
        let input = (0..<300).map { record(#"{"a":1}"#, type: "t\($0)", time: nil) }.joined()
        let result = try convert(input + input, "--directory", directory.file("tables"))
        #expect(result.status == .malformedInput)
        let errors = result.errors.split(separator: "\n")
        #expect(errors.first == "sg-csv: stdin:257: error: more than 256 kinds of records")
        #expect(errors.count == 88)
        #expect(try text("tables/t255_m.csv") == "datetime,a\n,1\n,1\n")
    }

    @Test func `a full disk is an error and leaves no half row`() throws {
        let rows = (0..<100).map { record(#"{"a":\#($0)}"#) }.joined()
        let input = try directory.write(Array(rows.utf8), to: "input")
        let file = directory.file("log.csv")
        // Files may grow to one block only, and the signal that tells of it is ignored.
        let script = "trap '' XFSZ; ulimit -f 1; \"$0\" -o \"$1\" \"$2\" 2>&1; echo $?"
        #expect(
            try output(of: "sh", "-c", script, pathOfTool("sg-csv"), file, input)
                == "sg-csv: cannot write '\(file)': File too large\n74\n")
        let written = try text("log.csv").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(written.count > 10)
        #expect(written.last == "")
        #expect(
            written.dropFirst().dropLast().allSatisfy {
                $0.wholeMatch(of: /[-0-9]+ [:0-9]+,\d+/) != nil
            })
    }

    // MARK: - What a single file gets

    /// Decoded records of a case of VE.Direct.
    private func decoded(_ name: String) throws -> String {
        let bytes = try Data(contentsOf: packageFile("Tests/Cases/\(name)"))
        let result = try runInProcess(
            DecodeTool.self, ["--hex", "-d", "victron_vedirect"], input: Array(bytes))
        #expect(result.status == .done)
        return result.output
    }

    @Test func `a message that comes before the page is not what the file is made for`() throws {
        let records = try decoded("csv/vedirect-hex-before-block.hex")
        let file = directory.file("log.csv")
        for count in 1...3 {
            let result = try convert(records, "-o", file)
            #expect(result.status == .done)
            #expect(
                result.errors.hasPrefix(
                    "sg-csv: warning: 'register_update' records do not go into the file, which gets "
                        + "'status_block' records of 'victron_vedirect'; "))
            let lines = try text("log.csv").split(separator: "\n")
            #expect(lines[0].hasPrefix("datetime,product_id,"))
            #expect(lines.count == 1 + 4 * count)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["log.csv"])
    }

    @Test func `a file goes on with the message of its header`() throws {
        let records = try decoded("csv/vedirect-hex-before-block.hex")
        let file = directory.file("log.csv")
        #expect(try convert(records, "-o", file, "--message", "register_update").status == .done)
        let before = try text("log.csv")
        let result = try convert(records, "-o", file)
        #expect(result.errors.contains("'status_block' records do not go into the file"))
        let rows = before.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n"
        #expect(try text("log.csv") == before + rows)
        // What comes first from a device of another type changes nothing.
        let other = directory.file("other.csv")
        let outback = page(#"{"battery_voltage":26.2}"#)
        #expect(try convert(records, "-o", other).status == .done)
        let size = try text("other.csv").count
        #expect(
            try convert(outback + records, "-o", other).errors.contains(
                "warning: 'status_page' records do not go into the file"))
        #expect(try text("other.csv").count > size)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).count == 2)
    }

    @Test func `the fields that are asked for are those of the page`() throws {
        let records = try decoded("csv/vedirect-hex-before-block.hex")
        let file = directory.file("log.csv")
        for count in 1...2 {
            #expect(
                try convert(records, "-o", file, "--fields", "battery_voltage").status == .done)
            #expect(try text("log.csv").split(separator: "\n").count == 1 + 4 * count)
        }
        #expect(try text("log.csv").hasPrefix("datetime,battery_voltage\n,51.240\n"))
    }

    // MARK: - Suspect values

    @Test func `damage that makes a text of a number is in no column of numbers`() throws {
        let records = try decoded("values/vedirect-two-bit7-flips.hex")
        for suspect in ["keep", "empty", "column"] {
            let result = try convert(
                records, "--fields", "battery_voltage,solar_voltage", "--suspect", suspect)
            let end = suspect == "column" ? [",suspect", ",battery_voltage", ","] : ["", "", ""]
            #expect(
                result.output == "datetime,battery_voltage,solar_voltage\(end[0])\n"
                    + ",,70.010\(end[1])\n,51.240,70.010\(end[2])\n")
            #expect(
                result.errors
                    == "sg-csv: warning: suspect values of 'status_block' records are left out: "
                    + "battery_voltage\n")
        }
        #expect(try convert(records, "--suspect", "gone").status == .usage)
    }

    @Test(arguments: ["directory", "fifo", "link"])
    func `one bad path in a directory costs its own table only`(kind: String) throws {
        let folder = directory.file("tables")
        let bad = folder + "/bad_m.csv"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false)
        chmod(folder, 0o777)
        switch kind {
        case "directory":
            try FileManager.default.createDirectory(
                atPath: bad, withIntermediateDirectories: false)
        case "fifo": #expect(mkfifo(bad, 0o666) == 0)
        default:
            try FileManager.default.createSymbolicLink(
                atPath: bad, withDestinationPath: directory.file("other"))
        }
        let rows = (0..<1000).map { count in
            ["bad", "fine"].map { record(#"{"a":\#(count)}"#, device: $0, time: nil) }.joined()
        }.joined()
        let result = try convert(rows, "--directory", folder)
        #expect(result.status == .cannotCreate)
        #expect(result.errors.split(separator: "\n").count == 1)
        #expect(result.errors.hasPrefix("sg-csv: cannot open '\(bad)': "))
        #expect(try text("tables/fine_m.csv").split(separator: "\n").count == 1001)
        #expect(!FileManager.default.fileExists(atPath: directory.file("other")))
    }

    @Test(.timeLimit(.minutes(1)))
    func `rows wait for another writer of the file, and are said to`() throws {
        let path = try directory.write([], to: "log.csv")
        let writer = open(path, O_RDWR)
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        // F_OFD_SETLK, which the module does not show.
        #expect(fcntl(writer, 37, &lock) == 0)
        let tool = try RunningTool("sg-csv", ["-o", path])
        for count in 0..<60 { try tool.send(record(#"{"a":\#(count)}"#, time: nil)) }
        try tool.waitForMessage("another program holds it; what comes is kept")
        #expect(try text("log.csv") == "")
        close(writer)
        try wait(for: "the rows") { try text("log.csv").split(separator: "\n").count == 61 }
        tool.closeInput()
        #expect(try tool.end().status == 0)
    }

    @Test(.timeLimit(.minutes(1)))
    func `several tools append to one file`() throws {
        let file = directory.file("log.csv")
        let tools = try (0..<4).map { _ in try RunningTool("sg-csv", ["-o", file]) }
        for round in 0..<50 {
            for tool in tools { try tool.send(record(#"{"a":\#(round)}"#, time: nil)) }
        }
        for tool in tools {
            tool.closeInput()
            #expect(try tool.end().status == 0)
        }
        let lines = try text("log.csv").split(separator: "\n")
        #expect(lines.first == "datetime,a")
        #expect(lines.count == 201)
        #expect(Set(lines.dropFirst()) == Set((0..<50).map { ",\($0)" }))
    }

    @Test func `a full disk under standard output is an error`() throws {
        let full = open("/dev/full", O_WRONLY)
        defer { close(full) }
        let result = try withConsole("sg-csv", input: Array(record("{}").utf8)) { console in
            let console = Console(
                program: "sg-csv", input: console.input, output: full, errors: console.errors,
                environment: [:])
            return CSVTool.run(arguments: [], console: console)
        }
        #expect(result.status == .cannotWrite)
        #expect(result.errors == "sg-csv: cannot write standard output: No space left on device\n")
    }

    @Test(.timeLimit(.minutes(1)))
    func `rows of a live pipe leave at once`() throws {
        let tool = try RunningTool("sg-csv", ["--utc"])
        try tool.send(record(#"{"a":1}"#))
        #expect(try tool.lines(2) == ["datetime,a", "2026-01-02 03:04:05,1"])
        try tool.send(record(#"{"a":2}"#))
        #expect(try tool.lines(1) == ["2026-01-02 03:04:05,2"])
        tool.closeInput()
        #expect(try tool.end().status == 0)
    }
}
