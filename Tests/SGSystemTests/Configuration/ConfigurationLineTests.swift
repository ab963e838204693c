import SGDiagnostics
import SGPorts
import SGSystem
import Testing

/// Which devices are at one port, and how it is set.
@Suite struct ConfigurationLineTests {
    /// A configuration of devices, each as type, port and more.
    private func read(
        _ devices: [(type: String, port: String, more: String)], isEmulation: Bool = false
    ) -> ConfigurationFile {
        var text = "period: 1 m\nactions: [{action: handle_incoming_messages}]\ndevices:\n"
        for (index, device) in devices.enumerated() {
            text += "  d\(index): {device_type: \(device.type), port: '\(device.port)'"
            text += "\(device.more.isEmpty ? "" : ", ")\(device.more)}\n"
        }
        return readConfiguration(text, isEmulation: isEmulation)
    }

    /// A line in short.
    private func summary(_ file: ConfigurationFile) -> [String] {
        guard let configuration = file.configuration else { return file.complaints }
        return configuration.lines.enumerated().map { index, line in
            let devices = configuration.devices.filter { $0.line == index }.map(\.name)
            return (line.isServed ? "served " : "") + line.port + " "
                + devices.joined(separator: " ")
        }
    }

    @Test(arguments: ["loop://", "/dev/ttyUSB0", "spy:///dev/ttyUSB0", "rfc2217://gateway:4000"])
    func `loggers and emulated devices share a port`(port: String) {
        let found = read([
            ("sungrow_inverter", port, ""), ("sungrow_inverter_emulator", port, ""),
            ("sungrow_charge_controller", port, ""),
        ])
        #expect(summary(found) == ["\(port) d0 d1 d2"])
    }

    @Test func `at a socket that is served here, loggers are clients of what is opened first`() {
        let port = "socket://localhost:7000"
        let found = read([
            ("sungrow_inverter", port, ""), ("sungrow_inverter_emulator", port, ""),
            ("sungrow_charge_controller_emulator", port, ""),
        ])
        #expect(summary(found) == ["served \(port) d1 d2", "\(port) d0"])
    }

    @Test func `at a pseudo-terminal that is made here, loggers open the link to it`() {
        let found = read([
            ("sungrow_inverter_emulator", "pty:/tmp/bus", ""),
            ("sungrow_inverter", "pty:/tmp/bus", ""),
        ])
        #expect(summary(found) == ["served pty:/tmp/bus d0", "/tmp/bus d1"])
    }

    @Test func `a pseudo-terminal without a name can be opened by nobody here`() {
        let found = read([
            ("sungrow_inverter_emulator", "pty:", ""), ("sungrow_inverter", "pty:", ""),
        ])
        #expect(found.diagnostics.map(\.severity) == [.error])
        #expect(found.diagnostics.first?.hint?.contains("'pty:LINK'") == true)
    }

    @Test func `a logger may make a pseudo-terminal of its own`() {
        #expect(summary(read([("sungrow_inverter", "pty:", "")])) == ["pty: d0"])
    }

