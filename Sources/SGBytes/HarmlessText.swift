/// Whether a character commands a terminal instead of showing: a control character, or a mark that
/// changes the order in which others are shown.
///
/// Source: The Unicode Standard 15.0, 23.1 "Control Codes", and UAX #9, 2 "Directional Formatting
/// Characters"; also the line separators U+2028 and U+2029.
package func commandsTerminal(_ character: Unicode.Scalar) -> Bool {
    switch character.value {
    case 0..<0x20, 0x7F...0x9F, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
}

/// A text whose characters that command a terminal are spelled out: `\u{1B}`.
///
/// What is printed quotes what came from files, devices, command lines and the environment.
///
/// - Parameter keepsLines: Whether newlines stay as they are.
package func harmless(_ text: String, keepsLines: Bool = false) -> String {
    func isKept(_ scalar: Unicode.Scalar) -> Bool {
        !commandsTerminal(scalar) || (keepsLines && scalar == "\n")
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

/// A message without what commands a terminal, in as many lines as it has hints.
///
/// A newline in a name that it quotes must not make another message.
package func harmlessMessage(_ message: String) -> String {
    let newline: Unicode.Scalar = "\n"
    let lines = message.unicodeScalars.split(separator: newline, omittingEmptySubsequences: false)
        .map { harmless(String($0)) }
    return lines.dropFirst().reduce(lines.first ?? "") { text, line in
        text + (["  hint: ", "  - "].contains(where: line.hasPrefix) ? "\n" : "\\u{A}") + line
    }
}

/// A text on one line, without what commands a terminal.
package func singleLine(_ text: String) -> String {
    harmless(String(text.map { $0.isNewline ? " " : $0 }))
}
