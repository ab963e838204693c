/// One field of a decoded frame.
public struct DecodedField: Sendable {
    /// Its name: the definition's, or the label of one that the definition does not know.
    public let name: String
    /// The unit of its numbers, if it has one.
    public let unit: String?
    /// Where in the frame it stands, in bytes; empty when it does not stand there at all.
    public let place: Range<Int>
    /// What it holds.
    public internal(set) var value = FieldValue.noData
    /// Whether the value is outside its plausible range or its enumeration, or not of its kind.
    public internal(set) var isSuspect = false
}

extension Message {
    /// The fields of a frame.
    ///
    /// - Parameter frame: The bytes that were recognised as this message.
    /// - Throws: ``Mismatch`` when they are no such message.
    public func decode(_ frame: [UInt8]) throws(Mismatch) -> [DecodedField] {
        if let mismatch = mismatch(frame.span) { throw mismatch }
        return fields(of: frame.span)
    }

    /// The fields of a valid frame.
    func fields(of frame: borrowing Span<UInt8>) -> [DecodedField] {
        var collector = FieldCollector(message: self)
        decode(frame, into: &collector)
        return collector.fields
    }
}

/// Collects decoded fields as values.
private struct FieldCollector: FieldSink {
    let message: Message
    var fields: [DecodedField] = []
    var list: [FieldValue]?

    mutating func begin(field index: Int, key: borrowing Span<UInt8>, at place: Range<Int>) {
        let field = message.fields[index]
        fields.append(DecodedField(name: field.name, unit: field.unit, place: place))
    }

    mutating func begin(unknown label: borrowing Span<UInt8>, at place: Range<Int>) {
        fields.append(DecodedField(name: decoded(label), unit: nil, place: place))
    }

    private mutating func take(_ value: FieldValue) {
        if list != nil {
            list?.append(value)
        } else {
            fields[fields.count - 1].value = value
        }
    }

    mutating func number(_ value: ExactDecimal) { take(.number(value.description)) }

    mutating func number(_ numeral: Numeral, of text: borrowing Span<UInt8>) {
        let whole = decoded(text.extracting(numeral.whole))
        let fraction = decoded(text.extracting(numeral.fraction))
        let sign = numeral.isNegative ? "-" : ""
        take(.number(fraction.isEmpty ? sign + whole : "\(sign)\(whole).\(fraction)"))
    }

    mutating func bool(_ value: Bool) { take(.bool(value)) }
    mutating func text(_ text: borrowing Span<UInt8>) { take(.text(decoded(text))) }
    mutating func choice(_ choice: Choice) { take(choice.value) }
    mutating func noData() { take(.noData) }
    mutating func beginList() { list = [] }

    mutating func endList() {
        fields[fields.count - 1].value = .list(list ?? [])
        list = nil
    }

    mutating func suspect() { fields[fields.count - 1].isSuspect = true }

    private func decoded(_ text: borrowing Span<UInt8>) -> String {
        String(decoding: utf8(latin1: text), as: UTF8.self)
    }
}
