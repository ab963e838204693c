import Foundation
import SGBytes
import SGTestSupport
import SGTools
import Testing

/// The vendor's configuration page of the SD4860, with the address ed, and a setting made of it.
private let page = frame(head: "ed 06 26 19", overvoltage: "58.0", float: "53.5")

private func frame(head: String, overvoltage: String, float: String) -> String {
    let texts = [
        "111111", "446688", "2", "0", overvoltage, "57.0", "43.2", "49.0", "55.0", "54.5", "54.1",
        "54.0", "53.5", "53.2", "3.0", "060", "1", "237", "0", "000000", "001", "080000", "180000",
        "010100", "44.1", "49.1", "45.0", "49.5", "20.0", "24.0", "55.0", "57.0", "040000",
        "043000", "3", "6", "9", "56.0", float, "51.5", "03.8", "02.0", "030001", "050001",
    ]
    var bytes = SGBytes.bytes(hex: head) ?? []
    for text in texts { bytes += Array(text.utf8) + [0] }
    bytes += [0x7A]
    let sum = bytes.reduce(0) { $0 + Int($1) }
    return hex(bytes) + hex([0, 0, UInt8(sum >> 8), UInt8(sum & 0xFF)])
}

private func record(_ message: String, _ frame: String) -> String {
    #"{"device_type":"sungrow_charge_controller","message_type":"\#(message)","frame":"\#(frame)"}"#
        + "\n"
}

@Suite struct SendDryRunTests {
    /// Every message that a host can send to one of the base types, and its bytes.
    struct Example: Sendable, CustomTestStringConvertible {
        let device: String
        let message: String
        var fields: [String] = []
        let bytes: String

        var testDescription: String { "\(device) \(message)" }
    }

    static let examples =
        [
            ("status_query", "01", "c4e7"), ("inverter_start", "03", "e727"),
            ("inverter_stop", "04", "91e7"), ("alarm_sound_test", "07", "a2e7"),
            ("alarm_light_test", "08", "5de7"), ("dismiss_alarm", "0d", "08e7"),
            ("switch_to_inverter", "10", "c5e6"), ("switch_to_bypass", "11", "d526"),
            ("test_lcd_backlight", "12", "e626"),
        ].map { name, command, checksum in
            Example(
                device: "sungrow_inverter", message: name,
                bytes: "01030700\(command)000000000000\(checksum)")
        } + [
            Example(
                device: "sungrow_inverter", message: "set_datetime",
                fields: ["datetime=2008-12-13 08:50:04"], bytes: "010307000f04500813120814" + "6c"),
            Example(
                device: "sungrow_charge_controller", message: "status_query", bytes: "ed0303f3"),
            Example(
                device: "sungrow_charge_controller", message: "history_query", bytes: "ed0509fb"),
            Example(
                device: "sungrow_charge_controller", message: "configuration_query",
                bytes: "ed062619"),
            Example(device: "allegro_inverter", message: "enable_remote", bytes: "2b2b0d0a"),
            Example(device: "allegro_inverter", message: "disable_remote", bytes: "2d2d0d0a"),
            Example(
                device: "allegro_inverter", message: "set_standby_level",
                fields: ["standby_level=7"], bytes: "30370d0a"),
        ]

    private func run(_ arguments: [String], input: String = "") throws -> InProcessResult {
        try runInProcess(SendTool.self, ["--dry-run"] + arguments, input: Array(input.utf8))
    }

    @Test(arguments: examples)
    func `every message can be sent`(example: Example) throws {
        let result = try run(["-d", example.device, "p", example.message] + example.fields)
        #expect(
            result.output == #"{"port":"p","device_type":"\#(example.device)","message_type":""#
                + #"\#(example.message)","frame":"\#(example.bytes)"}"# + "\n")
        #expect(result.status == .done && result.errors == "")
    }

    @Test func `the type of a device follows from the message`() throws {
        let result = try run(["p", "history_query"])
        #expect(result.output.contains(#""device_type":"sungrow_charge_controller""#))
    }

    @Test func `a device has the address that it is given`() throws {
        let result = try run(["--address", "2", "p", "history_query"])
        #expect(result.output.contains(#""frame":"02050910""#))
    }

