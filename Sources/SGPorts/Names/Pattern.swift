internal import Glibc

/// A regular expression.
///
/// The corresponding C functions are `regcomp` and `regexec`, for extended expressions in any case.
final class Pattern {
    private var compiled = regex_t()

    /// Compiles a regular expression.
    ///
    /// - Parameters:
    ///   - expression: The expression.
    ///   - url: The URL it is from, for messages.
    /// - Throws: `PortError.malformed` when it is none.
    init(_ expression: String, of url: String) throws(PortError) {
        let result = regcomp(&compiled, expression, REG_EXTENDED | REG_ICASE | REG_NOSUB)
        guard result != 0 else { return }
        var reason = [CChar](repeating: 0, count: 128)
        regerror(result, &compiled, &reason, reason.count)
        throw .malformed(
            url, found: "'\(expression)' (\(text(reason)))", expected: "a regular expression")
    }

    deinit {
        regfree(&compiled)
    }

    /// Whether it fits some part of a text.
    func matches(_ text: String) -> Bool {
        regexec(&compiled, text, 0, nil, 0) == 0
    }
}
