import SGDevices
import Testing

/// What is sent to a device is checked at least as strictly as what comes from one.
@Suite struct EncodeRangeTests {
    @Test(arguments: [
        "99", "-3", "9.9", "70.1", "99999999999999999999", "540", "54.65", "5x4",
    ])
    func `a float voltage that no battery wants is refused`(text: String) throws {
        #expect(throws: EncodeError.self) { try setting(["float_voltage": .number(text)]) }
    }

    @Test(arguments: [("54.6", "54.6"), ("54", "54.0"), ("054.6", "054.6"), ("54.60", "54.6")])
    func `a voltage is sent with as many places as the device writes`(
        text: String, written: String
    ) throws {
        let frame = try setting(["float_voltage": .number(text)])
        #expect(String(decoding: frame, as: UTF8.self).contains("\0\(written)\0"))
    }

    @Test(arguments: [
        ("timer_on_time", "256000"), ("timer_on_time", "18000"), ("user_code", "12345"),
        ("overcurrent_threshold", "999"), ("communication_address", "256"), ("unused_1", "\u{E9}"),
    ])
    func `a text of another form, or out of its range, is refused`(
        name: String, text: String
    ) throws {
        #expect(throws: EncodeError.self) { try setting([name: .text(text)]) }
    }

    @Test func `a page may show what cannot be set`() throws {
        let page = try #require(try controller()["configuration_page"])
        let setting = try #require(try controller()["configuration_setting"])
        let fields = try base().fields.map { field in
            (field.name, field.name == "float_voltage" ? .number("0.0") : field.value)
        }
        let shown = try controller().frame(of: page, with: fields, at: 0xED)
        #expect(shown.fields.filter(\.isSuspect).isEmpty)
        // Another field can be set beside it.
        let changed = try setting.encode([("language", .number("2"))], base: shown)
        #expect(String(decoding: changed, as: UTF8.self).contains("\00.0\0"))
        #expect(throws: EncodeError.self) {
            try setting.encode([("float_voltage", .number("0.1"))], base: shown)
        }
    }

    @Test func `only a device sends a number that its enumeration does not have`() throws {
        let device = try #require(knownDevices["victron_vedirect"])
        let command = try #require(device["set_register"])
        let page = try #require(device["register_update"])
        let flags: [FieldAssignment] = ["unknown_register", "not_supported", "parameter_error"].map
        {
            ($0, .bool(false))
        }
        #expect(throws: EncodeError.self) {
            try command.encode([("register", .number("512")), ("device_mode", .number("77"))])
        }
        let named = try command.encode([
            ("register", .number("512")), ("device_mode", .text("eco")),
        ])
        #expect(
            try command.encode([("register", .number("512")), ("device_mode", .number("5"))])
                == named)
        let update = try page.encode(
            [("register", .number("512")), ("device_mode", .number("77"))] + flags)
        #expect(try page.decode(update).filter(\.isSuspect).map(\.name) == ["device_mode"])
    }

    private func controller() throws -> DeviceType {
        try #require(knownDevices["sungrow_charge_controller"])
    }

    /// The vendor's configuration page.
    private func base() throws -> Frame {
        let text = try #require(Definition.embedded("sungrow_charge_controller"))
        let definition = Definition(text, file: "", name: nil, for: .check)
        let example = try #require(
            definition.examples.first { $0.message == "configuration_page" })
        let page = try #require(try controller()["configuration_page"])
        return try controller().frame(example.frame, of: page)
    }

    private func setting(_ values: [String: FieldValue]) throws -> [UInt8] {
        let setting = try #require(try controller()["configuration_setting"])
        return try setting.encode(values.map { ($0.key, $0.value) }, base: base())
    }
}
