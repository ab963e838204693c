import SGBytes
import SGDiagnostics

/// A field's name and what it shall hold.
public typealias FieldAssignment = (name: String, value: FieldValue)

extension Message {
    /// Builds the frame that carries field values.
    ///
    /// - Parameters:
    ///   - values: The values by name, each once. A field that is not given takes what `base`
    ///     holds, or the definition's default.
    ///   - address: The device's address, where the message has one; `nil` for that of `base`.
    ///   - base: A frame whose fields are kept. Of this message, every byte that no changed field
    ///     stands in stays as it is: leading zeros of a text, reserved bytes, bits without a name. Of
    ///     a page that shows the fields that this message sets, their texts stay as they are.
    /// - Throws: ``EncodeError`` for a value that is unknown, missing, of the wrong kind or out of
    ///   its range; nothing is ever cut or rounded to fit.
    public func encode(
        _ values: [FieldAssignment], address: UInt8? = nil, base: Frame? = nil
    ) throws(EncodeError) -> [UInt8] {
        try checkNames(of: values)
        var encoder = Encoder(message: self, given: values, isRounding: false)
        if let base { encoder.keep(base.fields) }
        let address = address ?? base?.address ?? 0
        let texts = base.flatMap { $0.message.texts(in: $0.bytes) }
        guard let base, base.message === self else {
            return try encode(encoder, address: address, texts: texts)
        }
        if encoder.changesNothing, base.address ?? address == address { return base.bytes }
        return try encode(encoder, address: address, texts: texts, over: base.bytes)
    }

    /// Builds the frame that carries field values, numbers rounded to what it has room for.
    func encode(
        rounding values: [FieldAssignment], address: UInt8
    ) throws(EncodeError) -> [UInt8] {
        try encode(
            Encoder(message: self, given: values, isRounding: true), address: address, texts: nil)
    }

    /// Builds the frame that an encoder's values make.
    ///
    /// - Parameters:
    ///   - texts: The texts of the fields that the encoder keeps, in a format of texts.
    ///   - base: A frame of this message, whose bytes are kept where no changed field stands.
    private func encode(
        _ encoder: Encoder, address: UInt8, texts: [[UInt8]]?, over base: [UInt8]? = nil
    ) throws(EncodeError) -> [UInt8] {
        switch format {
        case .fixed(let format):
            var frame = base ?? format.template(address: address)
            format.pattern.write(address: address, to: &frame)
            try encoder.writeSlots(to: &frame, isNew: base == nil)
            format.finish(&frame)
            return frame
        case .hexLine(let format):
            var contents = base.map { format.contents(of: $0.span) } ?? format.template()
            try encoder.writeSlots(to: &contents, isNew: base == nil)
            return format.frame(of: contents)
        case .separated(let format):
            let texts = try encoder.texts(keeping: texts)
            try check(texts, format.admits, "at most \(format.longestText) ASCII characters fit")
            return format.frame(of: texts, address: address)
        case .lines(let format):
            let texts = try encoder.texts(keeping: nil)
            try check(texts, format.admits, format.admitted)
            return format.frame(ofFields: texts)
        case .keyed(let format):
            return format.frame(of: try encoder.entries(for: format))
        }
    }

    /// Refuses texts of fields that the format has no room for, and says what it has room for.
    private func check(
        _ texts: [[UInt8]], _ admits: ([UInt8]) -> Bool, _ reason: String
    ) throws(EncodeError) {
        guard let (text, field) = zip(texts, fields).first(where: { !admits($0.0) }) else { return }
        throw .notRepresentable(
            field: field.name, found: String(decoding: utf8(latin1: text.span), as: UTF8.self),
            reason: reason)
    }

    /// The texts of a frame's fields as they stand there; `nil` in a format that has no such texts.
    private func texts(in frame: [UInt8]) -> [[UInt8]]? {
        guard case .separated(let format) = format else { return nil }
        return format.texts(in: frame)
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

extension DeviceType {
    /// The frame of one of this type's messages with its fields.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - values: What its fields hold, each once; a field that is not given takes the definition's
    ///     default.
    ///   - address: The device's address, where the message carries one; `nil` for that of `base`.
    ///   - base: A frame whose fields are kept where no value is given; see
    ///     ``Message/encode(_:address:base:)``.
    /// - Throws: ``EncodeError`` for a value that is unknown, missing, of the wrong kind or out of
    ///   its range.
    public func frame(
        of message: Message, with values: [FieldAssignment] = [], at address: UInt8? = nil,
        base: Frame? = nil
    ) throws(EncodeError) -> Frame {
        Frame(try message.encode(values, address: address, base: base), of: message, from: self)
    }
}
