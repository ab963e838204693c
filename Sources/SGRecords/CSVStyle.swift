/// How the rows of a CSV file are written.
public struct CSVStyle: Sendable, Equatable {
    /// What stands between cells.
    public var delimiter = CSVDelimiter.comma
    /// Whether times are ISO 8601 with offset and milliseconds, not `2026-01-02 03:04:05`.
    public var hasISO8601Times = false
    /// Whether a second header row has the units.
    public var hasUnits = false
    /// What becomes of suspect values.
    public var suspects = CSVSuspects.empty

    /// Creates the usual style: commas, plain times, no units, no suspect values.
    public init() {}
}
