internal import SGBytes
internal import SGRecords
internal import SGSystem

/// What `sg-run --status` prints: what is remembered of a system.
struct StatusReport {
    private let configuration: Configuration
    private let state: RunState
    private var clock = LocalClock()

    /// Makes a report on a system.
    init(on configuration: Configuration, _ state: RunState) {
        self.configuration = configuration
        self.state = state
    }

    /// The report: a line for the system and one for each device.
    mutating func lines() -> [String] {
        let run = state.lastRun.map { "last run at \(shown($0))" } ?? "no run is remembered"
        let devices = configuration.devices.filter { !$0.isEmulated }.map { device in
            [device.name, describe(state.devices[device.name])]
        }
        return ["\(configuration.file): \(run)"] + table(devices)
    }

    private mutating func describe(_ device: RunState.Device?) -> String {
        guard let device else { return "has not been asked yet" }
        let last = device.lastAnswer.map { "last message at \(shown($0))" } ?? "never heard of"
        guard !device.hasAnswered else { return "answers, \(last)" }
        let runs = device.failures == 1 ? "1 run" : "\(device.failures) runs"
        return "has not answered for \(runs), \(last)"
    }

    private mutating func shown(_ time: Timestamp) -> String {
        var writer = ByteWriter()
        writer.append(plain: clock.show(time))
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
