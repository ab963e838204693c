/// How often something was wrong with what a line received, since its port was opened.
public struct LineErrors: Sendable, Equatable {
    /// Characters without their stop bit: the speed is wrong, or the line is disturbed.
    public var framing = 0
    /// Characters with a wrong parity bit.
    public var parity = 0
    /// Characters that came faster than they were read.
    public var overrun = 0
    /// Low levels that were longer than any character.
    public var breaks = 0

    /// Nothing was wrong.
    public init() {}
}

extension LineErrors: CustomStringConvertible {
    /// What was wrong, in words: `3 framing errors, 1 break`; empty when nothing was.
    public var description: String {
        let kinds = [
            (framing, "framing error"), (parity, "parity error"), (overrun, "overrun"),
            (breaks, "break"),
        ]
        return kinds.filter { $0.0 > 0 }
            .map { count, kind in "\(count) \(kind)\(count == 1 ? "" : "s")" }
            .joined(separator: ", ")
    }
}
