import Testing

/// Commands to one emulated device, and what it shows after each few of them.
struct CommandCourse: Sendable, CustomTestStringConvertible {
    let device: String
    /// What asks for the page; `nil` when it comes by itself.
    var query: [String]?
    let steps: [Step]

    struct Step: Sendable {
        let commands: [[String]]
        let expected: [String]

        init(_ commands: String..., shows expected: String...) {
            self.commands = commands.map { $0.split(separator: " ").map(String.init) }
            self.expected = expected
        }
    }

    var testDescription: String { device }

    /// The commands of all types but for those that have tests of their own.
    static let all = [
        CommandCourse(
            device: "sungrow_inverter", query: ["status_query"],
            steps: [
                Step("inverter_stop", shows: #""device_on":false"#),
                Step("inverter_start", shows: #""device_on":true"#),
                Step("switch_to_bypass", shows: #""shunt_mode":true"#),
                Step("switch_to_inverter", shows: #""shunt_mode":false"#),
                Step("alarm_sound_test", shows: #""abnormal_state":true"#),
                Step("dismiss_alarm", shows: #""abnormal_state":false"#),
                Step("alarm_light_test", shows: #""abnormal_state":true"#),
                // Nothing shows the light behind the display.
                Step("test_lcd_backlight", shows: #""device_on":true"#),
            ]),
        CommandCourse(
            device: "victron_vedirect", query: ["get_register", "register=0x1000"],
            steps: [
                Step("set_register battery_capacity=123", shows: #""battery_capacity":123}"#),
                Step("restart", shows: #""battery_capacity":123}"#),
            ]),
        CommandCourse(
            device: "allegro_inverter",
            steps: [
                Step(
                    "enable_remote", "set_standby_level standby_level=42",
                    shows: #""standby_level":42,"remote_enabled":true"#),
                Step(
                    "disable_remote", "set_standby_level standby_level=7",
                    shows: #""standby_level":42,"remote_enabled":false"#),
            ]),
        CommandCourse(
            device: "outback_inverter",
            steps: [
                Step(
                    "inverter_off", "ac_use", "aux_on",
                    shows: #""operating_mode":"inverter_off""#, #""AC_mode":"AC_use""#,
                    #""aux_output_active":true"#),
                Step(
                    "inverter_search", "ac_drop", "aux_off",
                    shows: #""operating_mode":"search""#, #""AC_mode":"AC_drop""#,
                    #""aux_output_active":false"#),
                Step("inverter_on", shows: #""operating_mode":"inverter_on""#),
            ]),
    ]
}
