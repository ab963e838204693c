/// One column of a CSV file.
public struct CSVColumn: Sendable, Equatable {
    /// The key of its values.
    public let name: String
    /// Their unit, if they have one.
    public let unit: String?
    /// How many values a record has for it: 1, or one a day for so many days, newest first.
    public let count: Int

    /// Creates a column.
    public init(name: String, unit: String? = nil, count: Int = 1) {
        self.name = name
        self.unit = unit
        self.count = count
    }
}

/// How the rows of a CSV file are written.
public struct CSVStyle: Sendable, Equatable {
    /// What stands between cells.
    public var delimiter = CSVDelimiter.comma
    /// Whether times are ISO 8601 with offset and milliseconds, not `2026-01-02 03:04:05`.
    public var hasISO8601Times = false
    /// Whether a second header row has the units.
    public var hasUnits = false

    /// Creates the usual style: commas, plain times, no units.
    public init() {}
}
