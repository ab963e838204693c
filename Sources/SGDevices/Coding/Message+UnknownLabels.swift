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

    /// Whether a text is a field's name, any `_` behind it aside.
    private func isFieldName(_ text: [UInt8]) -> Bool {
        fields.contains { field in
            let name = field.name.utf8
            return text.starts(with: name)
                && text.dropFirst(name.count).allSatisfy { $0 == underscore }
        }
    }
}

private let underscore = UInt8(ascii: "_")
