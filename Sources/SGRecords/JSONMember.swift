/// What kind of JSON value a member has.
public enum JSONKind: Sendable {
    /// A string without escapes: the bytes between its quotes are the text.
    case string
    /// A string with at least one escape.
    case escapedString
    /// A number, in the digits that it was written with.
    case number
    /// An object.
    case object
    /// An array.
    case array
    /// The value `true`.
    case `true`
    /// The value `false`.
    case `false`
    /// The value `null`.
    case null
}

/// One member of a JSON object: where in the line its key and its value stand.
public struct JSONMember: Sendable {
    /// The bytes of the key, without its quotes.
    public let key: Range<Int>
    /// Whether the key holds escapes.
    public let keyHasEscapes: Bool
    /// The bytes of the value, a string with its quotes.
    public let value: Range<Int>
    /// The kind of the value.
    public let kind: JSONKind
    /// For an object: where its own members stand in ``JSONObject/inner``; empty otherwise.
    public let inner: Range<Int>

    /// The bytes between the quotes of a string value; the value itself otherwise.
    @inlinable public var text: Range<Int> {
        switch kind {
        case .string, .escapedString: value.lowerBound + 1..<value.upperBound - 1
        default: value
        }
    }
}

extension JSONMember {
    /// The text of a string value; `nil` for any other kind.
    ///
    /// - Parameter line: The line that was parsed.
    public func string(in line: Span<UInt8>) -> String? {
        switch kind {
        case .string, .escapedString: unescapedJSON(line.extracting(text))
        default: nil
        }
    }
}
