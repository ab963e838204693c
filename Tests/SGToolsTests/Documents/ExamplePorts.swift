import Foundation
import SGTestSupport

/// The serial ports of the examples, at which emulated devices are.
final class ExamplePorts {
    private static let ports = ["/dev/ttyUSB0", "/dev/ttyUSB1"]
    /// A line that another machine shares.
    private static let remote = "rfc2217://gateway:2217"

    private let places: ExamplePlaces
    private var emulators: [String: (types: [String], tool: RunningTool)] = [:]
    private var server: Ser2net?

    init(_ places: ExamplePlaces) {
        self.places = places
    }

    /// Puts devices at the ports that a command needs.
    ///
    /// - Parameters:
    ///   - text: The command and the configurations that it reads.
    ///   - output: What it prints.
    func open(for text: String, showing output: [String]) throws {
        let types = try types(for: text + output.joined())
        for port in Self.ports.map(places.here) where text.contains(port) {
            try emulate(types, at: port)
        }
        if text.contains(Self.remote) {
            let port = places.here(Self.ports[0])
            try emulate(types, at: port)
            server = try Ser2net(at: port)
        }
    }

    /// A command that finds the line of the other machine.
    func here(_ command: String) -> String {
        guard let server else { return command }
        // A pseudo-terminal has no RTS and DTR that ser2net could answer for.
        return command.replacing(Self.remote, with: server.url + "?ign_set_control")
    }

    /// The devices that a command is meant for; it is one of those that are the example of all
    /// pages when it names none.
    private func types(for text: String) throws -> [String] {
        let folder = packageFile("Sources/SGDevices/Definitions").path
        let types = try FileManager.default.contentsOfDirectory(atPath: folder)
            .map { $0.replacing(".yaml", with: "") }
        let named = types.filter(text.contains).sorted()
        if !named.isEmpty { return named }
        return text.contains("sg-listen ")
            ? ["victron_vedirect"] : ["sungrow_charge_controller", "sungrow_inverter"]
    }

    private func emulate(_ types: [String], at port: String) throws {
        if emulators[port]?.types == types { return }
        if let (_, tool) = emulators.removeValue(forKey: port) {
            tool.interrupt()
            _ = try tool.end()
        }
        let tool = try RunningTool(
            "sg-emulate", types.flatMap { ["-d", $0] } + ["pty:\(port)"])
        try tool.waitForMessage("the other end of")
        emulators[port] = (types, tool)
    }
}
