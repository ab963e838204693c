import SGTestSupport
import SGTools
import Testing

@Suite struct ListPortsTests {
    @Test func `ports are listed for people and for programs`() throws {
        let machine = try Machine()
        try machine.addUSBSerial(
            "ttyUSB0", at: "1-1.2",
            [
                "idVendor": "0403", "idProduct": "6001", "serial": "FT1ABC",
                "manufacturer": "FTDI", "product": "USB-RS485 \u{1B}[2JCable",
            ])
        try machine.link("dev/serial/by-id/usb-FTDI-port0", to: "dev/ttyUSB0")
        try machine.addBuiltIn("ttyS0", type: "4")
        let list = try run(["--sysroot", machine.root])
        #expect(list.status == .done && list.errors == "")
        #expect(
            list.output == """
                /dev/ttyS0    ttyS0                                              serial
                /dev/ttyUSB0  USB-RS485 \\u{1B}[2JCable  FTDI  0403:6001  FT1ABC  ftdi_sio  \
                /dev/serial/by-id/usb-FTDI-port0

                """)
        let records = try run(["--json", "--sysroot", machine.root])
        #expect(
            records.output == #"""
                {"port":"/dev/ttyS0","description":"ttyS0","driver":"serial"}
                {"port":"/dev/ttyUSB0","by_id":"/dev/serial/by-id/usb-FTDI-port0",\#
                "description":"USB-RS485 \u001b[2JCable","driver":"ftdi_sio",\#
                "usb_vendor":"0403","usb_product":"6001","serial_number":"FT1ABC",\#
                "manufacturer":"FTDI","product":"USB-RS485 \u001b[2JCable","location":"1-1.2"}

                """#)
    }

    @Test func `no port is no error, but is said`() throws {
        let result = try run(["--sysroot", try TemporaryDirectory().path])
        #expect(result.status == .done && result.output == "")
        #expect(result.errors == "sg-devices: found no serial port\n")
    }

    @Test func `this machine's ports can be listed`() throws {
        #expect(try run([]).status == .done)
    }

    private func run(_ arguments: [String]) throws -> InProcessResult {
        try runInProcess(DevicesTool.self, ["ports"] + arguments)
    }
}
