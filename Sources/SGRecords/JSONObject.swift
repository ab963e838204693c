/// The members of one JSON object, a line of a record stream, and where in the line they stand.
///
/// Parsing validates the whole line against RFC 8259 and copies nothing: the index holds ranges of
/// the line, which the caller keeps. Numbers thus keep the digits they were written with. The index
/// is two levels deep, because a record's `fields` are an object in an object. Storage is kept from
/// line to line, so that steady work allocates nothing.
public struct JSONObject: Sendable {
    /// How deeply objects and arrays may be nested, the record itself included.
    public static let depthLimit = 512

    /// The members of the object, in the order of the line.
    public private(set) var members: [JSONMember] = []
    /// The members of the objects that are members, in the order of the line; see ``JSONMember/inner``.
    public private(set) var inner: [JSONMember] = []

    /// Creates an index without members.
    public init() {}

    /// Validates a line and indexes its members, in place of those of the line before.
    ///
    /// - Parameter line: One JSON object as UTF-8, white space around it allowed.
    /// - Throws: ``JSONError`` when the line is anything else, or nested deeper than ``depthLimit``.
    ///   The index is then without meaning.
    public mutating func parse(_ line: Span<UInt8>) throws(JSONError) {
        members.removeAll(keepingCapacity: true)
        inner.removeAll(keepingCapacity: true)
        try line.withUnsafeBufferPointer { (text) throws(JSONError) in
            let scanner = JSONScanner(text)
            let start = scanner.skipWhiteSpace(0)
            guard scanner.byte(start) == UInt8(ascii: "{") else {
                throw JSONError(expected: "a JSON object", at: start, in: scanner)
            }
            let end = scanner.skipWhiteSpace(try objectEnd(scanner, start, depth: 1))
            guard end == scanner.count else {
                throw JSONError(expected: "the end of the line", at: end, in: scanner)
            }
        }
    }

    /// The number of members.
    @inlinable public var count: Int { members.count }

    /// The bytes of a member's key, without its quotes.
    @inlinable public func keyRange(_ index: Int) -> Range<Int> { members[index].key }

    /// The bytes of a member's value, a string with its quotes.
    @inlinable public func valueRange(_ index: Int) -> Range<Int> { members[index].value }

    /// The kind of a member's value.
    @inlinable public func kind(_ index: Int) -> JSONKind { members[index].kind }

    /// The index of the member with this key; the last one when a key stands twice.
    ///
    /// - Parameters:
    ///   - key: The key as it is meant; one that the line writes with escapes is found too.
    ///   - line: The line that was parsed.
    public func index(of key: StaticString, in line: Span<UInt8>) -> Int? {
        let wanted = UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount)
        return members.lastIndex { $0.hasKey(wanted.span, in: line) }
    }

    /// The text of the member with this key; `nil` when there is none, or when it is no string.
    ///
    /// - Parameters:
    ///   - key: The key as it is meant.
    ///   - line: The line that was parsed.
    public func string(of key: StaticString, in line: Span<UInt8>) -> String? {
        index(of: key, in: line).flatMap { members[$0].string(in: line) }
    }
}

extension JSONMember {
    /// Whether the key is this one.
    ///
    /// - Parameters:
    ///   - key: The key as it is meant; one that the line writes with escapes is equal too.
    ///   - line: The line that was parsed.
    @inline(__always)
    func hasKey(_ key: borrowing Span<UInt8>, in line: Span<UInt8>) -> Bool {
        let written = line.extracting(self.key)
        return keyHasEscapes ? isText(key, equalToEscaped: written) : areEqual(key, written)
    }
}

// MARK: - Validation

extension JSONObject {
    /// Returns where the object ends that starts at `start`, and indexes its members if it is not
    /// nested too deeply for that.
    private mutating func objectEnd(
        _ scanner: JSONScanner, _ start: Int, depth: Int
    ) throws(JSONError) -> Int {
        var at = scanner.skipWhiteSpace(start + 1)
        if scanner.byte(at) == UInt8(ascii: "}") { return at + 1 }
        while true {
            at = try memberEnd(scanner, at, depth: depth)
            switch scanner.byte(at) {
            case UInt8(ascii: ","): at = scanner.skipWhiteSpace(at + 1)
            case UInt8(ascii: "}"): return at + 1
            default: throw JSONError(expected: "',' or '}'", at: at, in: scanner)
            }
        }
    }

    /// Returns where the member and the white space after it end.
    @inline(__always)
    private mutating func memberEnd(
        _ scanner: JSONScanner, _ start: Int, depth: Int
    ) throws(JSONError) -> Int {
        guard scanner.byte(start) == UInt8(ascii: "\"") else {
            throw JSONError(expected: "a key in quotes", at: start, in: scanner)
        }
        let key = try scanner.string(start)
        var at = scanner.skipWhiteSpace(key.end)
        guard scanner.byte(at) == UInt8(ascii: ":") else {
            throw JSONError(expected: "':'", at: at, in: scanner)
        }
        at = scanner.skipWhiteSpace(at + 1)
        let innerStart = inner.count
        let value = try value(scanner, at, depth: depth)
        if depth <= 2 {
            let member = JSONMember(
                key: start + 1..<key.end - 1, keyHasEscapes: key.hasEscapes,
                value: at..<value.end, kind: value.kind,
                inner: innerStart..<(depth == 1 ? inner.count : innerStart))
            if depth == 1 { members.append(member) } else { inner.append(member) }
        }
        return scanner.skipWhiteSpace(value.end)
    }

    private mutating func arrayEnd(
        _ scanner: JSONScanner, _ start: Int, depth: Int
    ) throws(JSONError) -> Int {
        var at = scanner.skipWhiteSpace(start + 1)
        if scanner.byte(at) == UInt8(ascii: "]") { return at + 1 }
        while true {
            at = scanner.skipWhiteSpace(try value(scanner, at, depth: depth).end)
            switch scanner.byte(at) {
            case UInt8(ascii: ","): at = scanner.skipWhiteSpace(at + 1)
            case UInt8(ascii: "]"): return at + 1
            default: throw JSONError(expected: "',' or ']'", at: at, in: scanner)
            }
        }
    }

    /// Validates the value that starts at `start`, in a container at `depth`.
    @inline(__always)
    private mutating func value(
        _ scanner: JSONScanner, _ start: Int, depth: Int
    ) throws(JSONError) -> (kind: JSONKind, end: Int) {
        switch scanner.byte(start) {
        case UInt8(ascii: "\""):
            let string = try scanner.string(start)
            return (string.hasEscapes ? .escapedString : .string, string.end)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return (.number, try scanner.numberEnd(start))
        case UInt8(ascii: "t"): return (.true, try scanner.wordEnd("true", start))
        case UInt8(ascii: "f"): return (.false, try scanner.wordEnd("false", start))
        case UInt8(ascii: "n"): return (.null, try scanner.wordEnd("null", start))
        default: return try container(scanner, start, depth: depth + 1)
        }
    }

    private mutating func container(
        _ scanner: JSONScanner, _ start: Int, depth: Int
    ) throws(JSONError) -> (kind: JSONKind, end: Int) {
        let first = scanner.byte(start)
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
            throw JSONError(expected: "a value", at: start, in: scanner)
        }
        guard depth <= Self.depthLimit else {
            throw JSONError(
                offset: start, message: "nested more than \(Self.depthLimit) deep")
        }
        // Only a member of the record itself has its members indexed: not one inside an array.
        return first == UInt8(ascii: "{")
            ? (.object, try objectEnd(scanner, start, depth: depth))
            : (.array, try arrayEnd(scanner, start, depth: depth))
    }
}
