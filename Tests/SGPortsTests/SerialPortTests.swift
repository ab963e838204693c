import SGPorts
import SGTestSupport
import Testing

/// The machine's serial ports, as a copy of the system's own files describes them.
@Suite struct SerialPortTests {
    @Test func `ports have the words of their adapter and a path that stays`() throws {
        let machine = try Machine()
        try machine.addUSBSerial(
            "ttyUSB10", at: "1-1.2",
            [
                "idVendor": "0403", "idProduct": "6001", "serial": "FT1ABC", "bNumInterfaces": "1",
                "manufacturer": "FTDI", "product": "USB-RS485 Cable",
            ])
        try machine.link(
            "dev/serial/by-id/usb-FTDI_USB-RS485_Cable_FT1ABC-if00-port0", to: "dev/ttyUSB10")
        let port = try #require(SerialPort.all(root: machine.root).first)
        #expect(port.device == "/dev/ttyUSB10")
        #expect(
            port.stablePath == "/dev/serial/by-id/usb-FTDI_USB-RS485_Cable_FT1ABC-if00-port0")
        #expect(port.driver == "ftdi_sio")
        let adapter = try #require(port.adapter)
        #expect(adapter.vendor == 0x0403 && adapter.product == 0x6001)
        #expect(adapter.serialNumber == "FT1ABC" && adapter.manufacturer == "FTDI")
        #expect(port.description == "USB-RS485 Cable")
        #expect(port.hardwareID == "USB VID:PID=0403:6001 SER=FT1ABC LOCATION=1-1.2")
    }

    @Test func `an adapter with many ports says which one this is`() throws {
        let machine = try Machine()
        try machine.addUSBSerial(
            "ttyUSB0", at: "2-3",
            ["idVendor": "0403", "idProduct": "6011", "bNumInterfaces": " 4", "product": "Quad"],
            interface: "Port B")
        let port = try #require(SerialPort.all(root: machine.root).first)
        #expect(port.description == "Quad - Port B")
        #expect(port.hardwareID == "USB VID:PID=0403:6011 LOCATION=2-3:1.0")
    }

    @Test func `ports come in the order of their numbers, without those that have no hardware`()
        throws
    {
        let machine = try Machine()
        try machine.addBuiltIn("ttyS10", type: "4")
        try machine.addBuiltIn("ttyS2", type: "4")
        try machine.addBuiltIn("ttyS3", type: "0")
        try machine.add("sys/class/tty/tty1/dev", "4:1")
        let ports = SerialPort.all(root: machine.root)
        #expect(ports.map(\.device) == ["/dev/ttyS2", "/dev/ttyS10"])
        #expect(ports.allSatisfy { $0.adapter == nil && $0.hardwareID == nil })
        #expect(ports.map(\.description) == ["ttyS2", "ttyS10"])
        #expect(ports.map(\.driver) == ["serial", "serial"])
    }

    @Test func `a machine without serial ports has none`() throws {
        #expect(SerialPort.all(root: try TemporaryDirectory().path) == [])
    }

    @Test(arguments: [
        ("ttys", "/dev/ttyS0"), ("USB[0-9]$", "/dev/ttyUSB0"), ("rs485 cable", "/dev/ttyUSB1"),
        ("0403:6001", "/dev/ttyUSB0"), ("ser=ft2", "/dev/ttyUSB1"), (".", "/dev/ttyS0"),
    ])
    func `a pattern leads to the first port that it fits, in any case`(
        pattern: String, device: String
    ) throws {
        let machine = try Machine()
        try machine.addBuiltIn("ttyS0", type: "4")
        for (index, product) in ["Adapter", "RS485 Cable"].enumerated() {
            try machine.addUSBSerial(
                "ttyUSB\(index)", at: "1-\(index)",
                [
                    "idVendor": "0403", "idProduct": "600\(1 + index)", "serial": "FT\(1 + index)",
                    "product": product,
                ])
        }
        let ports = SerialPort.all(root: machine.root)
        #expect(try SerialPort.path(matching: pattern, of: "", among: ports) == device)
    }

    @Test func `a pattern that nothing fits says which ports there are`() {
        let error = #expect(throws: PortError.self) { try Port(opening: "hwgrep://no such port") }
        guard case .noMatch("hwgrep://no such port", let ports) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(ports == SerialPort.all().map(\.device))
        #expect(
            PortError.noMatch("hwgrep://x", ports: []).description
                == "cannot open 'hwgrep://x': found no serial port, expected one that matches")
        #expect(
            PortError.noMatch("hwgrep://x", ports: ["/dev/ttyS0", "/dev/ttyS1"]).description
                == "cannot open 'hwgrep://x': found only /dev/ttyS0, /dev/ttyS1, "
                + "expected one that matches")
    }
}
