/// The form of a text: which characters stand in it, one after the other.
///
/// Written as a text in which `#` stands for any digit, `[0-9A-F]` for one of some ranges of
/// characters and anything else for itself; with a `+` behind it, for one or more.
package struct TextPattern: Sendable, CustomStringConvertible {
    /// The pattern as it is written in a definition.
    package let description: String
    private var elements: [Element] = []

    private struct Element {
        var ranges: [ClosedRange<UInt8>]
        var isRepeated = false

        func contains(_ byte: UInt8) -> Bool { ranges.contains { $0.contains(byte) } }
    }

    /// Reads a pattern; `nil` when a bracket is not closed, or has no ranges in it.
    init?(_ text: String) {
        description = text
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+") where !elements.isEmpty:
                elements[elements.count - 1].isRepeated = true
            case UInt8(ascii: "#"):
                elements.append(Element(ranges: [0x30...0x39]))
            case UInt8(ascii: "["):
                guard let ranges = TextPattern.popRanges(&rest) else { return nil }
                elements.append(Element(ranges: ranges))
            default:
                elements.append(Element(ranges: [byte...byte]))
            }
        }
    }

    /// Takes `0-9A-F]` from the start of a text.
    private static func popRanges(_ rest: inout ArraySlice<UInt8>) -> [ClosedRange<UInt8>]? {
        var ranges: [ClosedRange<UInt8>] = []
        while let first = rest.popFirst() {
            if first == UInt8(ascii: "]") { return ranges.isEmpty ? nil : ranges }
            guard rest.popFirst() == UInt8(ascii: "-"), let last = rest.popFirst(), first <= last
            else { return nil }
            ranges.append(first...last)
        }
        return nil
    }

    /// Whether a whole text has this form.
    ///
    /// What is repeated takes all that it can: `#+1` matches nothing.
    func matches(_ text: borrowing Span<UInt8>) -> Bool {
        var at = 0
        for element in elements {
            guard at < text.count, element.contains(text[at]) else { return false }
            at += 1
            while element.isRepeated, at < text.count, element.contains(text[at]) { at += 1 }
        }
        return at == text.count
    }
}
