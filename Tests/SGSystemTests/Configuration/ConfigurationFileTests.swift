import SGDevices
import SGDiagnostics
import SGPorts
import SGSystem
import SGTestSupport
import Testing

/// The file as a whole: what is complained of, and what else is read.
@Suite struct ConfigurationFileTests {
    @Test(arguments: [
        ("1 h", 3_600_000), ("0.25 s", 250), ("10 m", 600_000), ("10m", 600_000), ("0.001 s", 1),
        ("1.5  h", 5_400_000), ("8760 h", 31_536_000_000), ("'5 m'", 300_000), (".5 s", 500),
    ])
    func `a period is a number and a unit, exactly`(text: String, milliseconds: Int) throws {
        let found = readConfiguration(ConfigurationErrorTests.period(text))
        let configuration = try #require(found.configuration, "\(found.complaints)")
        #expect(configuration.period == .milliseconds(milliseconds))
    }

    @Test func `keys that begin with x- hold what aliases stand for`() throws {
        let found = readConfiguration(
            """
            x-port: &port {port: /dev/ttyUSB0, port_settings: {baudrate: 4800}}
            period: 1 m
            devices:
              roof: {<<: *port, device_type: sungrow_inverter}
            """)
        #expect(found.complaints == [])
        #expect(found.configuration?.lines.first?.settings.baudrate == 4800)
    }

