import Foundation
import SGDiagnostics
import SGSystem
import SGTestSupport

/// Reads a configuration as a file `test.yml` in the working directory.
func readConfiguration(
    _ text: String, file: String = "test.yml", isEmulation: Bool = false
) -> ConfigurationFile {
    ConfigurationFile(
        Array(text.utf8), file: file, catalog: DeviceCatalog(environment: [:]),
        isEmulation: isEmulation)
}

/// An example of the manual of the program that this toolkit replaces, but for the page breaks.
func manualExample(_ name: String) throws -> String {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let file = tests.appending(path: "Cases/configuration/\(name).yml")
    return try String(contentsOf: file, encoding: .utf8)
}

extension ConfigurationFile {
    /// What is wrong, as it is printed.
    var complaints: [String] { diagnostics.map(\.description) }
}

/// A device of each base type, and one that is emulated.
let someDevices = """
    devices:
      charge_controller: {device_type: sungrow_charge_controller, port: /dev/ttyUSB0}
      inverter: {device_type: sungrow_inverter, port: /dev/ttyUSB0}
      outback: {device_type: outback_charge_controller, port: /dev/ttyUSB1}
      allegro: {device_type: allegro_inverter, port: /dev/ttyUSB2}
      twin: {device_type: sungrow_inverter_emulator, port: "loop://"}

    """
