internal import ArgumentParser
internal import SGBytes
internal import SGPorts
internal import SGRecords

/// `sg-devices ports`: the machine's serial ports, one a line.
struct ListPorts: Tool {
    static let configuration = CommandConfiguration(
        commandName: "ports",
        abstract: "List the machine's serial ports and what they are.",
        discussion: """
            A path below /dev/serial/by-id stays the same wherever and whenever an adapter is \
            plugged in.
            """)

    @Flag(help: "Print one JSON object a line.") var json = false
    @Option(
        help: ArgumentHelp(
            "Look at the system whose files are in this directory.", valueName: "directory"),
        completion: .directory)
    var sysroot = ""
    @OptionGroup var common: CommonOptions

    mutating func run(on console: Console) throws(ToolFailure) -> ExitStatus {
        let ports = SerialPort.all(root: sysroot)
        if ports.isEmpty { console.report("found no serial port") }
        var output = Output(console)
        if json {
            for port in ports { output.bytes.append(json: port) }
        } else {
            for line in table(ports.map(row)) { output.append(line: line) }
        }
        try output.flush()
        return .done
    }

    private func row(of port: SerialPort) -> [String] {
        [
            port.device, port.description, port.adapter?.manufacturer ?? "",
            port.adapter.map { "\($0.vendorDigits):\($0.productDigits)" } ?? "",
            port.adapter?.serialNumber ?? "", port.driver ?? "", port.stablePath ?? "",
        ]
    }
}

extension ByteWriter {
    /// Appends a serial port as a JSON object on a line of its own.
    fileprivate mutating func append(json port: SerialPort) {
        append("{")
        append(member: "port", port.device)
        append(member: "by_id", port.stablePath)
        append(member: "description", port.description)
        append(member: "driver", port.driver)
        if let adapter = port.adapter {
            append(member: "usb_vendor", adapter.vendorDigits)
            append(member: "usb_product", adapter.productDigits)
            append(member: "serial_number", adapter.serialNumber)
            append(member: "manufacturer", adapter.manufacturer)
            append(member: "product", adapter.productName)
            append(member: "interface", adapter.interface)
            append(member: "location", adapter.location)
        }
        append("}\n")
    }
}
