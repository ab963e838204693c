/// What an emulator asks of a message.
extension Message {
    /// The fields without which a frame would be none of this message.
    var requiredNames: [String] {
        steps.filter { !isOptional($0) }.map { fields[$0.field].name }
    }

    /// The fields that a frame may hold, but for those that other values rule out.
    func optionalNames(calledForBy value: (String) -> FieldValue?) -> [String] {
        steps.filter { step in
            guard case .selected(let selector, let mask, let raw) = step.presence else {
                return isOptional(step)
            }
            let chooser = steps.first { $0.slot == selector && $0.mask == mask }
            let chosen = chooser.flatMap { value(fields[$0.field].name) }
            return chosen?.isSame(as: .number(String(chooser?.slice(of: raw) ?? raw))) ?? false
        }.map { fields[$0.field].name }
    }

    private func isOptional(_ step: FieldStep) -> Bool {
        switch (step.presence, format) {
        case (_, .keyed), (.selected, _): true
        case (.always, _), (.firstPattern, _), (.otherwise, _): false
        }
    }

    /// A field's value with the digits that the frame carried: leading zeros of a text matter.
    func written(_ field: DecodedField, in frame: [UInt8]) -> FieldValue {
        guard case .number = field.value,
            let step = steps.first(where: { fields[$0.field].name == field.name }),
            step.notation != .text, step.isWrittenAsItIs
        else { return field.value }
        return .number(String(decoding: frame[field.place], as: UTF8.self))
    }
}
