internal import Glibc

/// A serial port of this machine, as the system describes it.
public struct SerialPort: Sendable, Equatable {
    /// The path of its device, such as `/dev/ttyUSB0`.
    public let device: String
    /// A path that stays the same wherever and whenever it is plugged in; `nil` when it has none.
    public let stablePath: String?
    /// The name of its driver, such as `ftdi_sio`.
    public let driver: String?
    /// What its adapter says about itself; `nil` when it is on no USB.
    public let adapter: USBAdapter?

    /// All serial ports, by name.
    ///
    /// - Parameter root: The folder in which `sys` and `dev` are.
    public static func all(root: String = "/") -> [SerialPort] {
        let links = SerialPort.stablePaths(root: root)
        let ports = names(in: "\(root)/sys/class/tty").compactMap { name in
            SerialPort(name, stablePath: links[name], root: root)
        }
        return ports.sorted { $0.order < $1.order }
    }

    /// Describes a terminal; `nil` when it has no hardware.
    private init?(_ name: String, stablePath: String?, root: String) {
        let place = "\(root)/sys/class/tty/\(name)"
        guard let path = realPath("\(place)/device"), firstLine(ofFile: "\(place)/type") != "0"
        else { return nil }
        let folders = SystemFolder.foldersUp(from: path, root: root)
        device = "/dev/\(name)"
        self.stablePath = stablePath
        driver = folders.lazy.compactMap(\.driver).first
        adapter = USBAdapter(folders)
    }

    /// The links that udev makes, by the name of the device that each leads to.
    private static func stablePaths(root: String) -> [String: String] {
        let folder = "/dev/serial/by-id"
        var paths: [String: String] = [:]
        for name in names(in: root + folder).sorted() {
            guard let target = realPath("\(root)\(folder)/\(name)") else { continue }
            paths[lastPart(of: target)] = "\(folder)/\(name)"
        }
        return paths
    }

    /// What it is, for people: `USB-RS485 Cable`.
    public var description: String {
        adapter?.description ?? lastPart(of: device)
    }

    /// What it is, for patterns: `USB VID:PID=0403:6001 SER=FT1 LOCATION=1-1.2`, as pySerial
    /// writes it; `nil` when it is on no USB.
    public var hardwareID: String? { adapter?.hardwareID }

    /// `/dev/ttyS2` goes before `/dev/ttyS10`.
    private var order: (String, Int) {
        let digits = device.reversed().prefix(while: \.isNumber)
        return (String(device.dropLast(digits.count)), Int(String(digits.reversed())) ?? 0)
    }
}

/// An adapter between USB and serial lines, in the words of its maker.
public struct USBAdapter: Sendable, Equatable {
    /// The maker's number.
    public let vendor: UInt16
    /// The maker's number for the product.
    public let product: UInt16
    /// What tells it from others of its kind.
    public let serialNumber: String?
    /// The maker's name.
    public let manufacturer: String?
    /// The product's name.
    public let productName: String?
    /// What this one of its serial ports is called.
    public let interface: String?
    /// Where it is plugged in: bus, and port after port.
    public let location: String

    /// The maker's number as four hex digits.
    public var vendorDigits: String { fourDigits(vendor) }
    /// The product's number as four hex digits.
    public var productDigits: String { fourDigits(product) }

    /// Finds the adapter that one of some folders, each in the next, belongs to.
    fileprivate init?(_ folders: [SystemFolder]) {
        guard let device = folders.first(where: { $0["idVendor"] != nil }),
            let vendor = device["idVendor"].flatMap({ UInt16($0, radix: 16) }),
            let product = device["idProduct"].flatMap({ UInt16($0, radix: 16) })
        else { return nil }
        let part = folders.first { $0["bInterfaceNumber"] != nil }
        let isOneOfMany = device["bNumInterfaces"].flatMap { Int($0) } ?? 1 > 1
        self.vendor = vendor
        self.product = product
        serialNumber = device["serial"]
        manufacturer = device["manufacturer"]
        productName = device["product"]
        interface = part?["interface"]
        location = lastPart(of: isOneOfMany ? (part ?? device).path : device.path)
    }

    /// What it is, for people.
    fileprivate var description: String? {
        let words = [productName, interface].compactMap(\.self)
        return words.isEmpty ? nil : words.joined(separator: " - ")
    }

    /// What it is, for patterns.
    fileprivate var hardwareID: String {
        "USB VID:PID=\(vendorDigits):\(productDigits)"
            + (serialNumber.map { " SER=\($0)" } ?? "") + " LOCATION=\(location)"
    }
}

extension SerialPort {
    /// The path of the first serial port whose device, description or hardware id matches.
    ///
    /// The corresponding C function is `regexec`, for extended expressions in any case.
    ///
    /// - Parameters:
    ///   - pattern: The regular expression.
    ///   - name: The port as the user gave it, for messages.
    ///   - ports: The ports to choose from.
    /// - Throws: `PortError` when none matches, or the pattern is none.
    package static func path(
        matching pattern: String, of name: String, among ports: [SerialPort] = all()
    ) throws(PortError) -> String {
        let pattern = try Pattern(pattern, of: name)
        let match = ports.first { port in
            [port.device, port.description, port.hardwareID ?? ""].contains(where: pattern.matches)
        }
        guard let match else { throw .noMatch(name, ports: ports.map(\.device)) }
        return match.device
    }
}

/// A number as four hex digits, in upper case as pySerial writes them.
private func fourDigits(_ number: UInt16) -> String {
    let digits = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: 4 - digits.count) + digits
}
