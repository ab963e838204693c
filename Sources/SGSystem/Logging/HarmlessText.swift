/// A text whose control characters are spelled out: `\u{1B}`.
///
/// Messages quote what came from files and devices, which must not command the terminal.
///
/// - Parameter keepsLines: Whether newlines stay as they are.
package func harmless(_ text: String, keepsLines: Bool = true) -> String {
    func isKept(_ scalar: Unicode.Scalar) -> Bool {
        !isControl(scalar) || (keepsLines && scalar == "\n")
    }
    guard !text.unicodeScalars.allSatisfy(isKept) else { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
        if isKept(scalar) {
            result.unicodeScalars.append(scalar)
        } else {
            result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        }
    }
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
}
