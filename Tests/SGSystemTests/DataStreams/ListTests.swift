import SGDevices
import SGDiagnostics
import SGSystem
import SGTestSupport
import Testing

/// A battery whose pages hold lists beside single values.
struct ListTests {
    private static let definition = """
        device_type: battery
        manufacturer: nobody
        model: none
        category: battery
        messages:
          status_page:
            from: device
            start: aa
            length: 11
            checksum: {kind: sum, bytes: 1}
            fields:
              - {name: voltage, type: u8, unit: V}
              - {name: cell_voltage, type: u16, count: 3, scale: 0.001, unit: V}
              - {name: temperature, type: i8, count: 2, unit: degree_C}
          history_page:
            from: device
            start: bb
            length: 6
            checksum: {kind: sum, bytes: 1}
            fields:
              - {name: daily_charge, type: u8, daily: 2, unit: Ah}
              - {name: cycles, type: u8}
              - {name: serial, type: u8}

        """

    @Test func `each page with a list is one row, with a column for each value`() throws {
        let directory = try TemporaryDirectory()
        var device = try device(in: directory)
        let page = try #require(device.type["status_page"])
        for volts in 50...52 {
            let frame = try page.encode([
                ("voltage", .number("\(volts)")),
                ("cell_voltage", .list([.number("3.301"), .number("3.302"), .number("3.303")])),
                ("temperature", .list([.number("21"), .number("-2")])),
            ])
            #expect(try device.append(frame, of: page, at: try local("2026-01-05 12:00:00")) == [])
        }
        #expect(
            String(decoding: try directory.read("status.csv"), as: UTF8.self) == """
                datetime,voltage,cell_voltage_1,cell_voltage_2,cell_voltage_3,temperature_1,temperature_2
                2026-01-05 12:00:00,50,3.301,3.302,3.303,21,-2
                2026-01-05 12:00:00,51,3.301,3.302,3.303,21,-2
                2026-01-05 12:00:00,52,3.301,3.302,3.303,21,-2

                """)
    }

    @Test func `what a page of days says of now stands in the row of its day`() throws {
        let directory = try TemporaryDirectory()
        var device = try device(in: directory)
        let page = try #require(device.type["history_page"])
        let frame = try page.encode([
            ("daily_charge", .list([.number("7"), .number("8")])), ("cycles", .number("100")),
            ("serial", .number("9")),
        ])
        #expect(try device.append(frame, of: page, at: try local("2026-01-05 12:00:00")) == [])
        #expect(
            String(decoding: try directory.read("history.csv"), as: UTF8.self) == """
                datetime,daily_charge,cycles,serial
                2026-01-05,7,100,9
                2026-01-04,8,,

                """)
    }

    private func device(in directory: TemporaryDirectory) throws -> LoggedDevice {
        let definition = Definition(
            Array(ListTests.definition.utf8), file: "battery.yaml", name: "battery")
        let type = try #require(
            definition.device, "\(definition.diagnostics.map(\.description))")
        return try LoggedDevice(
            [
                "status_page": .table(directory.file("status.csv")),
                "history_page": .table(directory.file("history.csv")),
            ], in: directory, type: type)
    }
}
