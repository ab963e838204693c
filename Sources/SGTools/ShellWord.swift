internal import SGBytes

/// A word as it must be written for a shell, without what commands the terminal that shows it.
///
/// Source: POSIX.1-2017, XCU 2.2 "Quoting" and 2.6.3 "Command Substitution".
func shellWord(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
        isDigit(byte) || (0x61...0x7A).contains(byte | 0x20) || "-_=./:,@+%".utf8.contains(byte)
    }
    guard !isPlain || word.isEmpty else { return word }
    let isShown = word.unicodeScalars.allSatisfy { !commandsTerminal($0) || $0 == "\n" }
    guard !isShown else { return inQuotes(word) }
    // What a substitution ends with it loses when it is a newline.
    let newlines = String(word.unicodeScalars.reversed().prefix { $0 == "\n" }.map(Character.init))
    let rest = word.unicodeScalars.dropLast(newlines.unicodeScalars.count)
    // A format that begins with a hyphen would be an option.
    let start = rest.first == "-" ? "\\055" : ""
    let format = start + rest.dropFirst(start.isEmpty ? 0 : 1).map(printfText).joined()
    return "\"$(printf '\(format)')\""
        + (newlines.isEmpty ? "" : inQuotes(newlines))
}

private func inQuotes(_ word: String) -> String {
    "'"
        + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
        + "'"
}

/// A character as the format of printf(1) writes it, between single quotes.
private func printfText(_ character: Unicode.Scalar) -> String {
    switch character {
    case "%": return "%%"
    case "'", "\\": break
    default: guard commandsTerminal(character) else { return String(character) }
    }
    return String(character).utf8.map { byte in
        let digits = String(byte, radix: 8)
        return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
    }.joined()
}
