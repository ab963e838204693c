/// The bytes of a text of the command line, one for each character.
///
/// `\r`, `\n`, `\t`, `\0`, `\\` and `\x` with two hex digits stand for the byte they usually do.
///
/// - Returns: `nil` for a character beyond `ÿ`, or another escape.
func bytes(escapedText text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
        let byte = scalar == "\\" ? escapedByte(&rest) : UInt8(exactly: scalar.value)
        guard let byte else { return nil }
        bytes.append(byte)
    }
    return bytes
}

private func escapedByte(_ rest: inout Substring.UnicodeScalarView) -> UInt8? {
    switch rest.popFirst() {
    case "r": return 0x0D
    case "n": return 0x0A
    case "t": return 0x09
    case "0": return 0
    case "\\": return UInt8(ascii: "\\")
    case "x":
        let digits = String(rest.prefix(2))
        rest = rest.dropFirst(2)
        return digits.utf8.count == 2 && !digits.hasPrefix("+") ? UInt8(digits, radix: 16) : nil
    default: return nil
    }
}
