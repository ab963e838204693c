/// What a field of a message holds.
public enum FieldValue: Sendable, Hashable {
    /// A number, as its decimal digits: never rounded, and with the places the wire carried.
    case number(String)
    /// A switch or a flag.
    case bool(Bool)
    /// A text, a name out of an enumeration, or a date and time as `YYYY-MM-DD HH:MM:SS`.
    case text(String)
    /// The device says that it has no value; `null` in a record, an empty cell in a CSV file.
    case noData
    /// The values of a column, such as one a day.
    case list([FieldValue])
}

extension FieldValue {
    /// The exact number; `nil` for what is no number, or has more than 18 digits.
    public var decimal: ExactDecimal? {
        guard case .number(let digits) = self else { return nil }
        return ExactDecimal(digits)
    }

    /// The binary floating-point number that is nearest; `nil` for what is no number.
    public var double: Double? {
        guard case .number(let digits) = self else { return nil }
        return Double(digits)
    }
}

extension FieldValue: CustomStringConvertible {
    /// The value as a person reads it.
    public var description: String {
        switch self {
        case .number(let digits): digits
        case .bool(let value): value ? "true" : "false"
        case .text(let text): text
        case .noData: "no data"
        case .list(let values): values.map(\.description).joined(separator: " ")
        }
    }
}
