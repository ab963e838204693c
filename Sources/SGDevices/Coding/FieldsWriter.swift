public import SGBytes
import SGRecords

/// Writes the fields of frames as records carry them: the keys `fields` and `suspect`.
public struct FieldsWriter: ~Copyable {
    /// The record that is written to; between frames an empty one.
    private var record = ByteWriter(capacity: 0)
    /// The names of suspect fields, from the bracket on; empty when there are none.
    private var suspects = ByteWriter()

    private var isInList = false
    private var isFirstInList = false
    private var currentKey = 0..<0
    private var isSuspect = false

    /// Creates a writer that is used for one frame after another.
    public init() {}

    /// Appends the fields of a frame, and the names of those that are suspect, to a record.
    ///
    /// - Parameters:
    ///   - frame: The bytes that were recognised as `message`.
    ///   - message: The kind of message they are.
    ///   - output: Where the record is being written: it has a key, and no brace closes it yet.
    /// - Throws: ``Mismatch`` when the bytes are no such message; nothing is appended then.
    public mutating func append(
        _ frame: borrowing Span<UInt8>, of message: Message, to output: inout ByteWriter
    ) throws(Mismatch) {
        if let mismatch = message.mismatch(frame) { throw mismatch }
        append(valid: frame, of: message, to: &output)
    }

    /// Appends the fields of bytes that are a valid frame of a message.
    mutating func append(
        valid frame: borrowing Span<UInt8>, of message: Message, to output: inout ByteWriter
    ) {
        swap(&record, &output)
        record.append(",\"fields\":")
        let start = record.count
        message.decode(frame, into: &self)
        // Every key came with a comma before it; the first one's becomes the brace.
        if record.count == start { record.append(",") }
        record.replace(at: start, with: UInt8(ascii: "{"))
        record.append("}")
        appendSuspects()
        swap(&record, &output)
    }

    /// Appends the fields of a frame that stands in a writer of its own.
    ///
    /// - Throws: ``Mismatch`` when the bytes are no such message; nothing is appended then.
    public mutating func append(
        _ frame: borrowing ByteWriter, of message: Message, to output: inout ByteWriter
    ) throws(Mismatch) {
        try frame.withSpan { (bytes) throws(Mismatch) in
            try append(bytes, of: message, to: &output)
        }
    }

    private mutating func appendSuspects() {
        guard !suspects.isEmpty else { return }
        record.append(",\"suspect\":")
        suspects.withSpan { record.append($0) }
        record.append("]")
        suspects.removeAll()
    }
}

extension FieldsWriter: FieldSink {
    @inline(__always)
    mutating func begin(field index: Int, key: borrowing Span<UInt8>, at place: Range<Int>) {
        isSuspect = false
        let start = record.count
        record.append(key)
        currentKey = Range(uncheckedBounds: (start &+ 1, record.count &- 1))
    }

    mutating func begin(unknown label: borrowing Span<UInt8>, at place: Range<Int>) {
        isSuspect = false
        record.append(UInt8(ascii: ","))
        let start = record.count
        record.append(jsonString: utf8(latin1: label).span)
        currentKey = start..<record.count
        record.append(UInt8(ascii: ":"))
    }

    @inline(__always)
    private mutating func beginValue() {
        guard isInList else { return }
        if !isFirstInList { record.append(UInt8(ascii: ",")) }
        isFirstInList = false
    }

    @inline(__always)
    mutating func number(_ value: ExactDecimal) {
        beginValue()
        record.append(decimal: value.mantissa, places: value.places)
    }

    mutating func number(_ numeral: Numeral, of text: borrowing Span<UInt8>) {
        beginValue()
        if numeral.isNegative { record.append(UInt8(ascii: "-")) }
        record.append(text.extracting(numeral.whole))
        if !numeral.fraction.isEmpty {
            record.append(UInt8(ascii: "."))
            record.append(text.extracting(numeral.fraction))
        }
    }

    @inline(__always)
    mutating func bool(_ value: Bool) {
        beginValue()
        record.append(value ? "true" : "false")
    }

    mutating func text(_ text: borrowing Span<UInt8>) {
        beginValue()
        record.append(jsonString: utf8(latin1: text).span)
    }

    mutating func choice(_ choice: Choice) {
        beginValue()
        record.append(choice.json)
    }

    mutating func noData() {
        beginValue()
        record.append("null")
    }

    mutating func beginList() {
        record.append(UInt8(ascii: "["))
        isInList = true
        isFirstInList = true
    }

    mutating func endList() {
        record.append(UInt8(ascii: "]"))
        isInList = false
    }

    mutating func suspect() {
        if isSuspect { return }
        isSuspect = true
        suspects.append(suspects.isEmpty ? "[" : ",")
        let key = currentKey
        record.withSpan { suspects.append($0.extracting(key)) }
    }
}
