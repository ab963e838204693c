/// What takes the fields of a frame as they are decoded, in order.
///
/// The one decoder serves records (JSON text, no value is ever built), the library's callers
/// (values) and explanations (values and their places).
protocol FieldSink: ~Copyable {
    /// Starts a field; its value follows.
    ///
    /// - Parameters:
    ///   - index: Its index in the message's fields.
    ///   - key: Its name as the key of a record: a comma, the name in quotes, a colon.
    ///   - place: Where in the frame it stands.
    mutating func begin(field index: Int, key: borrowing Span<UInt8>, at place: Range<Int>)
    /// Starts a value under a label that the definition does not know.
    mutating func begin(unknown label: borrowing Span<UInt8>, at place: Range<Int>)
    mutating func number(_ value: ExactDecimal)
    /// Takes a number with too many digits for ``ExactDecimal``.
    mutating func number(_ numeral: Numeral, of text: borrowing Span<UInt8>)
    mutating func bool(_ value: Bool)
    /// Takes a text as the wire carried it: any bytes.
    mutating func text(_ text: borrowing Span<UInt8>)
    mutating func choice(_ choice: Choice)
    mutating func noData()
    mutating func beginList()
    mutating func endList()
    /// Names the field begun last as one whose value is not plausible.
    mutating func suspect()
}
