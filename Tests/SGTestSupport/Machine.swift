internal import Foundation

/// A folder that holds what `/sys` and `/dev` hold on a machine with serial ports.
package struct Machine {
    private let directory: TemporaryDirectory
    /// The folder.
    package var root: String { directory.path }

    /// Makes a machine without ports.
    package init() throws {
        directory = try TemporaryDirectory()
    }

    /// Adds a file.
    package func add(_ path: String, _ text: String) throws {
        let url = URL(filePath: directory.file(path))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data((text + "\n").utf8).write(to: url)
    }

    /// Adds a symbolic link; what it leads to is made when it is missing.
    package func link(_ path: String, to target: String) throws {
        let url = URL(filePath: directory.file(path))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        if !FileManager.default.fileExists(atPath: directory.file(target)) { try add(target, "") }
        try FileManager.default.createSymbolicLink(
            atPath: url.path, withDestinationPath: directory.file(target))
    }

    /// Adds a port of a USB adapter, whose own files `device` holds.
    package func addUSBSerial(
        _ name: String, at location: String, _ device: [String: String], interface: String = ""
    ) throws {
        let usb = "sys/devices/pci0/usb1/\(location)"
        for (file, text) in device { try add("\(usb)/\(file)", text) }
        try add("\(usb)/\(location):1.0/bInterfaceNumber", "00")
        try add("\(usb)/\(location):1.0/interface", interface)
        try add("\(usb)/\(location):1.0/\(name)/tty/\(name)/dev", "188:0")
        try link("\(usb)/\(location):1.0/\(name)/driver", to: "sys/bus/usb-serial/drivers/ftdi_sio")
        try link("sys/class/tty/\(name)/device", to: "\(usb)/\(location):1.0/\(name)")
    }

    /// Adds a port on the main board; one of type 0 is not really there.
    package func addBuiltIn(_ name: String, type: String) throws {
        let device = "sys/devices/pnp0/\(name)"
        try add("\(device)/serial-base/id", "")
        try link("\(device)/serial-base/driver", to: "sys/bus/serial-base/drivers/port")
        try link("\(device)/driver", to: "sys/bus/pnp/drivers/serial")
        try add("sys/class/tty/\(name)/type", type)
        try link("sys/class/tty/\(name)/device", to: "\(device)/serial-base")
    }
}
