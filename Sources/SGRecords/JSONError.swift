/// Why a line is not one JSON object.
public struct JSONError: Error, Sendable, Equatable {
    /// Where the line stops being right, in bytes from 0.
    public let offset: Int
    /// What was expected and what was found; no capital letter, no final period.
    public let message: String
}

extension JSONError: CustomStringConvertible {
    /// The message, and the place unless that is the very first byte.
    public var description: String {
        offset == 0 ? message : "\(message) at byte \(offset)"
    }
}

extension JSONError {
    /// The error of a scanner that met something else than it expected.
    init(expected: StaticString, at offset: Int, in scanner: JSONScanner) {
        self.init(
            offset: offset,
            message: "expected \(expected), found \(scanner.description(at: offset))")
    }
}
