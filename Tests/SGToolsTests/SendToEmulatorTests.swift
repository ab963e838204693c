import SGTestSupport
import Testing

/// The built tools at both ends of a real line: `sg-send` asks and commands, `sg-emulate` is the
/// device, `sg-decode` tells the values.
@Suite(.serialized, .timeLimit(.minutes(3))) struct SendToEmulatorTests {
    @Test(arguments: Transport.allCases, EmulatedQuery.all)
    func `a query brings the values that the device shows`(
        transport: Transport, query: EmulatedQuery
    ) throws {
        let line = try EmulatedLine(transport, query.emulation)
        let records = try line.send(["-d", query.device, "--wait", "10"], query.message)
        #expect(records.last?.contains(query.expected) == true, "\(records)")
    }

    @Test(arguments: Transport.allCases, CommandCourse.all)
    func `commands show in the next page`(transport: Transport, course: CommandCourse) throws {
        let line = try EmulatedLine(transport, ["-d", course.device])
        for step in course.steps {
            for command in step.commands { try line.command(command, of: course.device) }
            let pages =
                try course.query.map { query in
                    try line.send(["-d", course.device, "--wait", "10"], query)
                } ?? line.listen(for: course.device)
            let page = try #require(pages.last)
            for expected in step.expected {
                #expect(page.contains(expected), "\(step.commands): \(page)")
            }
        }
    }

    @Test(arguments: Transport.allCases)
    func `a clock that was set goes on from there`(transport: Transport) throws {
        let line = try EmulatedLine(transport, ["-d", "sungrow_inverter"])
        #expect(
            try line.send(
                ["--yes", "--verify"], ["set_datetime", "datetime=2031-02-03 04:05:06"]) == [])
        let pages = try line.send(["-d", "sungrow_inverter", "--wait", "10"], ["status_query"])
        #expect(pages.last?.contains(#""datetime":"2031-02-03 04:05:0"#) == true)
    }

    @Test(arguments: Transport.allCases)
    func `a setting changes what was asked and keeps all else`(transport: Transport) throws {
        let line = try EmulatedLine(transport, ["-d", "sungrow_charge_controller"])
        let records = try line.send(
            ["--yes", "--verify"],
            ["configuration_setting", "start_voltage=50.5", "equalize_time=040000"],
            changes: [
                "start_voltage: 48.0 -> 50.5, verified",
                "equalize_time: 020000 -> 040000, verified",
            ])
        #expect(records.count == 1)
        let later = try line.send(
            ["-d", "sungrow_charge_controller", "--wait", "10"], ["configuration_query"])
        let pages = try (records + later).map { record in
            try #require(record.firstMatch(of: /"fields":\{(.*)\}/)).1.split(separator: ",")
        }
        #expect(pages.count == 2 && pages[0].count == 44)
        let changed = zip(pages[0], pages[1]).filter { $0 != $1 }.map { $0.1 }
        #expect(changed == [#""start_voltage":50.5"#, #""equalize_time":"040000""#])
    }

    @Test func `a device that was given a new address is read back there`() throws {
        let line = try EmulatedLine(.pseudoTerminal, ["-d", "sungrow_charge_controller"])
        let records = try line.send(
            ["--yes", "--verify"], ["configuration_setting", "communication_address=002"],
            changes: ["communication_address: 237 -> 002, verified"])
        #expect(records.count == 1)
        #expect(records[0].contains(#""frame":"ed0626"#))
    }

    @Test func `a level is read back in a page that comes by itself`() throws {
        let line = try EmulatedLine(.pseudoTerminal, ["-d", "allegro_inverter"])
        try line.command(["enable_remote"], of: "allegro_inverter")
        #expect(
            try line.send(
                ["--yes", "--verify", "--wait", "10"], ["set_standby_level", "standby_level=42"])
                == [])
    }

    @Test(arguments: ["--drop", "--corrupt", "--truncate"])
    func `a lost or damaged reply is told`(fault: String) throws {
        let line = try EmulatedLine(
            .socket, ["-d", "sungrow_charge_controller", "--seed", "7", fault, "1"])
        let result = try run(
            "sg-send",
            ["-d", "sungrow_charge_controller", "--wait", "0.5", line.port, "status_query"])
        #expect([75, 76].contains(result.status) && result.text == "", "\(result.errors)")
    }

    @Test func `retries get through a bad line`() throws {
        let line = try EmulatedLine(
            .pseudoTerminal,
            ["-d", "sungrow_inverter", "--seed", "3", "--drop", "0.3", "--corrupt", "0.3"])
        for _ in 0..<5 {
            let records = try line.send(
                ["-d", "sungrow_inverter", "--wait", "0.2", "--retries", "50"], ["status_query"])
            #expect(records.last?.contains(#""message_type":"status_page""#) == true)
        }
    }

    @Test func `several devices on one line are asked by their addresses`() throws {
        let line = try EmulatedLine(
            .pseudoTerminal,
            ["-d", "sungrow_charge_controller", "--address", "0xed", "--address", "2"])
        let queries = [#"{"frame":"02030308"}"#, #"{"frame":"ed0303f3"}"#]
        let tool = try RunningTool("sg-send", ["--wait", "10", line.port])
        try tool.send((queries + queries).joined(separator: "\n") + "\n")
        tool.closeInput()
        let result = try tool.end()
        #expect(result.status == 0 && result.errors == "")
        let starts = result.text.split(separator: "\n").compactMap {
            $0.firstMatch(of: /"frame":"(..)/)?.1
        }
        #expect(starts == ["02", "ed", "02", "ed"])
    }
}
