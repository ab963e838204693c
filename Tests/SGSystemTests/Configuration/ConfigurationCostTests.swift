import SGSystem
import SGTestSupport
import Testing

/// Configurations of eight times the size, right and wrong, take about eight times as long to read.
@Suite struct ConfigurationCostTests {
    struct Configurations: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let count: Int
        let text: @Sendable (Int) -> String

        init(_ name: String, from count: Int, _ text: @escaping @Sendable (Int) -> String) {
            testDescription = name
            self.count = count
            self.text = text
        }
    }

    static let configurations = [
        Configurations("devices", from: 100) { count in
            devices(count) { "device_type: outback_charge_controller, port: /dev/tty\($0)" }
        },
        Configurations("devices at one port", from: 100) { count in
            devices(count) { _ in "device_type: outback_charge_controller, port: /dev/tty" }
        },
        Configurations("pseudo-terminals", from: 100) { count in
            devices(count) { "device_type: outback_charge_controller, port: 'pty:p\($0)'" }
        },
        Configurations("unknown device types", from: 200) { count in
            devices(count) { "device_type: type_\($0), port: /dev/tty\($0)" }
        },
        Configurations("unknown keys", from: 100) { count in
            devices(count) {
                "device_type: outback_charge_controller, port: /dev/tty\($0), key_\($0): 1"
            }
        },
        Configurations("unknown messages", from: 100) { count in
            devices(count) {
                "device_type: outback_charge_controller, port: /dev/tty\($0), "
                    + "data_streams: {page_\($0): a.csv}"
            }
        },
        Configurations("unknown devices", from: 100) { count in
            devices(count) { "device_type: outback_charge_controller, port: /dev/tty\($0)" }
                + "actions:\n"
                + (0..<count).map {
                    "- {action: send, device: e\($0), message_type: m\($0)}\n"
                }.joined()
        },
    ]

    @Test(arguments: configurations)
    func `the time grows with the size, not with its square`(configurations: Configurations) {
        let growth = growth(from: configurations.count) { count in
            _ = ConfigurationFile(
                Array(configurations.text(count).utf8), file: "x",
                catalog: DeviceCatalog(environment: [:]))
        }
        #expect(growth < quadraticGrowth)
    }

    private static func devices(_ count: Int, _ device: (Int) -> String) -> String {
        "period: 1 m\ndevices:\n" + (0..<count).map { "  d\($0): {\(device($0))}\n" }.joined()
    }
}
