internal import SGDevices

extension Configuration {
    /// A system of one of the devices and those that are emulated at its port.
    ///
    /// It is asked for every message that is kept of it, or for its status page; everything that it
    /// says goes to standard output.
    ///
    /// - Returns: `nil` when there is no such device, or it is emulated.
    package func only(_ name: String) -> Configuration? {
        guard var device = devices.first(where: { $0.name == name && !$0.isEmulated }) else {
            return nil
        }
        let kept =
            device.streams.isEmpty
            ? device.type.pages.filter { $0.name == "status_page" }
            : device.streams.map(\.message)
        var system = self
        system.lines = [lines[device.line]]
        system.actions = kept.map { page in
            Action(
                kind: .query(
                    device.type.queries(of: page).first ?? page, values: [],
                    timeout: device.type.timing.reply, retries: 0),
                device: 0)
        }
        let emulated = devices.filter { $0.isEmulated && $0.line == device.line }
        device.line = 0
        device.streams = device.type.pages.map {
            DataStream(message: $0, destination: .standardOutput)
        }
        system.devices =
            [device]
            + emulated.map { emulated in
                var emulated = emulated
                emulated.line = 0
                return emulated
            }
        return system
    }
}