    @Test func `a clock is set to the time here unless another is given`() throws {
        let before = Date.now
        let sent = try run(["p", "set_datetime"]).output
        let named = try run(["p", "set_datetime", "datetime=now"]).output
        let formatter = DateFormatter()
        formatter.dateFormat = "ssmmHHddMMyy"
        let moments = [0, 1, 2, 3].map { formatter.string(from: before + TimeInterval($0)) }
        #expect(moments.contains { sent.contains("010307000f\($0)") })
        #expect(moments.contains { named.contains("010307000f\($0)") })
    }

    @Test func `bytes and texts are recognised, and sent as they are if they are nothing`() throws {
        #expect(try run(["--hex", "ed 03 03 F3", "p"]).output.contains("\"status_query\""))
        #expect(try run(["--text", #"++\r\n"#, "p"]).output.contains("\"enable_remote\""))
        #expect(
            try run(["--text", #"\x00a\\ÿ"#, "p"]).output
                == #"{"port":"p","direction":"tx","bytes":"00615cff"}"# + "\n")
    }

    @Test func `records are sent, others handed on, and mistakes told with their lines`() throws {
        let input = """
            {"event":"online"}
            {"frame":"ed0303f3","x":1}
            {"device_type":"sungrow_inverter","message_type":"status_query"}
            {"device_type":"sungrow_inverter","message_type":"status"}
            {"device_type":"allegro_inverter","message_type":"set_standby_level","fields":{"standby_level":50}}

            """
        for message in [[], ["-"]] {
            let result = try run(["p"] + message, input: input)
            let types = result.output.split(separator: "\n").map { $0.split(separator: ",").count }
            #expect(types == [1, 4, 4, 4])
            #expect(result.output.contains(#""frame":"35300d0a""#))
            #expect(result.status == .malformedInput)
            #expect(
                result.errors.hasPrefix(
                    "sg-send: stdin:4: error: unknown message 'status' of 'sungrow_inverter'\n"))
        }
    }

    @Test func `records of another type than the one that is asked for are handed on`() throws {
        let input = record("status_query", "ed0303f3")
        #expect(try run(["-d", "sungrow_inverter", "p"], input: input).output == input)
    }

    @Test func `a setting keeps every text of the page that it is made of`() throws {
        let directory = try TemporaryDirectory()
        let old = frame(head: "ed 06 26 19", overvoltage: "1", float: "2")
        let lines = record("configuration_page", old) + record("configuration_page", page)
        let file = try directory.write(
            Array((lines + record("status_page", "00")).utf8), to: "pages")
        let arguments = ["--from", file, "p", "configuration_setting"]
        let expected = frame(head: "ed 07 38 2c", overvoltage: "58.0", float: "054.0")
        let result = try run(arguments + ["float_voltage=054.0"])
        #expect(result.errors == "")
        #expect(result.output.contains(#""frame":"\#(expected)""#))
    }

    @Test func `a setting can be made of decoded fields alone`() throws {
        let decoded = try runInProcess(
            DecodeTool.self, [], input: Array(record("configuration_page", page).utf8))
        let text = decoded.output.replacing(try Regex(#""frame":"[0-9a-f]*","#), with: "")
        #expect(text.contains(#""overcurrent_threshold":"060""#) && !text.contains("frame"))
        let result = try run(["--from", "-", "p", "configuration_setting"], input: text)
        let expected = frame(head: "ed 07 38 2c", overvoltage: "58.0", float: "53.5")
        #expect(result.output.contains(#""frame":"\#(expected)""#), "\(result.errors)")
    }

    @Test func `a setting goes to the device that the page came from`() throws {
        let elsewhere = try run(
            ["--address", "7", "--from", "-", "p", "configuration_setting"],
            input: record("configuration_page", page)
        ).output
        #expect(elsewhere.contains(#""frame":"07073846"#))
        let frame = try #require(elsewhere.split(separator: "\"").dropLast().last)
        let back = try run(
            ["--from", "-", "p", "configuration_setting"],
            input: record("configuration_setting", String(frame)))
        #expect(back.output.contains(#""frame":"\#(frame)""#))
    }

    @Test func `of a setting whose other values are read first, the query is shown`() throws {
        let result = try run(["p", "configuration_setting", "float_voltage=54.0"])
        #expect(result.status == .done)
        #expect(
            result.output.hasSuffix(
                #""message_type":"configuration_query","frame":"ed062619"}"# + "\n"))
        #expect(
            result.errors == """
                sg-send: the other values of 'configuration_setting' would be read first, from \
                'configuration_page'
                  hint: keep what 'configuration_query' with --wait prints, and give it with --from

                """)
    }
}
