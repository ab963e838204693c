import SGBytes
import SGRecords

/// One value of a message: a key of `fields` in a record, a column of a CSV file.
public struct Field: Sendable {
    /// What kind of value a field holds.
    public enum Kind: String, Sendable {
        /// An exact decimal number.
        case number
        /// A switch or a flag.
        case bool
        /// A text.
        case text
        /// One of the values of an enumeration.
        case choice
        /// A date and time, as `YYYY-MM-DD HH:MM:SS`.
        case datetime
    }

    /// Its name; a promise that never changes.
    public let name: String
    /// What kind of value it holds.
    public let kind: Kind
    /// The unit of its numbers; `nil` for what has none.
    public internal(set) var unit: String?
    /// How many values it holds: one, or a list of them in a record.
    public internal(set) var shape = Shape.single
    /// The values that are plausible when read and allowed when written, both ends included.
    public internal(set) var range: (minimum: ExactDecimal, maximum: ExactDecimal)?
    /// The values that may be sent to a device, where they are fewer than those that it may show.
    public internal(set) var settable: (minimum: ExactDecimal, maximum: ExactDecimal)?
    /// The forms that a text may have; any unless there are some.
    package internal(set) var patterns: [TextPattern] = []
    /// The names of an enumeration's values.
    public internal(set) var choices: [Choice] = []
    /// The vendor's own name for it, in the vendor's language.
    public internal(set) var label: String?
    /// What a user should know about it.
    public internal(set) var note: String?
    /// The value that is written when a message is sent without this field.
    public internal(set) var standard: FieldValue?

    init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

/// One value of an enumeration: what the wire carries and what it is called.
public struct Choice: Sendable {
    /// The number on the wire.
    public let raw: Int64
    /// What it is called: a text, or a bool where the enumeration says yes and no.
    public let value: FieldValue
    /// The value as it stands in a record.
    let json: [UInt8]

    init(raw: Int64, value: FieldValue) {
        self.raw = raw
        self.value = value
        switch value {
        case .bool(let flag):
            json = Array((flag ? "true" : "false").utf8)
        default:
            var writer = ByteWriter()
            writer.append(jsonString: value.description)
            json = writer.bytes
        }
    }
}
