import SGTestSupport
import SGTools
import Testing

/// A hundred ways to use `sg-send` wrongly: each has one error that says what would be right, and its
/// exit status, and nothing is sent.
@Suite struct SendMistakeTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let input: String
        let status: SGTools.ExitStatus
        /// Texts of the error, in their order.
        let expected: [String]

        init(
            _ arguments: String, input: String = "", _ status: SGTools.ExitStatus,
            _ expected: String...
        ) {
            self.arguments = arguments.split(separator: " ").map {
                String($0).replacing("␠", with: " ")
            }
            self.input = input
            self.status = status
            self.expected = expected
        }

        var testDescription: String {
            arguments.joined(separator: " ") + (input.isEmpty ? "" : " < \(input)")
        }
    }

    /// A charge controller's setting that would be sent.
    private static let setting = "--yes /dev/null configuration_setting"
    private static let controller = "-d sungrow_charge_controller /dev/null"
    private static let inverter = "-d sungrow_inverter /dev/null"
    private static let clock = "--yes /dev/null set_datetime"
    private static let level = "--yes /dev/null set_standby_level"
    private static let register = "--yes /dev/null set_register"

    // MARK: - Options and arguments

    static let options = [
        Mistake("", .usage, "Missing expected argument '<port>'"),
        Mistake("--bogus /dev/null status_query", .usage, "Unknown option '--bogus'"),
        Mistake("-d", .usage, "Missing value for '-d <type>'"),
        Mistake("--wait soon /dev/null ping", .usage, "'soon' is invalid for '--wait <seconds>'"),
        Mistake("--wait -1 /dev/null ping", .usage, "Missing value for '--wait <seconds>'"),
        Mistake("--wait 1e3 /dev/null ping", .usage, "'1e3' is invalid for '--wait <seconds>'"),
        Mistake("--wait= /dev/null ping", .usage, "'/dev/null' is invalid for '--wait <seconds>'"),
        Mistake("--wait x /dev/null ping", .usage, "expected a number of seconds, such as 1.5"),
        Mistake("--retries many /dev/null ping", .usage, "'many' is invalid for '--retries"),
        Mistake("--retries 101 /dev/null ping", .usage, "retries, expected 0 to 100"),
        Mistake("--retries=-1 /dev/null ping", .usage, "retries, expected 0 to 100"),
        Mistake(
            "--address 256 /dev/null ping", .usage,
            "'256' is invalid for '--address <address>': expected 0 to 255"),
        Mistake("--address 0xg /dev/null ping", .usage, "'0xg' is invalid for '--address"),
        Mistake("--address +1 /dev/null ping", .usage, "'+1' is invalid for '--address"),
        Mistake(
            "--set-flag CTS=low /dev/null ping", .usage, "'CTS=low' is invalid for '--set-flag",
            "expected RTS=high, RTS=low, DTR=high or DTR=low"),
        Mistake("--set-flag RTS /dev/null ping", .usage, "'RTS' is invalid for '--set-flag"),
        Mistake(
            "--set-flag RTS=off /dev/null ping", .usage, "'RTS=off' is invalid for '--set-flag"),
        Mistake("--rts off /dev/null ping", .usage, "'off' is invalid for '--rts"),
        Mistake("--baudrate fast /dev/null ping", .usage, "'fast' is invalid for '--baudrate"),
        Mistake(
            "--baudrate 0 /dev/null ping", .usage,
            "found a baud rate of 0, expected 1 to 4294967295"),
        Mistake("--bytesize 9 /dev/null ping", .usage, "'9' is invalid for '--bytesize"),
        Mistake("--parity odd /dev/null ping", .usage, "'odd' is invalid for '--parity"),
        Mistake("--stopbits 3 /dev/null ping", .usage, "'3' is invalid for '--stopbits"),
        Mistake(
            "--hex ed␠03␠03 /dev/null status_query", .usage,
            "more than one of a message, --hex and --text"),
        Mistake(
            "--hex ed --text x /dev/null", .usage, "more than one of a message, --hex and --text"),
        Mistake("--address 5 --hex ed /dev/null", .usage, "expected the address in the bytes"),
        Mistake(
            "--verify --hex ed /dev/null", .usage, "found --from or --verify without a message"),
        Mistake("--from x /dev/null", .usage, "found --from or --verify without a message"),
        Mistake("--from x /dev/null -", .usage, "found --from or --verify without a message"),
    ]

    // MARK: - Names

    static let names = [
        Mistake(
            "-d sungrow_charge_controler /dev/null status_query", .usage,
            "unknown device type 'sungrow_charge_controler'",
            "did you mean 'sungrow_charge_controller'?"),
        Mistake("-d toaster /dev/null ping", .usage, "unknown device type 'toaster'", "known are"),
        Mistake("-d ../x /dev/null ping", .usage, "unknown device type '../x'", "known are"),
        Mistake(
            "/dev/null status_query", .usage, "several device types have 'status_query'",
            "choose 'sungrow_charge_controller', 'sungrow_inverter' with -d"),
        Mistake(
            "/dev/null staus_query", .usage, "unknown message 'staus_query'",
            "did you mean 'status_query'?"),
        Mistake("/dev/null xyzzy", .usage, "unknown message 'xyzzy'", "sg-devices lists all"),
        Mistake(
            "\(inverter) inverter_strt", .usage,
            "unknown message 'inverter_strt' of 'sungrow_inverter'",
            "did you mean 'inverter_start'?"),
        Mistake(
            "\(controller) inverter_start", .usage,
            "unknown message 'inverter_start' of 'sungrow_charge_controller'",
            "known are status_query, history_query, configuration_query, configuration_setting"),
        Mistake(
            "\(controller) status_page", .usage, "'status_page' is what the device sends",
            "such as 'status_query'"),
        Mistake("/dev/null history_page", .usage, "'history_page' is what the device sends"),
        Mistake("-d outback_charge_controller /dev/null status_page", .usage, "is what the device"),
        Mistake("\(controller) STATUS_QUERY", .usage, "did you mean 'status_query'?"),
        Mistake("\(controller) status_query=1", .usage, "unknown message 'status_query=1'"),
        Mistake(
            "--address 0 \(controller) status_query", .usage,
            "found address 0, expected one from 1 to 255"),
        Mistake(
            "--address 248 \(inverter) status_query", .usage,
            "found address 248, expected one from 1 to 247"),
        Mistake(
            "--address 1 --yes /dev/null enable_remote", .usage,
            "found an address, but 'allegro_inverter' has none"),
    ]

    // MARK: - What changes a device

    static let confirmations = [
        Mistake(
            "\(inverter) inverter_stop", .usage,
            "'inverter_stop' changes the device and has not been tried on a real one", "--yes"),
        Mistake("/dev/null set_datetime", .usage, "'set_datetime' changes the device", "--yes"),
        Mistake(
            "/dev/null enable_remote", .usage, "'enable_remote' changes the device", "--dry-run"),
        Mistake("/dev/null set_standby_level standby_level=5", .usage, "changes the device"),
        Mistake("/dev/null configuration_setting float_voltage=54.0", .usage, "changes the device"),
        Mistake("--text ++\\r\\n /dev/null", .usage, "'enable_remote' changes the device"),
        Mistake(
            "--hex 010307000400000000000091e7 /dev/null", .usage,
            "'inverter_stop' changes the device"),
        Mistake("--text OO /dev/null", .usage, "'inverter_on' changes the device"),
        Mistake(
            "/dev/null", input: #"{"frame":"2b2b0d0a"}"#, .malformedInput,
            "stdin:1: error: 'enable_remote' changes the device"),
        Mistake(
            "\(inverter)", input: #"{"message_type":"inverter_stop"}"#, .malformedInput,
            "stdin:1: error: 'inverter_stop' changes the device"),
    ]

    // MARK: - Fields

    static let fields = [
        Mistake("\(level)", .usage, "needs its field, missing standby_level"),
        Mistake("\(level) 5", .usage, "found '5', expected FIELD=VALUE"),
        Mistake("\(level) =5", .usage, "found '=5', expected FIELD=VALUE"),
        Mistake("\(level) standby_level", .usage, "found 'standby_level', expected FIELD=VALUE"),
        Mistake(
            "\(level) stanby_level=5", .usage,
            "unknown field 'stanby_level' of 'set_standby_level'",
            "did you mean 'standby_level'?"),
        Mistake("\(level) x=5", .usage, "unknown field 'x'", "known are standby_level"),
        Mistake("\(level) standby_level=", .usage, "found '', expected a number"),
        Mistake("\(level) standby_level=high", .usage, "found 'high', expected a number"),
        Mistake("\(level) standby_level=100", .usage, "100 is not between 0 and 99"),
        Mistake("\(level) standby_level=-1", .usage, "-1 is not between 0 and 99"),
        Mistake("\(level) standby_level=0x64", .usage, "100 is not between 0 and 99"),
        Mistake("\(level) standby_level=1.5", .usage, "found '1.5', expected a whole number"),
        Mistake("\(level) standby_level=5␠", .usage, "found '5 ', expected a number"),
        Mistake("\(level) standby_level=5,6", .usage, "found '5,6', expected a number"),
        Mistake("\(level) standby_level=1e1", .usage, "found '1e1', expected a number"),
        Mistake("\(level) standby_level=--5", .usage, "found '--5', expected a number"),
        Mistake("\(level) standby_level=+-5", .usage, "found '+-5', expected a number"),
        Mistake("\(level) standby_level=null", .usage, "has no way to say 'no data'"),
        Mistake(
            "\(level) standby_level=99999999999999999999", .usage,
            "found '99999999999999999999', expected a number"),
        Mistake(
            "\(level) standby_level=5 standby_level=6", .usage,
            "found 'standby_level' twice, expected one value"),
        Mistake("\(controller) status_query x=1", .usage, "'status_query' has no fields"),
        Mistake(
            "\(clock) datetime=tomorrow", .usage, "found 'tomorrow', expected a date and time"),
        Mistake("\(clock) datetime=2026-02-30␠00:00:00", .usage, "expected a date and time"),
        Mistake("\(clock) datetime=2026-01-01", .usage, "expected a date and time as YYYY-MM-DD"),
        Mistake("\(clock) datetime=1999-01-01␠00:00:00", .usage, "from 2000 to 2099"),
        Mistake("\(clock) datetime=2026-01-01␠24:00:00", .usage, "expected a date and time"),
        Mistake("\(setting) float_voltage=54,0", .usage, "found '54,0', expected a number"),
        Mistake("\(setting) float_voltage=54V", .usage, "found '54V', expected a number"),
        Mistake("\(setting) language=3.5", .usage, "found '3.5', expected a whole number"),
        Mistake("\(setting) user_code=☀", .usage, "user_code: '☀' cannot be sent"),
        Mistake(
            "\(setting) float_volage=54.0", .usage,
            "unknown field 'float_volage' of 'configuration_setting'",
            "did you mean 'float_voltage'?"),
        Mistake("\(setting)", .usage, "needs all of its 44 fields, missing user_code, ", "--from"),
        Mistake("/dev/null get_register", .usage, "missing register"),
        Mistake("/dev/null get_register register=70000", .usage, "it has no room in the frame"),
        Mistake("/dev/null get_register register=0xgg", .usage, "found '0xgg', expected a number"),
        Mistake("\(register) device_mode=warp", .usage, "expected one of charger, inverter, off"),
        Mistake(
            "\(register) register=1 battery_capacity=200", .usage,
            "battery_capacity: '1' cannot be sent: it belongs to register 4096"),
        Mistake(
            "\(register) solar_power=1.234", .usage, "at most 2 digits after the point fit"),
        Mistake(
            "--yes --verify \(inverter) inverter_start", .usage,
            "'inverter_start' sets no field that can be read back"),
    ]

    // MARK: - Bytes, texts, files and ports

    static let rest = [
        Mistake("--hex ␠ /dev/null", .usage, "found no bytes, expected at least one"),
        Mistake("--hex= /dev/null", .usage, "Missing expected argument '<port>'"),
        Mistake("--hex e /dev/null", .usage, "--hex: found 'e', expected pairs of hex digits"),
        Mistake("--hex 0xed /dev/null", .usage, "--hex: found '0xed', expected pairs"),
        Mistake("--hex ed,03 /dev/null", .usage, "--hex: found 'ed,03', expected pairs"),
        Mistake("--hex zz /dev/null", .usage, "--hex: found 'zz', expected pairs of hex digits"),
        Mistake("--text= /dev/null", .usage, "Missing expected argument '<port>'"),
        Mistake("--text \\q /dev/null", .usage, "--text: found '\\q'", "\\xHH"),
        Mistake("--text \\x4 /dev/null", .usage, "--text: found '\\x4'", "\\xHH"),
        Mistake("--text ☀ /dev/null", .usage, "--text: found '☀', expected characters up to 'ÿ'"),
        Mistake(
            "--from /nowhere \(setting) float_voltage=54", .noInput,
            "cannot read '/nowhere': No such file or directory"),
        Mistake("--from /tmp \(setting) float_voltage=54", .noInput, "cannot read '/tmp'"),
        Mistake(
            "--from - \(setting) float_voltage=54", .malformedInput,
            "'-' has no record of 'configuration_setting' or 'configuration_page'"),
        Mistake(
            "--from - \(setting) float_voltage=54", input: "[]", .malformedInput,
            "stdin:1:1: error: expected a JSON object, found '['"),
        Mistake("/nowhere ping", .portUnavailable, "cannot open '/nowhere': No such file"),
        Mistake("/tmp ping", .portUnavailable, "found a directory, expected a serial port"),
        Mistake("/dev/null ping", .portUnavailable, "found a device that is no terminal"),
        Mistake(
            "/etc/passwd ping", .portUnavailable, "cannot write to '/etc/passwd': found a fifo"),
        Mistake("- ping", .portUnavailable, "cannot write to '-'"),
        Mistake("sockt://localhost:1 ping", .usage, "unknown kind of URL", "'socket://'?"),
        Mistake("http://localhost ping", .usage, "found an unknown kind of URL, expected loop"),
        Mistake("socket://localhost ping", .usage, "cannot open 'socket://localhost'"),
        Mistake("socket://localhost:x ping", .usage, "cannot open 'socket://localhost:x'"),
        Mistake("socket://127.0.0.1:1 ping", .portUnavailable, "Connection refused"),
        Mistake("hwgrep://no_such_port ping", .portUnavailable, "expected one that matches"),
        Mistake("/dev/null", input: "x\n", .malformedInput, "stdin:1:1: error: expected a JSON"),
        Mistake(
            "/dev/null", input: #"{"frame":"zz"}"#, .malformedInput,
            "stdin:1: error: the frame is no pairs of hex digits"),
        Mistake(
            "\(controller)", input: #"{"message_type":"status"}"#, .malformedInput,
            "stdin:1: error: unknown message 'status'"),
        Mistake(
            "/dev/null", input: #"{"device_type":"x","message_type":"y"}"#, .malformedInput,
            "stdin:1: error: unknown device type 'x'"),
        Mistake(
            "\(controller)", input: #"{"message_type":"status_query","frame":"ed0303f4"}"#,
            .malformedInput, "stdin:1: error: the frame is not a valid 'status_query'"),
        Mistake(
            "\(controller)", input: #"{"message_type":"status_page","frame":"00"}"#,
            .malformedInput, "stdin:1: error: 'status_page' is what the device sends"),
        Mistake(
            "\(inverter) --yes",
            input: #"{"message_type":"set_datetime","fields":{"datetime":{}}}"#,
            .malformedInput, "datetime: found an object, expected a value"),
        Mistake(
            "/dev/null", input: #"{"frame":""}"#, .malformedInput,
            "stdin:1: error: found no bytes, expected at least one"),
    ]

    @Test(arguments: options + names + confirmations + fields + rest)
    func `a mistake has one error, and its status`(mistake: Mistake) throws {
        let result = try runInProcess(
            SendTool.self, mistake.arguments, input: Array(mistake.input.utf8))
        #expect(result.status == mistake.status, "\(result.errors)")
        #expect(result.output == "")
        var rest = result.errors[...]
        for text in mistake.expected {
            let place = rest.firstRange(of: text)
            #expect(place != nil, "\(result.errors)")
            rest = rest[(place?.upperBound ?? rest.startIndex)...]
        }
        let lines = result.errors.split(separator: "\n")
        #expect(
            lines.count { !$0.hasPrefix("  hint: ") && !$0.contains("--help'") } == 1, "\(lines)")
    }

    @Test func `there are a hundred of them`() {
        let all = Self.options + Self.names + Self.confirmations + Self.fields + Self.rest
        #expect(all.count >= 100)
        #expect(Set(all.map(\.testDescription)).count == all.count)
    }

    @Test func `a closed standard input is an input that cannot be read`() throws {
        let tool = try RunningTool(
            path: "/bin/sh", ["-c", "exec \(pathOfTool("sg-send")) /dev/null <&-"])
        let result = try tool.end()
        #expect(result.status == 66 && !result.isSignal)
        #expect(result.errors == "sg-send: cannot read 'stdin': Bad file descriptor\n")
    }
}
