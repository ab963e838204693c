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

    /// What a value must be to stand in a column.
    public enum Kind: Sendable, Equatable {
        /// Anything.
        case any
        /// A number.
        case number
        /// True or false.
        case bool
        /// A text, also that of a date.
        case text
        /// The name of a choice, or true or false.
        case choice
    }

    /// The key of its values.
    public let name: String
    /// Their unit, if they have one.
    public let unit: String?
    /// What its values must be; others leave their cell empty.
    public let kind: Kind
    /// Which of a record's values go where.
    public let values: Values

    /// Creates a column.
    public init(name: String, unit: String? = nil, kind: Kind = .any, values: Values = .one) {
        self.name = name
        self.unit = unit
        self.kind = kind
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

extension CSVColumn {
    /// What of it has a title: all of it under its key, or one element of a list; `nil` for none.
    package func part(titled title: String) -> CSVColumn? {
        if title == name { return self }
        guard case .elements(let elements) = values,
            let place = elements.first(where: { title == "\(name)_\($0 + 1)" })
        else { return nil }
        return CSVColumn(name: name, unit: unit, kind: kind, values: .elements(place..<place + 1))
    }
}

extension CSVColumn.Kind {
    /// Whether a value of a kind may stand in a column of this one.
    @inline(__always)
    func takes(_ kind: JSONKind) -> Bool {
        switch (self, kind) {
        case (.any, _), (_, .null), (.number, .number), (.bool, .true), (.bool, .false),
            (.text, .string), (.text, .escapedString), (.choice, .string),
            (.choice, .escapedString), (.choice, .true), (.choice, .false):
            true
        default: false
        }
    }
}
