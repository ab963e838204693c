import SGBytes
import SGDiagnostics

/// A field's name and what it shall hold.
public typealias FieldAssignment = (name: String, value: FieldValue)

extension Message {
    /// Builds the frame that carries field values.
    ///
    /// - Parameters:
    ///   - values: The values by name, each once. A field that is not given takes the definition's
    ///     default, or what `base` holds.
    ///   - address: The device's address, where the message has one.
    ///   - base: A valid frame of this message, whose every byte that no changed field stands in is
    ///     kept as it is: leading zeros of a text, reserved bytes, bits without a name.
    /// - Throws: ``EncodeError`` for a value that is unknown, missing, of the wrong kind or out of
    ///   its range; nothing is ever cut or rounded to fit.
    public func encode(
        _ values: [FieldAssignment], address: UInt8 = 0, base: [UInt8]? = nil
    ) throws(EncodeError) -> [UInt8] {
        try checkNames(of: values)
        let before = base.flatMap { base in (try? decode(base)).map { (base, $0) } }
        var encoder = Encoder(message: self, address: address, given: values)
        if let (base, fields) = before {
            encoder.keep(fields)
            if encoder.changesNothing { return base }
        }
        switch format {
        case .fixed(let format):
            var frame = before?.0 ?? format.template(address: address)
            try encoder.writeSlots(to: &frame, isNew: before == nil)
            format.finish(&frame)
            return frame
        case .hexLine(let format):
            var contents = before.map { format.contents(of: $0.0.span) } ?? format.template()
            try encoder.writeSlots(to: &contents, isNew: before == nil)
            return format.frame(of: contents)
        case .separated(let format):
            let texts = try encoder.texts(keeping: before.map { format.texts(in: $0.0) })
            for (text, field) in zip(texts, fields) where !format.admits(text) {
                throw .notRepresentable(
                    field: field.name, found: String(decoding: text, as: UTF8.self),
                    reason: "at most \(format.longestText) ASCII characters fit")
            }
            return format.frame(of: texts, address: address)
        case .lines(let format):
            return format.frame(ofFields: try encoder.texts(keeping: nil))
        case .keyed(let format):
            return format.frame(of: try encoder.entries(for: format))
        }
    }

    private func checkNames(of values: [FieldAssignment]) throws(EncodeError) {
        if case .keyed = format { return }
        for (name, _) in values where !fields.contains(where: { $0.name == name }) {
            throw .unknownField(name, nearest: nearestWord(to: name, among: fields.map(\.name)))
        }
    }
}

extension SeparatedFormat {
    fileprivate func texts(in frame: [UInt8]) -> [[UInt8]] {
        texts(of: frame.span).map { Array(frame[$0]) }
    }
}

extension LinesFormat {
    /// Builds a page from the texts of its fields, which only some of its lines have.
    fileprivate func frame(ofFields texts: [[UInt8]]) -> [UInt8] {
        var rest = texts[...]
        return frame(
            of: lines.map { line in
                if case .none = line.value { return [] }
                return rest.popFirst() ?? []
            })
    }
}
