package import SGDevices

extension FieldValue {
    /// Reads the value of a field as a person writes it.
    ///
    /// What it may be is for the encoder to judge. `null` is "no data"; a whole number may be
    /// hexadecimal, with `0x`; the values of a list are separated by commas.
    package init(argument: String, for field: Field) {
        if field.shape.count > 1 {
            self = .list(argument.split(separator: ",").map { FieldValue(String($0), of: field) })
        } else {
            self.init(argument, of: field)
        }
    }

    /// Reads one value of a field, or of its list, as a person writes it.
    package init(_ text: String, of field: Field) {
        let flags = ["true": true, "True": true, "false": false, "False": false]
        switch field.kind {
        case _ where text == "null":
            self = .noData
        case .number:
            self = .number(digits(of: text))
        case .bool:
            self = flags[text].map { .bool($0) } ?? .text(text)
        case .choice:
            let isFlag = field.choices.contains { $0.value == flags[text].map { .bool($0) } }
            let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            self = isFlag ? .bool(flags[text] == true) : isNumber ? .number(text) : .text(text)
        case .text, .datetime:
            self = .text(text)
        }
    }
}

/// The decimal digits of a number: without a plus sign, and not in hexadecimal.
private func digits(of text: String) -> String {
    if text.hasPrefix("0x"), !text.hasPrefix("0x+"),
        let number = UInt32(text.dropFirst(2), radix: 16)
    {
        return String(number)
    }
    return text.hasPrefix("+") && !text.hasPrefix("+-") ? String(text.dropFirst()) : text
}
