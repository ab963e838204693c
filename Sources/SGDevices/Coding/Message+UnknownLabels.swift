import SGBytes

/// Labels that the definition does not know, which are the names of their texts in a record.
///
/// One that is a field's name, which another label has on the wire, gets a `_` behind it, for a record
/// has no key twice; one that would then be the same as that gets another.
extension Message {
    /// The name of a text with an unknown label.
    func name(ofUnknown label: [UInt8]) -> [UInt8] {
        isFieldName(label) ? label + [underscore] : label
    }

    /// The unknown label of the text with a name.
    func label(ofUnknown name: [UInt8]) -> [UInt8] {
        name.last == underscore && isFieldName(name) ? name.dropLast() : name
    }

    /// Whether an unknown label may be a known one, missing in its block, that was damaged: it is not
    /// made as labels are, or has a bit of that label turned or its characters changed about.
    func isDamaged(_ label: [UInt8], among labels: [[UInt8]]) -> Bool {
        guard isPlainLabel(label) else { return true }
        return wireLabels.contains { known in
            isNear(label, to: known) && !labels.contains(known)
        }
    }

    /// Whether a label is made of letters, digits, `_` and `#`, a letter first.
    private func isPlainLabel(_ label: [UInt8]) -> Bool {
        guard let first = label.first, isLetter(first) else { return false }
        return label.allSatisfy {
            isLetter($0) || isDigit($0) || $0 == underscore || $0 == UInt8(ascii: "#")
        }
    }

    private func isNear(_ label: [UInt8], to known: [UInt8]) -> Bool {
        guard label.count == known.count else { return false }
        let turnedBits = zip(label, known).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount }
        return turnedBits == 1 || label.sorted() == known.sorted()
    }

    /// Whether a text is a field's name, any `_` behind it aside.
    private func isFieldName(_ text: [UInt8]) -> Bool {
        fields.contains { field in
            let name = field.name.utf8
            return text.starts(with: name)
                && text.dropFirst(name.count).allSatisfy { $0 == underscore }
        }
    }
}

private func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

private let underscore = UInt8(ascii: "_")
