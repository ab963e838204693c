import SGDevices
import SGRecords
import Testing

/// What emulated devices answer, obey and send by themselves.
@Suite struct EmulatedDeviceTests {
    static let start = ContinuousClock.now
    /// 2026-03-04 05:06:07.
    static let clock = Timestamp(milliseconds: 1_772_600_767_000)

    static func device(_ name: String, address: UInt8? = nil) throws -> EmulatedDevice {
        let type = try #require(knownDevices[name])
        return try #require(
            EmulatedDevice(type, address: address, seed: 1, clock: clock, start: start))
    }

    static let emulated = knownDevices.values.sorted { $0.name < $1.name }.filter {
        EmulatedDevice($0, clock: clock, start: start) != nil
    }

    // MARK: - Queries

    @Test(arguments: emulated)
    func `every query is answered with the device's values`(type: DeviceType) throws {
        var device = try EmulatedDeviceTests.device(type.name)
        for query in type.messages where query.reply != nil && query.fields.isEmpty {
            let frame = try query.encode([], address: device.address)
            let reply = try #require(try device.receive(frame, of: query))
            let page = try #require(query.reply)
            expect(try page.decode(reply), areValuesOf: device)
        }
    }

    @Test func `a value that was set is shown, whatever state the device is in`() throws {
        var device = try EmulatedDeviceTests.device("sungrow_inverter")
        try device.set([("device_on", .bool(false)), ("AC_output_A_voltage", .number("220"))])
        #expect(device.value(of: "AC_output_A_voltage") == .number("220"))
        #expect(device.value(of: "AC_output_B_voltage") == .number("0"))
    }

    @Test func `a query to another address is not answered`() throws {
        var device = try EmulatedDeviceTests.device("sungrow_charge_controller", address: 0xEE)
        let query = try #require(device.type["status_query"])
        #expect(try device.receive(query.encode([], address: 0xED), of: query) == nil)
        let reply = try device.receive(query.encode([], address: 0xEE), of: query)
        #expect(reply?.first == 0xEE)
        #expect(device.value(of: "communication_address") == .text("238"))
    }

    @Test func `an answer is the text of its query`() throws {
        for (query, data) in [
            ("ping", "0843"), ("get_app_version", "0843"), ("get_product_id", "0302"),
        ] {
            let fields = try exchange("victron_vedirect", query)
            #expect(fields.map(\.name) == ["data"])
            #expect(fields.first?.value == .text(data))
        }
    }

    // MARK: - Commands

    struct Order: Sendable, CustomTestStringConvertible {
        let type: String
        let command: String
        var carrying: [FieldAssignment] = []
        var after: [(command: String, carrying: [FieldAssignment])] = []
        let effects: [FieldAssignment]

        var testDescription: String { "\(type) \(command)" }
    }

    static let orders = [
        Order(
            type: "sungrow_inverter", command: "inverter_stop",
            effects: [
                ("device_on", .bool(false)), ("AC_output_A_voltage", .number("0")),
                ("DC_current", .number("0.0")),
            ]),
        Order(
            type: "sungrow_inverter", command: "inverter_start", after: [("inverter_stop", [])],
            effects: [("device_on", .bool(true)), ("AC_output_A_voltage", .number("230"))]),
        Order(
            type: "sungrow_inverter", command: "alarm_sound_test",
            effects: [("abnormal_state", .bool(true))]),
        Order(
            type: "sungrow_inverter", command: "alarm_light_test",
            effects: [("abnormal_state", .bool(true))]),
        Order(
            type: "sungrow_inverter", command: "dismiss_alarm", after: [("alarm_sound_test", [])],
            effects: [("abnormal_state", .bool(false))]),
        Order(
            type: "sungrow_inverter", command: "switch_to_bypass",
            effects: [("shunt_mode", .bool(true))]),
        Order(
            type: "sungrow_inverter", command: "switch_to_inverter",
            after: [("switch_to_bypass", [])], effects: [("shunt_mode", .bool(false))]),
        Order(
            type: "sungrow_inverter", command: "set_datetime",
            carrying: [("datetime", .text("2031-12-31 23:59:58"))],
            effects: [("datetime", .text("2031-12-31 23:59:58"))]),
        Order(type: "sungrow_inverter", command: "test_lcd_backlight", effects: []),
        Order(
            type: "outback_inverter", command: "inverter_off",
            effects: [
                ("operating_mode", .text("inverter_off")), ("AC_output_voltage", .number("0")),
            ]),
        Order(
            type: "outback_inverter", command: "inverter_search",
            effects: [("operating_mode", .text("search"))]),
        Order(
            type: "outback_inverter", command: "inverter_on", after: [("inverter_off", [])],
            effects: [
                ("operating_mode", .text("inverter_on")), ("AC_output_voltage", .number("230")),
            ]),
        Order(
            type: "outback_inverter", command: "ac_use", effects: [("AC_mode", .text("AC_use"))]),
        Order(
            type: "outback_inverter", command: "ac_drop", after: [("ac_use", [])],
            effects: [("AC_mode", .text("AC_drop"))]),
        Order(
            type: "outback_inverter", command: "aux_on",
            effects: [("aux_output_active", .bool(true))]),
        Order(
            type: "outback_inverter", command: "aux_off", after: [("aux_on", [])],
            effects: [("aux_output_active", .bool(false))]),
        Order(
            type: "allegro_inverter", command: "enable_remote",
            effects: [("remote_enabled", .bool(true))]),
        Order(
            type: "allegro_inverter", command: "disable_remote", after: [("enable_remote", [])],
            effects: [("remote_enabled", .bool(false))]),
        Order(
            type: "allegro_inverter", command: "set_standby_level",
            carrying: [("standby_level", .number("42"))], after: [("enable_remote", [])],
            effects: [("standby_level", .number("42"))]),
        Order(
            type: "allegro_inverter", command: "set_standby_level",
            carrying: [("standby_level", .number("99"))], after: [("enable_remote", [])],
            effects: [("standby_level", .number("99")), ("AC_output_voltage", .number("0"))]),
        Order(
            type: "allegro_inverter", command: "set_standby_level",
            carrying: [("standby_level", .number("42"))],
            effects: [("standby_level", .number("0"))]),
        Order(type: "victron_vedirect", command: "restart", effects: []),
    ]

    @Test(arguments: orders)
    func `a command shows in the next page`(order: Order) throws {
        var device = try EmulatedDeviceTests.device(order.type)
        for (name, values) in order.after + [(order.command, order.carrying)] {
            let command = try #require(device.type[name])
            let frame = try command.encode(values, address: device.address)
            #expect(try device.receive(frame, of: command) == nil)
        }
        let page = try statusPage(of: &device)
        for (name, value) in order.effects {
            #expect(page.first { $0.name == name }?.value == value, "\(name)")
        }
        expect(page, areValuesOf: device)
    }

    @Test func `every command has its test`() {
        let tested = Set(EmulatedDeviceTests.orders.map { "\($0.type) \($0.command)" })
        for type in EmulatedDeviceTests.emulated {
            for command in type.messages
            where command.sender == .host && command.reply == nil
                && command.name != "configuration_setting"
            {
                #expect(tested.contains("\(type.name) \(command.name)"))
            }
        }
    }

    @Test func `a configuration comes back to the last digit`() throws {
        var device = try EmulatedDeviceTests.device("sungrow_charge_controller")
        let query = try #require(device.type["configuration_query"])
        let ask = try query.encode([], address: device.address)
        let before = try #require(try device.receive(ask, of: query))
        #expect(String(decoding: before, as: UTF8.self).contains("03.8"))

        let setting = try #require(device.type["configuration_setting"])
        var values = try configuration(before).map { ($0.name, $0.value) }
        for (index, value) in values.enumerated() where value.0 == "charge_hysteresis_percentage" {
            values[index].1 = .number("0012.50")
        }
        let frame = try setting.encode(values, address: device.address)
        #expect(try device.receive(frame, of: setting) == nil)
        let after = try #require(try device.receive(ask, of: query))
        #expect(after[4..<(after.count - 4)] == frame[4..<(frame.count - 4)])
    }

    @Test func `a device with a new address answers to that only`() throws {
        var device = try EmulatedDeviceTests.device("sungrow_charge_controller")
        let query = try #require(device.type["configuration_query"])
        let ask = try query.encode([], address: 0xED)
        let page = try #require(try device.receive(ask, of: query))
        var values = try configuration(page).map { ($0.name, $0.value) }
        for (index, value) in values.enumerated() where value.0 == "communication_address" {
            values[index].1 = .text("009")
        }
        let setting = try #require(device.type["configuration_setting"])
        _ = try device.receive(try setting.encode(values, address: 0xED), of: setting)
        #expect(device.address == 9)
        #expect(try device.receive(ask, of: query) == nil)
        #expect(try device.receive(query.encode([], address: 9), of: query) != nil)
    }

    // MARK: - Registers

    @Test func `a register that is set holds its value`() throws {
        var device = try EmulatedDeviceTests.device("victron_vedirect")
        let values: [FieldAssignment] = [
            ("register", .number("4096")), ("battery_capacity", .number("500")),
        ]
        let set = try fields(of: &device, after: "set_register", carrying: values)
        let get = try fields(of: &device, after: "get_register", carrying: [values[0]])
        for reply in [set, get] {
            #expect(reply.first { $0.name == "register" }?.value == .number("4096"))
            #expect(reply.first { $0.name == "battery_capacity" }?.value == .number("500"))
            #expect(reply.first { $0.name == "unknown_register" }?.value == .bool(false))
        }
        #expect(device.value(of: "battery_capacity") == .number("500"))
    }

    @Test(arguments: ["4660", "60891"])
    func `a register that the device does not have is refused`(register: String) throws {
        var device = try EmulatedDeviceTests.device("victron_vedirect")
        let values: [FieldAssignment] = [("register", .number(register))]
        let asked = try fields(of: &device, after: "get_register", carrying: values)
        #expect(asked.first { $0.name == "unknown_register" }?.value == .bool(true))
        #expect(asked.last?.value == .text(""))
    }

    @Test func `an unknown register that is set is refused`() throws {
        var device = try EmulatedDeviceTests.device("victron_vedirect")
        let values: [FieldAssignment] = [("register", .number("4660")), ("value", .text("0102"))]
        let set = try fields(of: &device, after: "set_register", carrying: values)
        #expect(set.first { $0.name == "unknown_register" }?.value == .bool(true))
        #expect(set.last?.value == .text(""))
    }

    // MARK: - Pages sent unasked

    @Test(arguments: [
        "outback_charge_controller", "outback_inverter", "outback_flexnet_dc", "victron_vedirect",
    ])
    func `a page goes out each second`(type: String) throws {
        var device = try EmulatedDeviceTests.device(type)
        for second in 0..<20 {
            let due = EmulatedDeviceTests.start + .seconds(second)
            #expect(device.nextTransmission == due)
            #expect(try device.pages(dueAt: due - .milliseconds(1)).isEmpty)
            #expect(try device.pages(dueAt: due).count == 1)
        }
    }

    @Test func `an Allegro sends a page every one to two seconds`() throws {
        var device = try EmulatedDeviceTests.device("allegro_inverter")
        var pauses: Set<Duration> = []
        for _ in 0..<50 {
            let due = try #require(device.nextTransmission)
            #expect(try device.pages(dueAt: due).count == 1)
            let pause = try #require(device.nextTransmission) - due
            #expect(.seconds(1)...(.seconds(2)) ~= pause)
            pauses.insert(pause)
        }
        #expect(pauses.count > 10)
    }

    @Test func `devices that are asked send nothing unasked`() throws {
        for type in ["sungrow_charge_controller", "sungrow_inverter"] {
            #expect(try EmulatedDeviceTests.device(type).nextTransmission == nil)
        }
    }

    @Test func `pages that were missed are not made up for`() throws {
        var device = try EmulatedDeviceTests.device("outback_inverter")
        let late = EmulatedDeviceTests.start + .seconds(3600)
        #expect(try device.pages(dueAt: late).count == 1)
        #expect(device.nextTransmission == late + .seconds(1))
    }

    @Test func `a battery monitor sends two blocks in turn`() throws {
        var device = try EmulatedDeviceTests.device("victron_vedirect")
        let block = try #require(device.type["status_block"])
        for second in 0..<6 {
            let now = EmulatedDeviceTests.start + .seconds(second)
            let frame = try #require(try device.pages(dueAt: now).first)
            let fields = try block.decode(frame)
            #expect(fields.first?.name == (second % 2 == 0 ? "product_id" : "deepest_discharge"))
            expect(fields, areValuesOf: device)
        }
    }

    @Test func `a FLEXnet DC goes through its fourteen items`() throws {
        var device = try EmulatedDeviceTests.device("outback_flexnet_dc")
        let page = try #require(device.type["status_page"])
        for second in 0..<28 {
            let now = EmulatedDeviceTests.start + .seconds(second)
            let frame = try #require(try device.pages(dueAt: now).first)
            let fields = try page.decode(frame)
            #expect(
                fields.first { $0.name == "extra_item" }?.value == .number("\(second % 14)"))
            expect(fields.filter { $0.name != "extra_item" }, areValuesOf: device)
        }
    }

    // MARK: - Values

    @Test func `a clock runs on from what it was set to`() throws {
        var device = try EmulatedDeviceTests.device("sungrow_inverter")
        #expect(device.value(of: "datetime") == .text("2026-03-04 05:06:07"))
        try device.set([("datetime", .text("2020-02-28 23:59:59"))])
        device.clock = Timestamp(milliseconds: device.clock.milliseconds + 2000)
        #expect(device.value(of: "datetime") == .text("2020-02-29 00:00:01"))
        try device.set([("datetime", .noData)])
        let page = try statusPage(of: &device)
        #expect(page.first { $0.name == "datetime" }?.value == .noData)
    }

    @Test func `a value that no page can carry is refused`() throws {
        var device = try EmulatedDeviceTests.device("sungrow_charge_controller")
        #expect(throws: EncodeError.unknownField("batery_voltage", nearest: "battery_voltage")) {
            try device.set([("batery_voltage", .number("50"))])
        }
        #expect(throws: EncodeError.self) { try device.set([("load_current", .number("1.25"))]) }
        #expect(throws: EncodeError.self) {
            try device.set([("load_current", .number("999999999"))])
        }
        #expect(throws: EncodeError.self) { try device.set([("load_current", .text("much"))]) }
        #expect(throws: EncodeError.self) {
            try device.set([("communication_address", .text("256"))])
        }
        #expect(device.value(of: "load_current") == .number("3.5"))
        #expect(device.address == 0xED)
    }

    // MARK: - What they share

    /// Asks a device, or waits for its page.
    private func statusPage(of device: inout EmulatedDevice) throws -> [DecodedField] {
        if let query = device.type["status_query"] {
            let frame = try query.encode([], address: device.address)
            let reply = try #require(try device.receive(frame, of: query))
            return try #require(device.type["status_page"]).decode(reply)
        }
        let due = try #require(device.nextTransmission)
        let frame = try #require(try device.pages(dueAt: due).first)
        return try #require(device.type.recognise(frame)).fields
    }

    private func configuration(_ page: [UInt8]) throws -> [DecodedField] {
        let type = try #require(knownDevices["sungrow_charge_controller"])
        return try #require(type["configuration_page"]).decode(page)
    }

    private func exchange(_ type: String, _ query: String) throws -> [DecodedField] {
        var device = try EmulatedDeviceTests.device(type)
        return try fields(of: &device, after: query, carrying: [])
    }

    private func fields(
        of device: inout EmulatedDevice, after query: String, carrying values: [FieldAssignment]
    ) throws -> [DecodedField] {
        let query = try #require(device.type[query])
        let reply = try #require(
            try device.receive(query.encode(values, address: device.address), of: query))
        return try #require(query.reply).decode(reply)
    }

    /// Checks that decoded fields are the device's values, however many zeros a number has.
    private func expect(_ fields: [DecodedField], areValuesOf device: EmulatedDevice) {
        for field in fields where field.name != "data" {
            let value = device.value(of: field.name)
            #expect(value.map(plain) == plain(field.value), "\(field.name)")
            #expect(!field.isSuspect, "\(field.name)")
        }
    }

    private func plain(_ value: FieldValue) -> String {
        switch value {
        case .number(let digits): "\(Double(digits) ?? .nan)"
        case .list(let values): values.map(plain).joined(separator: " ")
        default: value.description
        }
    }
}

extension EmulatedDevice {
    /// Takes bytes that are a frame of a message.
    fileprivate mutating func receive(_ bytes: [UInt8], of message: Message) throws -> [UInt8]? {
        try receive(type.frame(bytes, of: message))
    }
}
