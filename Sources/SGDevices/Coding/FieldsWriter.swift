public import SGBytes
import SGRecords

/// Writes the fields of a frame as a record carries them: the JSON object of `fields`, and the
/// names of `suspect`.
public struct FieldsWriter: ~Copyable {
    /// The object, from brace to brace.
    public private(set) var object = ByteWriter()
    /// The JSON array of suspect names, from bracket to bracket; empty when there are none.
    public private(set) var suspects = ByteWriter()

    private var isInList = false
    private var isFirstInList = false
    private var currentKey = 0..<0
    private var isSuspect = false

    /// Creates a writer that is used for one frame after another.
    public init() {}

    /// Writes the fields of a frame over those of the frame before.
    ///
    /// - Parameters:
    ///   - frame: The bytes that were recognised as `message`.
    ///   - message: The kind of message they are.
    /// - Throws: ``Mismatch`` when they are no such message.
    public mutating func write(
        _ frame: borrowing ByteWriter, of message: Message
    ) throws(Mismatch) {
        try frame.withSpan { (bytes) throws(Mismatch) in try write(bytes, of: message) }
    }

    /// Writes the fields of a frame over those of the frame before.
    ///
    /// - Parameters:
    ///   - frame: The bytes that were recognised as `message`.
    ///   - message: The kind of message they are.
    /// - Throws: ``Mismatch`` when they are no such message.
    public mutating func write(
        _ frame: borrowing Span<UInt8>, of message: Message
    ) throws(Mismatch) {
        if let mismatch = message.mismatch(frame) { throw mismatch }
        object.removeAll()
        suspects.removeAll()
        message.decode(frame, into: &self)
        // Every key came with a comma before it; the first one's becomes the brace.
        if object.isEmpty { object.append(",") }
        object.replace(at: 0, with: UInt8(ascii: "{"))
        object.append("}")
        if !suspects.isEmpty { suspects.append("]") }
    }
}

extension FieldsWriter: FieldSink {
    @inline(__always)
    mutating func begin(field index: Int, key: borrowing Span<UInt8>, at place: Range<Int>) {
        isSuspect = false
        let start = object.count
        object.append(key)
        currentKey = Range(uncheckedBounds: (start &+ 1, object.count &- 1))
    }

    mutating func begin(unknown label: borrowing Span<UInt8>, at place: Range<Int>) {
        isSuspect = false
        object.append(UInt8(ascii: ","))
        let start = object.count
        object.append(jsonString: utf8(latin1: label).span)
        currentKey = start..<object.count
        object.append(UInt8(ascii: ":"))
    }

    @inline(__always)
    private mutating func beginValue() {
        guard isInList else { return }
        if !isFirstInList { object.append(UInt8(ascii: ",")) }
        isFirstInList = false
    }

    @inline(__always)
    mutating func number(_ value: ExactDecimal) {
        beginValue()
        object.append(decimal: value.mantissa, places: value.places)
    }

    mutating func number(_ numeral: Numeral, of text: borrowing Span<UInt8>) {
        beginValue()
        if numeral.isNegative { object.append(UInt8(ascii: "-")) }
        object.append(text.extracting(numeral.whole))
        if !numeral.fraction.isEmpty {
            object.append(UInt8(ascii: "."))
            object.append(text.extracting(numeral.fraction))
        }
    }

    @inline(__always)
    mutating func bool(_ value: Bool) {
        beginValue()
        object.append(value ? "true" : "false")
    }

    mutating func text(_ text: borrowing Span<UInt8>) {
        beginValue()
        object.append(jsonString: utf8(latin1: text).span)
    }

    mutating func choice(_ choice: Choice) {
        beginValue()
        object.append(choice.json)
    }

    mutating func noData() {
        beginValue()
        object.append("null")
    }

    mutating func beginList() {
        object.append(UInt8(ascii: "["))
        isInList = true
        isFirstInList = true
    }

    mutating func endList() {
        object.append(UInt8(ascii: "]"))
        isInList = false
    }

    mutating func suspect() {
        if isSuspect { return }
        isSuspect = true
        suspects.append(suspects.isEmpty ? "[" : ",")
        let key = currentKey
        object.withSpan { suspects.append($0.extracting(key)) }
    }
}
