/// Why field values make no message.
public enum EncodeError: Error, Sendable, Equatable {
    /// A name that is none of the message's fields, and the nearest that is.
    case unknownField(String, nearest: String?)
    /// Fields that the message needs and that were not given.
    case missingFields([String])
    /// A value of the wrong kind, and what would be right.
    case wrongKind(field: String, found: String, expected: String)
    /// A number outside the range that the definition allows.
    case outOfRange(field: String, found: String, minimum: String, maximum: String)
    /// A value that the frame has no way to carry, and why.
    case notRepresentable(field: String, found: String, reason: String)
    /// A device address outside the range that the definition allows.
    case badAddress(UInt8)
}

extension EncodeError {
    /// The field that it is about; `nil` when that is none, or several.
    package var field: String? {
        switch self {
        case .unknownField(let name, _): name
        case .wrongKind(let field, _, _), .outOfRange(let field, _, _, _),
            .notRepresentable(let field, _, _):
            field
        case .missingFields, .badAddress: nil
        }
    }
}

extension EncodeError: CustomStringConvertible {
    /// What was found and what was expected.
    public var description: String {
        switch self {
        case .unknownField(let name, let nearest):
            "no field '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
        case .missingFields(let names):
            "missing: \(names.joined(separator: ", "))"
        case .wrongKind(let field, let found, let expected):
            "\(field): found '\(found)', expected \(expected)"
        case .outOfRange(let field, let found, let minimum, let maximum):
            "\(field): \(found) is not between \(minimum) and \(maximum)"
        case .notRepresentable(let field, let found, let reason):
            "\(field): '\(found)' cannot be sent: \(reason)"
        case .badAddress(let address):
            "the device type has no address \(address)"
        }
    }
}
