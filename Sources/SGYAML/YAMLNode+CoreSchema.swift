/// What plain scalars mean. Source: YAML 1.2.2, 10.3.2, "Tag Resolution" of the core schema.
extension YAMLNode {
    /// Whether the node is null: an empty plain scalar, `~`, `null`, `Null` or `NULL`.
    package var isNull: Bool {
        guard let plainText, plainText.utf8.count <= 4 else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(plainText)
    }

    /// The Boolean that a plain `true` or `false` (also `True`, `TRUE`, …) means; `nil` for anything
    /// else, so `yes`, `no`, `on` and `off` stay text.
    package var boolean: Bool? {
        switch plainText {
        case "true", "True", "TRUE": true
        case "false", "False", "FALSE": false
        default: nil
        }
    }

    /// The integer that a plain scalar means: decimal with an optional sign, `0x` and hex digits or
    /// `0o` and octal digits.
    ///
    /// `nil` for anything else and for what does not fit in an `Int`. `12:30` and `1_000` stay text,
    /// and a leading zero is only a zero: `010` is ten.
    package var integer: Int? {
        guard let plainText else { return nil }
        if plainText.hasPrefix("0x") {
            return unsignedInteger(plainText.dropFirst(2), radix: 16)
        }
        if plainText.hasPrefix("0o") {
            return unsignedInteger(plainText.dropFirst(2), radix: 8)
        }
        return Int(plainText)
    }

    /// The text of a scalar without quotes; `nil` for anything else.
    var plainText: String? {
        guard case .scalar(let text, isPlain: true) = content else { return nil }
        return text
    }
}

/// The value of digits without a sign; `Int` alone would let `0x-1` pass.
private func unsignedInteger(_ digits: Substring, radix: Int) -> Int? {
    guard let first = digits.first, first != "-", first != "+" else { return nil }
    return Int(digits, radix: radix)
}
