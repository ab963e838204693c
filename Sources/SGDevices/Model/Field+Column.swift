package import SGRecords

extension Field {
    /// What it fills of a CSV file.
    package var column: CSVColumn {
        CSVColumn(name: name, unit: unit, kind: kind.columnKind, values: shape.columnValues)
    }
}

extension Message {
    /// The columns of its CSV files after that of the time.
    package var columns: [CSVColumn] { fields.map(\.column) }

    /// Whether its CSV files have one row a day.
    package var isPageOfDays: Bool { fields.contains(where: \.shape.isDaily) }
}

extension Field.Kind {
    fileprivate var columnKind: CSVColumn.Kind {
        switch self {
        case .number: .number
        case .bool: .bool
        case .text, .datetime: .text
        case .choice: .choice
        }
    }
}

extension Field.Shape {
    fileprivate var columnValues: CSVColumn.Values {
        switch self {
        case .single: .one
        case .list(let count): .elements(0..<count)
        case .daily(let count): .days(count)
        }
    }
}
