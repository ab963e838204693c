internal import ArgumentParser

/// The value of an option, which says what it may be when it is something else.
protocol OptionValue: ExpressibleByArgument {
    /// What the value may be, for messages: `expected …`.
    static var expected: String { get }
}

extension OptionValue {
    /// Reads the value of an option.
    ///
    /// - Throws: `UnexpectedValue` for any other text.
    static func read(_ argument: String) throws -> Self {
        guard let value = Self(argument: argument) else {
            throw UnexpectedValue(description: "expected \(expected)")
        }
        return value
    }
}

/// Why the text of an option is no value of it.
struct UnexpectedValue: Error, CustomStringConvertible {
    let description: String
}