    @Test func `the same file emulates all devices, each on its own port`() throws {
        let found = readConfiguration(try manualExample("outback-allegro"), isEmulation: true)
        let configuration = try #require(found.configuration, "\(found.complaints)")
        #expect(found.complaints.isEmpty)
        #expect(configuration.devices.map(\.isEmulated) == [true, true])
        #expect(
            summary(found) == [
                "served /dev/ttyUSB0 charge_controller", "served /dev/ttyUSB1 inverter",
            ])
        #expect(configuration.actions.isEmpty)
    }

    // MARK: - Settings

    private func settings(_ file: ConfigurationFile) throws -> LineSettings {
        try #require(file.configuration, "\(file.complaints)").lines[0].settings
    }

    @Test func `all of pySerial's settings are understood`() throws {
        let found = read([
            (
                "sungrow_inverter", "/dev/ttyS0",
                """
                port_settings: {baudrate: 12345, bytesize: 7, parity: E, stopbits: 1.5, xonxoff: on,
                  rtscts: yes, dsrdtr: True, exclusive: no, rts: Off, dtr: 1, rs485: TRUE,
                  keep_input: true, longest_pause: 1.5, timeout: 0.5, write_timeout: 1, inter_byte_timeout: null, writeTimeout: ~,
                  interCharTimeout: .25}
                """
            )
        ])
        var expected = LineSettings()
        expected.baudrate = 12345
        expected.bytesize = .seven
        expected.parity = .even
        expected.stopbits = .onePointFive
        (expected.keepsInput, expected.longestPause) = (true, .milliseconds(1500))
        (expected.xonxoff, expected.rtscts, expected.dsrdtr) = (true, true, true)
        (expected.exclusive, expected.rts, expected.dtr, expected.rs485) = (
            false, false, true, true
        )
        #expect(try settings(found) == expected)
        #expect(found.complaints.isEmpty)
    }

    @Test func `numbers are understood as PyYAML and pySerial understand them`() throws {
        let found = read([
            (
                "sungrow_inverter", "/dev/ttyS0",
                "port_settings: {baudrate: '19_200', bytesize: '7', stopbits: 2.0}"
            )
        ])
        let settings = try settings(found)
        #expect(settings.baudrate == 19200)
        #expect(settings.bytesize == .seven && settings.stopbits == .two)
        #expect(found.complaints.isEmpty)
    }

    @Test func `a port is set as the device type needs it, RTS and DTR at the host's end only`()
        throws
    {
        let devices = [("outback_charge_controller", "/dev/ttyS0", "")]
        let host = try settings(read(devices))
        #expect(host.baudrate == 19200)
        #expect(host.dsrdtr)
        #expect((host.rts, host.dtr) == (false, true))
        let device = try settings(read(devices, isEmulation: true))
        #expect(device.baudrate == 19200)
        #expect((device.rts, device.dtr) == (nil, nil))
    }

    @Test func `what one device sets serves for all on the port`() throws {
        let found = read([
            ("sungrow_charge_controller", "/dev/ttyS0", ""),
            ("sungrow_inverter", "/dev/ttyS0", "port_settings: {baudrate: 4800}"),
            ("allegro_inverter", "/dev/ttyS0", "port_settings: {baudrate: 4800, parity: N}"),
        ])
        #expect(try settings(found).baudrate == 4800)
        #expect(found.complaints.isEmpty)
    }

    @Test func `settings that contradict each other are told with both devices`() {
        let found = read([
            ("sungrow_charge_controller", "/dev/ttyS0", "port_settings: {baudrate: 9600}"),
            ("sungrow_inverter", "/dev/ttyS0", "port_settings: {baudrate: 4800}"),
        ])
        #expect(
            found.diagnostics.map(\.message) == [
                "baudrate is 4800 for 'd1', but 9600 for 'd0' on the same port"
            ])
    }

    @Test func `types that need different settings are told, unless one says what holds`() throws {
        let devices = [
            ("sungrow_inverter", "/dev/ttyS0", ""), ("allegro_inverter", "/dev/ttyS0", ""),
        ]
        #expect(
            read(devices).diagnostics.map(\.message) == [
                "'d1' needs a baudrate of 4800, but 'd0' on the same port one of 9600"
            ])
        var decided = devices
        decided[0].2 = "port_settings: {baudrate: 9600}"
        #expect(try settings(read(decided)).baudrate == 9600)
    }

    @Test(arguments: ["loop://", "socket://localhost:7000"])
    func `a port without settings suits all device types`(port: String) {
        let found = read([
            ("sungrow_inverter", port, ""), ("allegro_inverter", port, ""),
            ("outback_charge_controller", port, ""),
        ])
        #expect(found.complaints.isEmpty)
    }

    // MARK: - Addresses

    @Test func `devices of one type on a port have addresses`() throws {
        let found = read([
            ("sungrow_inverter", "/dev/ttyS0", ""),
            ("sungrow_inverter", "/dev/ttyS0", "address: 0x02"),
            ("sungrow_inverter", "/dev/ttyS1", ""),
            ("sungrow_inverter", "/dev/ttyS0", "address: 16"),
        ])
        let configuration = try #require(found.configuration, "\(found.complaints)")
        #expect(configuration.devices.map(\.address) == [nil, 2, nil, 16])
        #expect(found.complaints.isEmpty)
    }

    @Test(arguments: ["", "address: 1"])
    func `devices that cannot be told apart are an error`(address: String) {
        let found = read([
            ("sungrow_inverter", "/dev/ttyS0", "address: 1"),
            ("sungrow_inverter", "/dev/ttyS0", address),
        ])
        #expect(
            found.diagnostics.map(\.message) == [
                "'d1' and 'd0' cannot be told apart: both are a 'sungrow_inverter' on one port"
            ])
    }
}
