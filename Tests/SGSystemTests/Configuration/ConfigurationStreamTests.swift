import SGDevices
import SGRecords
import SGDiagnostics
import SGSystem
import Testing

/// Where messages go.
@Suite struct ConfigurationStreamTests {
    /// A configuration of two devices with streams.
    private func read(_ controller: String, _ inverter: String = "{}") -> ConfigurationFile {
        readConfiguration(
            """
            period: 1 m
            devices:
              controller:
                {device_type: sungrow_charge_controller, port: a, data_streams: \(controller)}
              inverter: {device_type: sungrow_inverter, port: a, data_streams: \(inverter)}
            """)
    }

    @Test func `a file name says how the messages are kept`() throws {
        let found = read(
            """
            {status_page: "-", history_page: /var/log/history.jsonl, configuration_page: ./c.txt}
            """)
        let streams = try #require(found.configuration).devices[0].streams
        #expect(
            streams.map(\.message.name) == ["status_page", "history_page", "configuration_page"])
        #expect(
            streams.map(\.destination) == [
                .standardOutput, .records("/var/log/history.jsonl"), .table("./c.txt"),
            ])
    }

    @Test(arguments: [
        ("history_pag", "did you mean 'history_page'?"),
        ("status_query", "known are status_page, history_page, configuration_page"),
    ])
    func `a stream for a message that never comes causes no problem`(
        name: String, hint: String
    ) throws {
        let found = read("{status_page: a.csv, \(name): b.csv}")
        #expect(try #require(found.configuration).devices[0].streams.count == 1)
        let problem = try #require(found.diagnostics.first)
        #expect(problem.message == "no '\(name)' comes from a 'sungrow_charge_controller'")
        #expect(problem.severity == .warning)
        #expect(problem.hint == hint)
    }

    @Test func `an emulated device keeps nothing`() throws {
        let found = readConfiguration(try manualExample("sungrow"), isEmulation: true)
        #expect(try #require(found.configuration).devices.map(\.streams.count) == [0, 0])
    }

    @Test(arguments: ["all.csv", "./all.csv", ".//all.csv"])
    func `messages with other columns do not go into one table`(path: String) throws {
        let found = read("{status_page: all.csv}", "{status_page: \(path)}")
        #expect(found.configuration == nil)
        #expect(
            found.diagnostics.map(\.message) == [
                "'status_page' of 'inverter' does not go into the same file as 'status_page' of "
                    + "'controller', which has other columns"
            ])
    }

    @Test(arguments: ["-", "all.jsonl"])
    func `records of all kinds go into one stream`(path: String) {
        #expect(read("{status_page: '\(path)'}", "{status_page: '\(path)'}").complaints.isEmpty)
    }

    @Test func `messages with the same columns go into one table`() {
        let found = readConfiguration(
            """
            period: 1 m
            devices:
              a: {device_type: sungrow_inverter, port: a, data_streams: &all {status_page: i.csv}}
              b: {device_type: sungrow_inverter, port: b, data_streams: *all}
            """)
        #expect(found.complaints.isEmpty)
        #expect(found.configuration?.devices.map(\.streams.count) == [1, 1])
    }

    @Test func `two devices do not share a file of days`() {
        let device = "{device_type: sungrow_charge_controller, port: \"socket://127.0.0.1:"
        let found = readConfiguration(
            """
            period: 1 m
            suspect: column
            devices:
              a: \(device)17701", data_streams: {history_page: h.csv, status_page: s.csv}}
              b: \(device)17702", data_streams: {history_page: ./h.csv, status_page: s.csv}}
            """)
        #expect(
            found.diagnostics.map(\.message) == [
                "'history_page' of 'b' does not go into the same file as that of 'a': nothing in it "
                    + "would tell their days apart"
            ])
    }

    @Test(arguments: CSVSuspects.allCases)
    func `what becomes of suspect values can be said`(suspects: CSVSuspects) {
        let found = readConfiguration("period: 1 m\nsuspect: \(suspects.rawValue)\n\(someDevices)")
        #expect(found.configuration?.suspects == suspects)
    }
}
