import Foundation
import SGTestSupport

/// Where a test finds what examples call by names that other machines have.
struct ExamplePlaces {
    /// Names of the examples and what takes their place, in the order in which they are replaced.
    private let names: [(shown: String, here: String)]
    /// A machine with an adapter.
    private let machine: Machine

    /// Finds places in a folder.
    init(in folder: TemporaryDirectory) throws {
        for name in ["tmp", "dev"] {
            try FileManager.default.createDirectory(
                atPath: folder.file(name), withIntermediateDirectories: true)
        }
        machine = try Machine()
        try machine.addUSBSerial(
            "ttyUSB0", at: "1-1.2",
            [
                "idVendor": "0403", "idProduct": "6001", "serial": "FT1ABC",
                "manufacturer": "FTDI", "product": "USB-RS485 Cable",
            ])
        try machine.link("dev/serial/by-id/usb-FTDI_USB-RS485_Cable_FT1ABC", to: "dev/ttyUSB0")
        names = [
            ("/tmp/", folder.file("tmp/")),
            ("/dev/ttyUSB", folder.file("dev/ttyUSB")),
            (":7000", ":\(try freePort())"),
            ("/usr/local/bin/sg-", "sg-"),
            ("sg-devices ports", "sg-devices ports --sysroot \(machine.root)"),
        ]
    }

    /// A text of a document with the names that things have here.
    func here(_ text: String) -> String {
        names.reduce(text) { $0.replacing($1.shown, with: $1.here) }
    }

    /// What a tool has printed here, with the names that the document has for things.
    func shown(_ text: String) -> String {
        names.prefix(3).reversed().reduce(text) { $0.replacing($1.here, with: $1.shown) }
    }
}
