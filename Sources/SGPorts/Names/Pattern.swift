internal import Glibc

/// A regular expression.
///
/// The corresponding C functions are `regcomp` and `regexec`, for extended expressions in any case.
final class Pattern {
    private var compiled = regex_t()

    /// Compiles a regular expression.
    ///
    /// - Parameters:
    ///   - text: The expression.
    ///   - url: The URL it is from, for messages.
    /// - Throws: `PortError.malformed` when it is none.
    init(_ text: String, of url: String) throws(PortError) {
        let result = regcomp(&compiled, text, REG_EXTENDED | REG_ICASE | REG_NOSUB)
        guard result != 0 else { return }
        var reason = [CChar](repeating: 0, count: 128)
        regerror(result, &compiled, &reason, reason.count)
        let bytes = reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        throw .malformed(
            url, found: "'\(text)' (\(String(decoding: bytes, as: UTF8.self)))",
            expected: "a regular expression")
    }

    deinit {
        regfree(&compiled)
    }

    /// Whether it fits some part of a text.
    func matches(_ text: String) -> Bool {
        regexec(&compiled, text, 0, nil, 0) == 0
    }
}
