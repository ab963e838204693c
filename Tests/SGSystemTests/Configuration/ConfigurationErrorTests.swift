import SGDiagnostics
import SGSystem
import SGTestSupport
import Testing

/// A mistake in every kind of place of a configuration, each with where it must be pointed at (`⟦`)
/// and what must be said.
@Suite struct ConfigurationErrorTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let message: String
        var hint: String?

        init(_ name: String, _ text: String, _ message: String, hint: String? = nil) {
            testDescription = name
            self.text = text
            self.message = message
            self.hint = hint
        }
    }

    /// A configuration with other words in the place of its period.
    static func period(_ text: String) -> String {
        "period: \(text)\n" + someDevices + "actions: [{action: handle_incoming_messages}]\n"
    }

    /// A configuration of one device.
    static func device(_ text: String, more: String = "") -> String {
        "period: 1 m\n\(more)\ndevices:\n  pump: \(text)\n"
    }

    /// A configuration of one inverter with port settings.
    static func settings(_ text: String) -> String {
        device("{device_type: sungrow_inverter, port: /dev/ttyS0, port_settings: \(text)}")
    }

    /// A configuration of some devices, with one action.
    static func action(_ text: String) -> String {
        "period: 1 m\n" + someDevices + "actions:\n  - \(text)\n"
    }

    static let topMistakes = [
        Mistake("no text at all", "⟦", "found nothing, expected a configuration: a mapping"),
        Mistake("a list", "⟦- period", "found a list, expected a configuration: a mapping"),
        Mistake("no period", "⟦devices: {}", "'period' is missing"),
        Mistake(
            "another way with suspect values", device("{}", more: "suspect: ⟦hide"),
            "unknown suspect 'hide'", hint: "known are keep, empty, column"),
        Mistake("no devices", "⟦period: 1 h", "'devices' is missing"),
        Mistake("empty devices", "period: 1 h\ndevices: ⟦{}", "expected devices by their names"),
        Mistake(
            "devices without names", "period: 1 h\ndevices: ⟦[pump]",
            "found a list, expected devices by their names"),
        Mistake(
            "a period without a unit", period("⟦60"),
            "found '60', expected a number and a unit: h, m or s", hint: "for example '1 h'"),
        Mistake("a period without a number", period("⟦h"), "expected a number and a unit"),
        Mistake("a unit that there is not", period("⟦2 d"), "found '2 d', expected a number"),
        Mistake("a negative period", period("⟦-1 s"), "found '-1 s', expected a number"),
        Mistake("a period of two points", period("⟦1.2.3 s"), "expected a number and a unit"),
        Mistake("no time at all", period("⟦0 s"), "found '0 s', expected 0.001 s to 8760 h"),
        Mistake("over a year", period("⟦8761 h"), "found '8761 h', expected 0.001 s to 8760 h"),
        Mistake("very long", period("⟦999999999999 h"), "expected 0.001 s to 8760 h"),
        Mistake("finer than a millisecond", period("⟦0.0005 s"), "in steps of 0.001 s"),
        Mistake("a period that is a list", period("⟦[1 h]"), "found a list, expected a text"),
        Mistake(
            "a folder that is not there", "period: 1 m\ndevice_path: ⟦nowhere\n" + someDevices,
            "found no directory 'nowhere'"),
        Mistake("a key that stands twice", "period: 1 m\n⟦period: 2 m", "stands here again"),
        Mistake(
            "a list after one with other indentation",
            "actions:\n  -\n    action: sleep\n⟦-\n  action: sleep", "did not find expected key"),
    ]

    static let deviceMistakes = [
        Mistake("no mapping", device("⟦later"), "found 'later', expected a device: a mapping"),
        Mistake(
            "a device without a name",
            "period: 1 m\ndevices: {⟦'': {device_type: allegro_inverter, port: a}}",
            "found '', expected the name of a device"),
        Mistake("no type", device("⟦{port: /dev/ttyS0}"), "'device_type' is missing"),
        Mistake("no port", device("⟦{device_type: sungrow_inverter}"), "'port' is missing"),
        Mistake(
            "unknown type", device("{device_type: ⟦sungrow_invertr, port: /dev/ttyS0}"),
            "unknown device type 'sungrow_invertr'", hint: "did you mean 'sungrow_inverter'?"),
        Mistake(
            "unknown emulator", device("{device_type: ⟦sungro_inverter_emulator, port: a}"),
            "unknown device type 'sungro_inverter_emulator'",
            hint: "did you mean 'sungrow_inverter_emulator'?"),
        Mistake(
            "a type out of another folder", device("{device_type: ⟦../outback, port: /dev/null}"),
            "unknown device type '../outback'", hint: "known are allegro_inverter"),
        Mistake(
            "unknown kind of port", device("{device_type: allegro_inverter, port: ⟦sockt://a:1}"),
            "unknown kind of port 'sockt://a:1'", hint: "did you mean 'socket://'?"),
        Mistake(
            "a socket without a port",
            device("{device_type: allegro_inverter, port: ⟦socket://a}"),
            "found no port number, expected 'socket://HOST:PORT'"),
        Mistake(
            "a spied port that is none",
            device("{device_type: allegro_inverter, port: ⟦spy://socket://a:x}"),
            "found the port number 'x', expected a number from 0 to 65535"),
        Mistake(
            "a pattern that is none",
            device("{device_type: allegro_inverter, port: ⟦'hwgrep://(FTDI'}"),
            "expected a regular expression"),
        Mistake(
            "a port without an end",
            device(
                "{device_type: allegro_inverter, port: ⟦"
                    + String(repeating: "spy://", count: 100_000) + "}"),
            "expected a path or a URL"),
        Mistake(
            "an address too high",
            device("{device_type: sungrow_inverter, port: /dev/ttyS0, address: ⟦248}"),
            "found 248, expected a number from 1 to 247"),
        Mistake(
            "an address that is a word",
            device("{device_type: sungrow_inverter, port: /dev/ttyS0, address: ⟦two}"),
            "found 'two', expected a whole number"),
        Mistake(
            "an address of a type without",
            device("{device_type: allegro_inverter, port: /dev/ttyS0, address: ⟦2}"),
            "found an address, but 'allegro_inverter' has none"),
        Mistake("settings in a list", settings("⟦[9600]"), "expected port settings: a mapping"),
        Mistake("no speed", settings("{baudrate: ⟦0}"), "expected a number from 1 to 4294967295"),
        Mistake("a speed in words", settings("{baudrate: ⟦fast}"), "expected a whole number"),
        Mistake("nine bits", settings("{bytesize: ⟦9}"), "found 9, expected a number from 5 to 8"),
        Mistake(
            "parity in small letters", settings("{parity: ⟦n}"), "unknown parity 'n'",
            hint: "did you mean 'N'?"),
        Mistake(
            "three stop bits", settings("{stopbits: ⟦3}"), "unknown stopbits '3'",
            hint: "did you mean '1'?"),
        Mistake("no switch", settings("{rtscts: ⟦y}"), "found 'y', expected true or false"),
        Mistake("a switch in quotes", settings("{rtscts: ⟦'yes'}"), "expected true or false"),
        Mistake("no time", settings("{writeTimeout: ⟦soon}"), "expected 0 to 86400 seconds"),
        Mistake(
            "streams in a list",
            device("{device_type: sungrow_inverter, port: a, data_streams: ⟦[status.csv]}"),
            "found a list, expected file names by message"),
        Mistake(
            "a file without a name",
            device("{device_type: sungrow_inverter, port: a, data_streams: {status_page: ⟦''}}"),
            "found '', expected the name of a file"),
        Mistake(
            "nothing in the place of a file",
            device("{device_type: sungrow_inverter, port: a, data_streams: {status_page: ⟦}}"),
            "found nothing, expected a text"),
    ]

    static let actionMistakes = [
        Mistake("no list", "period: 1 m\n\(someDevices)actions: ⟦sleep", "expected a list"),
        Mistake("no mapping", action("⟦sleep"), "found 'sleep', expected an action: a mapping"),
        Mistake("no action", action("⟦{device: inverter}"), "'action' is missing"),
        Mistake(
            "unknown action", action("{action: ⟦handle_incoming_message}"),
            "unknown action 'handle_incoming_message'",
            hint: "did you mean 'handle_incoming_messages'?"),
        Mistake(
            "unknown condition", action("{action: sleep, seconds: 1, condition: ⟦back_online}"),
            "unknown condition 'back_online'", hint: "known are system_back_online"),
        Mistake(
            "unknown device",
            action("{action: send, device: ⟦inverte, message_type: status_query}"),
            "unknown device 'inverte'", hint: "did you mean 'inverter'?"),
        Mistake(
            "no device", action("⟦{action: send, message_type: status_query}"),
            "'device' is missing"),
        Mistake("no seconds", action("⟦{action: sleep}"), "'seconds' is missing"),
        Mistake(
            "a sleep of more than a day", action("{action: sleep, seconds: ⟦86401}"),
            "found '86401', expected 0 to 86400 seconds"),
        Mistake(
            "a sleep back", action("{action: sleep, seconds: ⟦-1}"), "expected 0 to 86400 seconds"),
        Mistake(
            "no message", action("⟦{action: send, device: inverter}"), "'message_type' is miss"),
        Mistake(
            "unknown message",
            action("{action: send, device: inverter, message_type: ⟦status_quer}"),
            "unknown message 'status_quer' of 'sungrow_inverter'",
            hint: "did you mean 'status_query'?"),
        Mistake(
            "a message of another type",
            action("{action: send, device: inverter, message_type: ⟦history_query}"),
            "unknown message 'history_query' of 'sungrow_inverter'"),
        Mistake(
            "sending what comes",
            action("{action: send, device: inverter, message_type: ⟦status_page}"),
            "'status_page' is what a 'sungrow_inverter' sends", hint: "its query is 'status_query'"),
        Mistake(
            "an emulated device that sends what comes to it",
            action("{action: send, device: twin, message_type: ⟦status_query}"),
            "'status_query' is sent to a 'sungrow_inverter', expected a message that it sends"),
        Mistake(
            "a query of a page that must be asked for",
            action("{action: query, device: inverter, message_type: ⟦status_page}"),
            "'status_page' comes only when it is asked for", hint: "name its query, 'status_query'"),
        Mistake(
            "a query that nothing answers",
            action("{action: query, device: inverter, message_type: ⟦inverter_start}"),
            "nothing answers 'inverter_start'", hint: "'action: send' sends it"),
        Mistake(
            "an unknown query",
            action("{action: query, device: inverter, message_type: ⟦stats_query}"),
            "unknown message 'stats_query' of 'sungrow_inverter'",
            hint: "did you mean 'status_query'?"),
        Mistake(
            "a query of an emulated device",
            action("{action: query, device: twin, message_type: ⟦status_query}"),
            "'twin' is emulated here, expected a device to ask"),
        Mistake(
            "many retries",
            action(
                "{action: query, device: inverter, message_type: status_query, retries: ⟦101}"),
            "found 101, expected a number from 0 to 100"),
        Mistake(
            "a long wait",
            action(
                "{action: query, device: inverter, message_type: status_query, timeout: ⟦3601}"),
            "expected 0 to 3600 seconds"),
        Mistake(
            "unknown flag",
            action("{action: set_port_flag, device: outback, flag: ⟦RST, level: 0}"),
            "unknown flag 'RST'", hint: "did you mean 'RTS'?"),
        Mistake(
            "no flag", action("⟦{action: set_port_flag, device: outback, level: no}"),
            "'flag' is missing"),
        Mistake(
            "no level", action("⟦{action: set_port_flag, device: outback, flag: RTS}"),
            "'level' is missing"),
        Mistake(
            "a level that is none",
            action("{action: set_port_flag, device: outback, flag: RTS, level: ⟦low}"),
            "found 'low', expected true or false"),
    ]

    private static func send(_ message: String, _ parameters: String) -> String {
        action("{action: send, device: allegro, message_type: \(message), \(parameters)}")
    }

    static let parameterMistakes = [
        Mistake(
            "no mapping", send("set_standby_level", "parameters: ⟦5"),
            "found '5', expected values by field"),
        Mistake(
            "unknown field", send("set_standby_level", "parameters: {⟦standby: 5}"),
            "unknown field 'standby' of 'set_standby_level'", hint: "known are standby_level"),
        Mistake(
            "a message without fields", send("enable_remote", "parameters: {⟦level: 5}"),
            "found 'level', but 'enable_remote' has no fields"),
        Mistake(
            "a missing field", send("⟦set_standby_level", "condition: device_back_online"),
            "'set_standby_level' cannot be sent: missing: standby_level"),
        Mistake(
            "a field missing from parameters", send("set_standby_level", "parameters: ⟦{}"),
            "'set_standby_level' cannot be sent: missing: standby_level"),
        Mistake(
            "a number too large", send("set_standby_level", "parameters: {standby_level: ⟦100}"),
            "standby_level: 100 is not between 0 and 99"),
        Mistake(
            "a word for a number", send("set_standby_level", "parameters: {standby_level: ⟦off}"),
            "standby_level: found 'off', expected a number"),
        Mistake(
            "a mapping for a number",
            send("set_standby_level", "parameters: {standby_level: ⟦{a: 1}}"),
            "found a mapping, expected a value"),
        Mistake(
            "a date that there is not",
            action(
                "{action: send, device: inverter, message_type: set_datetime, "
                    + "parameters: {datetime: ⟦2026-02-30 12:00:00}}"), "datetime: "),
        Mistake(
            "a value that no page can carry",
            action(
                "{action: send, device: twin, message_type: status_page, "
                    + "parameters: {AC_output_A_voltage: ⟦100000}}"), "AC_output_A_voltage: "),
    ]

    @Test(arguments: topMistakes + deviceMistakes + actionMistakes + parameterMistakes)
    func `a mistake is pointed at`(mistake: Mistake) throws {
        let marked = MarkedText(mistake.text)
        let found = readConfiguration(marked.text)
        let problem = try #require(
            found.diagnostics.first { $0.message.contains(mistake.message) },
            "\(found.complaints)")
        #expect(problem.mark == Mark(line: marked.line, column: marked.column), "\(problem)")
        #expect(problem.severity == .error)
        if let hint = mistake.hint { #expect(problem.hint?.hasPrefix(hint) == true, "\(problem)") }
        #expect(found.configuration == nil)
    }
}
