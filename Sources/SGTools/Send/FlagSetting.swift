internal import ArgumentParser
internal import SGPorts

/// A modem line and the level that it is to have, such as `RTS=low`.
struct FlagSetting: OptionValue {
    static let expected = "RTS=high, RTS=low, DTR=high or DTR=low"

    private enum Line: String {
        case rts, dtr
    }

    private let line: Line
    private let level: Level

    /// Reads `RTS` or `DTR`, `=`, and `high` or `low`; `nil` for any other text.
    init?(argument: String) {
        let parts = argument.lowercased().split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, let line = Line(rawValue: String(parts[0])),
            let level = Level(rawValue: String(parts[1]))
        else { return nil }
        self.line = line
        self.level = level
    }

    /// Sets the line.
    func apply(to port: Port) throws(PortError) {
        switch line {
        case .rts: try port.set(rts: level == .high)
        case .dtr: try port.set(dtr: level == .high)
        }
    }
}