    @Test func `unknown keys are warnings with the nearest key`() throws {
        let found = readConfiguration(
            """
            perod: 2 m
            period: 1 m
            devices:
              inverter:
                device_type: sungrow_inverter
                port: /dev/ttyUSB0
                data_stream: {status_page: status.csv}
                port_settings: {baud: 9600, badurate: 9600}
            actions:
              - {action: handle_incoming_messages, seconds: 3}
            """)
        #expect(found.configuration != nil)
        #expect(
            found.complaints == [
                """
                test.yml:1:1: warning: unknown key 'perod' in a configuration
                  hint: did you mean 'period'?
                """,
                """
                test.yml:7:5: warning: unknown key 'data_stream' in a device
                  hint: did you mean 'data_streams'?
                """,
                """
                test.yml:8:21: warning: unknown key 'baud' in port settings
                  hint: the keys are baudrate, bytesize, parity, stopbits, xonxoff, rtscts, \
                dsrdtr, rts, dtr, rs485, exclusive, keep_input, longest_pause, timeout, write_timeout, inter_byte_timeout, \
                writeTimeout, interCharTimeout
                """,
                """
                test.yml:8:33: warning: unknown key 'badurate' in port settings
                  hint: did you mean 'baudrate'?
                """,
                """
                test.yml:10:40: warning: unknown key 'seconds' in a 'handle_incoming_messages'
                  hint: the keys are action, condition, device
                """,
            ])
    }

    @Test func `everything wrong is told in one run, in the order of the file`() {
        let found = readConfiguration(
            """
            actions:
              - {action: send, device: pmp, message_type: status_query}
              - {action: slep}
            devices:
              pump: {device_type: sungrow_invertr, port: /dev/ttyUSB0}
              well: {device_type: allegro_inverter, port: sockt://a, address: 3}
            period: 1 d
            """)
        #expect(found.diagnostics.map(\.severity) == Array(repeating: .error, count: 6))
        #expect(found.diagnostics.compactMap(\.mark?.line) == [2, 3, 5, 6, 6, 7])
    }

    @Test func `a mistake behind an anchor is told once`() {
        let found = readConfiguration(
            """
            period: 1 m
            devices:
              a: {device_type: sungrow_inverter, port: a, port_settings: &s {parity: X}}
              b: {device_type: sungrow_inverter, port: b, port_settings: *s}
            """)
        #expect(found.diagnostics.map(\.message) == ["unknown parity 'X'"])
    }

    @Test func `merge keys take over what devices have in common`() throws {
        let found = readConfiguration(
            """
            period: 1 m
            devices:
              a: &a
                device_type: sungrow_inverter
                port: /dev/ttyUSB0
                port_settings: {baudrate: 4800}
              b:
                <<: *a
                address: 2
                port_settings: {baudrate: 4800, parity: E}
              c: {<<: [{address: 3}, *a], port: /dev/ttyUSB1}
            """)
        let configuration = try #require(found.configuration, "\(found.complaints)")
        #expect(found.complaints.isEmpty)
        #expect(configuration.devices.map(\.address) == [nil, 2, 3])
        #expect(configuration.devices.map(\.line) == [0, 0, 1])
        #expect(configuration.lines.map(\.settings.baudrate) == [4800, 4800])
        #expect(configuration.lines[0].settings.parity == .even)
    }

    @Test func `the file and its digest are kept`() throws {
        let text = try manualExample("sungrow")
        let configuration = try #require(readConfiguration(text, file: "a/b.yml").configuration)
        #expect(configuration.file == "a/b.yml")
        #expect(configuration.digest == md5(Array(text.utf8)))
    }

    @Test func `a device may have any name`() throws {
        let name = "роса ../\\u001b[31m \\\"1\\\"\\nx"
        let found = readConfiguration(
            "period: 1 m\ndevices: {\"\(name)\": {device_type: sungrow_inverter, port: a}}")
        #expect(
            try #require(found.configuration).devices[0].name == "роса ../\u{1B}[31m \"1\"\nx")
    }

    // MARK: - Definitions beside the configuration

    private static let definition = """
        device_type: pump
        manufacturer: nobody
        model: none
        category: pump
        messages:
          page:
            from: device
            start: aa 55
            length: 12
            checksum: {kind: sum, bytes: 2}
            fields: [{name: a, type: u8}]

        """

    private func read(
        besideDefinition definition: String, type: String = "pump", path: String = "."
    ) throws -> ConfigurationFile {
        let folder = try TemporaryDirectory()
        _ = try folder.write(Array(definition.utf8), to: "\(type).yaml")
        return readConfiguration(
            """
            period: 1 m
            device_path: \(path)
            devices:
              pump: {device_type: pump, port: /dev/ttyUSB0, data_streams: {page: pump.csv}}
            """, file: folder.file("test.yml"))
    }

    @Test(arguments: [".", "[., /]"])
    func `definitions beside the configuration are found`(path: String) throws {
        let found = try read(besideDefinition: ConfigurationFileTests.definition, path: path)
        let configuration = try #require(found.configuration, "\(found.complaints)")
        #expect(configuration.devices[0].type.name == "pump")
        #expect(configuration.actions.map(summary) == ["0 query page 1.0 seconds 2"])
    }

    @Test func `definitions beside the configuration go before those of the program`() throws {
        let definition = ConfigurationFileTests.definition.replacing(
            "pump", with: "sungrow_inverter")
        let folder = try TemporaryDirectory()
        _ = try folder.write(Array(definition.utf8), to: "sungrow_inverter.yaml")
        let found = readConfiguration(
            "device_path: .\nperiod: 1 m\ndevices: {a: {device_type: sungrow_inverter, port: a}}",
            file: folder.file("test.yml"))
        #expect(try #require(found.configuration).devices[0].type.manufacturer == "nobody")
    }

    @Test func `what is wrong with a definition is told after what uses it`() throws {
        let faulty = ConfigurationFileTests.definition.replacing("u8", with: "u7")
        let found = try read(besideDefinition: faulty)
        #expect(found.configuration == nil)
        #expect(
            found.diagnostics.map(\.message) == [
                "the definition of 'pump' cannot be used", "unknown type 'u7'",
            ])
        #expect(found.diagnostics.last?.file.hasSuffix("/pump.yaml") == true)
    }

    @Test func `a type that cannot be emulated is told`() throws {
        let folder = try TemporaryDirectory()
        _ = try folder.write(Array(ConfigurationFileTests.definition.utf8), to: "pump.yaml")
        let found = readConfiguration(
            """
            {device_path: ., period: 1 m, devices: {a: {device_type: pump_emulator, port: a}}}
            """, file: folder.file("test.yml"))
        #expect(
            found.diagnostics.map(\.message) == [
                "the definition of 'pump' does not say how to emulate it"
            ])
    }

    // MARK: - Hostile text

    private static let everything = Array(
        """
        period: 1 m
        devices:
          a:
            device_type: allegro_inverter_emulator
            port: /dev/ttyUSB0
            port_settings: {parity: N, rtscts: no, timeout: 1}
            data_streams: {status_page: a.csv}
        actions:
          - action: send
            device: a
            message_type: status_page
            parameters: {standby_level: 5}
        """.utf8)

    private func read(_ text: [UInt8]) -> ConfigurationFile {
        ConfigurationFile(
            text, file: "test.yml", catalog: DeviceCatalog(environment: [:]))
    }

    @Test func `a configuration that is cut or damaged anywhere is used or complained of`() {
        let text = ConfigurationFileTests.everything
        #expect(read(text).complaints.isEmpty)
        for index in text.indices {
            var damaged = text
            damaged[index] = [UInt8(ascii: "["), UInt8(ascii: "-"), 0, 0xFF][index % 4]
            for found in [read(Array(text[..<index])), read(damaged)] {
                let hasErrors = found.diagnostics.contains { $0.severity == .error }
                #expect((found.configuration == nil) == hasErrors)
            }
        }
    }
}
