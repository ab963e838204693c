/// The column or columns of a CSV file that one key of the records fills.
public struct CSVColumn: Sendable, Equatable {
    /// Which of a record's values go where.
    public enum Values: Sendable, Equatable {
        /// One value, in one column.
        case one
        /// Some elements of a list, each in a column of its own in the same row.
        case elements(Range<Int>)
        /// A list with one value for each of so many days, the newest first, each in a row of its own.
        case days(Int)
    }

    /// The key of its values.
    public let name: String
    /// Their unit, if they have one.
    public let unit: String?
    /// Which of a record's values go where.
    public let values: Values

    /// Creates a column.
    public init(name: String, unit: String? = nil, values: Values = .one) {
        self.name = name
        self.unit = unit
        self.values = values
    }

    /// What the header calls it: its key, with the number of each element, counted from 1, behind it.
    public var titles: [String] {
        switch values {
        case .one, .days: [name]
        case .elements(let elements): elements.map { "\(name)_\($0 + 1)" }
        }
    }
}
