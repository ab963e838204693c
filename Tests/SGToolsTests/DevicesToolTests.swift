import Foundation
import SGTestSupport
import SGTools
import Testing

/// A definition with something of everything, and texts that are up to no good.
private let pumpDefinition = #"""
    device_type: test_pump
    manufacturer: Test Works
    model: P1
    category: pump
    note: "first line\nsecond line"
    port: {baudrate: 4800, bytesize: 7, parity: E, stopbits: 1.5, rtscts: true, rts: false, dtr: true}
    address: {default: 2, minimum: 1, maximum: 9}
    messages:
      set_speed:
        from: host
        start: address 10
        length: 3
        writes: true
        untested: true
        label: 速度
        fields:
          - {at: 2, name: speed, type: u8, scale: 0.1, unit: Hz, range: [0, 5.5], settable: [1, 5], default: 2.0, label: 速}
      status_query:
        from: host
        start: address 20
        reply: status_page
      status_page:
        from: device
        start: address 21
        length: 10
        note: Sent on request.
        fields:
          - {at: 2, name: mode, type: u8, choices: {0: off, 1: on, 2: true}, note: "0: none"}
          - {at: 3, name: levels, type: i16, count: 2, unit: "1", range: [-9, 99]}
          - {at: 7, name: daily_yield, type: u8, daily: 3, range: [0, 200]}
    examples:
      - message: status_query
        hex: "02 20"
    """#

private func definitions(_ files: [String: String]) throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    for (name, text) in files { _ = try directory.write(Array(text.utf8), to: name) }
    return directory
}

@Suite struct DevicesToolTests {
    private func run(
        _ arguments: [String], input: String = "", path: String = ""
    ) throws -> InProcessResult {
        try runInProcess(
            DevicesTool.self, arguments, input: Array(input.utf8),
            environment: ["SG_DEVICE_PATH": path])
    }

    // MARK: - list

    @Test(arguments: [[], ["list"]])
    func `the list has a line for every device type`(_ arguments: [String]) throws {
        let result = try run(arguments)
        #expect(result.status == .done)
        #expect(result.errors == "")
        let lines = result.output.split(separator: "\n")
        let inverter = try #require(lines.first { $0.hasPrefix("sungrow_inverter ") })
        #expect(inverter.contains("  inverter  "))
        #expect(inverter.contains("  sungrow_inverter.yaml (built in)  "))
        #expect(inverter.hasSuffix("  Sungrow SN481KS"))
        #expect(lines == lines.sorted())
    }

    @Test func `the list says where a user's own definition comes from`() throws {
        let folder = try definitions(["test_pump.yaml": pumpDefinition])
        let result = try run(["list", "--json"], path: folder.path)
        let expected =
            #"{"device_type":"test_pump","manufacturer":"Test Works","model":"P1","#
            + #""category":"pump","definition":"\#(folder.file("test_pump.yaml"))"}"#
        #expect(result.output.split(separator: "\n").contains(expected[...]))
    }

    @Test func `a faulty definition is reported and the others are listed`() throws {
        let folder = try definitions(["test_pump.yaml": "device_type: test_pump\n"])
        let result = try run([], path: folder.path)
        #expect(result.status == .wrongConfiguration)
        #expect(result.output.contains("sungrow_inverter"))
        #expect(!result.output.contains("test_pump"))
        #expect(result.errors.hasPrefix("\(folder.file("test_pump.yaml")):1:1: error: "))
    }

    /// A folder cannot be read as a file, not even by root, whom no permission keeps from anything.
    @Test func `a definition that cannot be read is told, and is no unknown type`() throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("sungrow_inverter.yaml")
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false)
        let complaint =
            "\(path): error: cannot be read: found a directory, expected a regular file\n"
        let list = try run([], path: folder.path)
        #expect(list.status == .wrongConfiguration)
        #expect(list.errors == complaint)
        #expect(!list.output.contains("sungrow_inverter "))
        let show = try run(["show", "sungrow_inverter"], path: folder.path)
        #expect(show.status == .wrongConfiguration)
        #expect(
            show.errors == complaint
                + "sg-devices: the definition of 'sungrow_inverter' cannot be used\n")
    }

    @Test func `a link that leads nowhere is told`() throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("test_pump.yaml")
        try FileManager.default.createSymbolicLink(
            atPath: path, withDestinationPath: folder.file("gone"))
        let result = try run(["show", "test_pump"], path: folder.path)
        #expect(result.status == .wrongConfiguration)
        #expect(
            result.errors.hasPrefix("\(path): error: cannot be read: No such file or directory\n"))
    }

    // MARK: - show

    @Test func `a device type is shown with all that its definition says`() throws {
        let folder = try definitions(["test_pump.yaml": pumpDefinition])
        let result = try run(["show", "test_pump"], path: folder.path)
        #expect(result.status == .done)
        #expect(
            result.output == #"""
                test_pump: Test Works P1, pump
                  definition:  \#(folder.file("test_pump.yaml"))
                  port:        4800 7E1.5, RTS/CTS, RTS low, DTR high
                  address:     2, or any from 1 to 9
                  main page:   status_page
                  note:        first line second line

                set_speed: from the host, changes the device, untested
                  [速度]
                  speed  number  Hz  0 to 5.5; can be set from 1 to 5; usually 2.0; [速]

                status_query: from the host, answered by status_page

                status_page: from the device
                  Sent on request.
                  mode         choice           off, on, true; 0: none
                  levels       2 × number       -9 to 99
                  daily_yield  3 days × number  0 to 200

                """#)
    }

    @Test func `one message is shown alone`() throws {
        let result = try run(["show", "allegro_inverter", "disable_remote"])
        #expect(result.output.contains("\ndisable_remote: from the host, changes the device\n"))
        #expect(!result.output.contains("enable_remote: from"))
    }

    @Test func `a device type is shown as JSON for programs`() throws {
        let folder = try definitions(["test_pump.yaml": pumpDefinition])
        let result = try run(["show", "--json", "test_pump"], path: folder.path)
        let expected = [
            #"{"device_type":"test_pump","manufacturer":"Test Works","model":"P1","#,
            #""category":"pump","definition":"\#(folder.file("test_pump.yaml"))","#,
            #""note":"first line\nsecond line","port":{"baudrate":4800,"bytesize":7,"parity":"E","#,
            #""stopbits":1.5,"xonxoff":false,"rtscts":true,"dsrdtr":false,"rts":false,"dtr":true},"#,
            #""address":{"default":2,"minimum":1,"maximum":9},"main_page":"status_page","messages":["#,
            #"{"message_type":"set_speed","from":"host","writes":true,"untested":true,"#,
            #""label":"速度","fields":[{"name":"speed","kind":"number","unit":"Hz","count":1,"#,
            #""minimum":0,"maximum":5.5,"settable_minimum":1,"settable_maximum":5,"default":2.0,"label":"速"}]},"#,
            #"{"message_type":"status_query","from":"host","reply":"status_page","writes":false,"#,
            #""untested":false,"fields":[]},"#,
            #"{"message_type":"status_page","from":"device","writes":false,"untested":false,"#,
            #""note":"Sent on request.","fields":[{"name":"mode","kind":"choice","count":1,"#,
            #""choices":[{"raw":0,"value":"off"},{"raw":1,"value":"on"},{"raw":2,"value":true}],"#,
            #""note":"0: none"},{"name":"levels","kind":"number","unit":"1","count":2,"minimum":-9,"maximum":99},"#,
            #"{"name":"daily_yield","kind":"number","count":3,"daily":true,"minimum":0,"maximum":200}]}]}"#,
        ]
        #expect(result.output == expected.joined() + "\n")
    }

    @Test func `an unknown name is a usage error with the nearest one`() throws {
        #expect(
            try run(["show", "sungrow_invreter"])
                == InProcessResult(
                    status: .usage,
                    errors: """
                        sg-devices: unknown device type 'sungrow_invreter'
                          hint: did you mean 'sungrow_inverter'?

                        """))
        #expect(
            try run(["show", "sungrow_inverter", "status"])
                == InProcessResult(
                    status: .usage,
                    errors: """
                        sg-devices: unknown message 'status'
                          hint: known are status_query, inverter_start, inverter_stop, \
                        alarm_sound_test, alarm_light_test, dismiss_alarm, set_datetime, \
                        switch_to_inverter, switch_to_bypass, test_lcd_backlight, status_page

                        """))
    }

    @Test func `a faulty definition cannot be shown`() throws {
        let folder = try definitions(["test_pump.yaml": "device_type: [\n"])
        let result = try run(["show", "test_pump"], path: folder.path)
        #expect(result.status == .wrongConfiguration)
        #expect(result.errors.contains("test_pump.yaml:2:1: error: "))
        #expect(
            result.errors.hasSuffix("sg-devices: the definition of 'test_pump' cannot be used\n"))
    }

    // MARK: - check

    @Test func `a definition without mistakes is confirmed`() throws {
        let folder = try definitions(["test_pump.yaml": pumpDefinition])
        let file = folder.file("test_pump.yaml")
        #expect(
            try run(["check", file])
                == InProcessResult(status: .done, output: "\(file): ok, 3 messages, 1 example\n"))
        #expect(
            try run(["check", "-"], input: pumpDefinition)
                == InProcessResult(status: .done, output: "stdin: ok, 3 messages, 1 example\n"))
    }

    @Test func `every mistake of every file is reported in one run`() throws {
        let wrong = pumpDefinition.replacing("baudrate", with: "baudrat").replacing(
            "u8", with: "u9")
        let folder = try definitions(["test_pump.yaml": wrong, "other.yaml": pumpDefinition])
        let result = try run(
            [
                "check", folder.file("test_pump.yaml"), folder.file("none"),
                folder.file("other.yaml"),
            ])
        #expect(result.status == .wrongConfiguration)
        #expect(result.output == "")
        for place in [
            "test_pump.yaml:6:8", "test_pump.yaml:17:36", "test_pump.yaml:28:35", "other.yaml:1:14",
        ] {
            #expect(result.errors.contains("\(folder.file(place)): error: "))
        }
        #expect(
            result.errors.contains(
                "sg-devices: cannot read '\(folder.file("none"))': No such file or directory\n"))
    }

    @Test func `an example that does not hold is a mistake`() throws {
        let wrong = pumpDefinition.replacing(#""02 20""#, with: #""02 21""#)
        let result = try run(["check", "-"], input: wrong)
        #expect(result.status == .wrongConfiguration)
        #expect(result.errors.hasPrefix("stdin:33:10: error: "))
    }

    @Test func `a file that is missing is no input`() throws {
        #expect(try run(["check", "/nowhere/x.yaml"]).status == .noInput)
        #expect(
            try run(["check", "/"]).errors
                == "sg-devices: cannot read '/': found a directory, expected a file or a fifo\n")
    }

    @Test func `an endless file is refused`() throws {
        let result = try run(["check", "/dev/zero"])
        #expect(result.status == .wrongConfiguration)
        #expect(
            result.errors
                == "/dev/zero: error: 16777217 bytes of text, expected at most 16777216\n")
    }

    @Test func `the built tool checks definitions`() throws {
        let result = try SGTestSupport.run("sg-devices", ["check", "-"], input: pumpDefinition)
        #expect(result.text == "stdin: ok, 3 messages, 1 example\n")
    }
}
