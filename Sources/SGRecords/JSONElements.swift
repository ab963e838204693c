import SGBytes

/// The elements of a JSON array, one after the other.
///
/// It holds a place only; the line is handed in at each step.
package struct JSONElements {
    private var at: Int

    /// Starts before the first element of a member's value; `nil` when that is no array.
    package init?(_ member: JSONMember) {
        guard member.kind == .array else { return nil }
        at = member.value.lowerBound + 1
    }

    /// The place and the kind of the next element; `nil` after the last.
    package mutating func next(in line: Span<UInt8>) -> (value: Range<Int>, kind: JSONKind)? {
        while isWhiteSpace(line[at]) || line[at] == UInt8(ascii: ",") { at += 1 }
        let start = at
        switch line[start] {
        case UInt8(ascii: "]"): return nil
        case UInt8(ascii: "\""):
            let hasEscapes = skipString(line)
            return (start..<at, hasEscapes ? .escapedString : .string)
        case UInt8(ascii: "["): return (skipContainer(line), .array)
        case UInt8(ascii: "{"): return (skipContainer(line), .object)
        case let first:
            while !isEnd(line[at]) { at += 1 }
            return (start..<at, kind(startingWith: first))
        }
    }

    /// Moves behind a string, and says whether it holds escapes.
    private mutating func skipString(_ line: Span<UInt8>) -> Bool {
        var hasEscapes = false
        at += 1
        while line[at] != UInt8(ascii: "\"") {
            if line[at] == UInt8(ascii: "\\") {
                hasEscapes = true
                at += 1
            }
            at += 1
        }
        at += 1
        return hasEscapes
    }

    /// Moves behind an array or an object, and returns its place.
    private mutating func skipContainer(_ line: Span<UInt8>) -> Range<Int> {
        let start = at
        var depth = 0
        repeat {
            switch line[at] {
            case UInt8(ascii: "\""):
                _ = skipString(line)
                continue
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
            at += 1
        } while depth > 0
        return start..<at
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") || isWhiteSpace(byte)
    }

    private func kind(startingWith first: UInt8) -> JSONKind {
        switch first {
        case UInt8(ascii: "t"): .true
        case UInt8(ascii: "f"): .false
        case UInt8(ascii: "n"): .null
        default: .number
        }
    }
}
