import SGDiagnostics

/// A tree of nodes as a listing, one line for each node, which is read in a tenth of the time that
/// its YAML takes.
///
/// What kind of node, its line and column, how many entries, elements or bytes it has, and its text:
///
///     {1 1 2
///     -1 1 4 name
///     -1 7 5 solar
///     -2 1 4 days
///     [2 7 1
///     "2 8 2 30
///
/// stands for `name: solar` and `days: ["30"]`. A plain scalar has a dash before it, any other a
/// quotation mark. The build makes listings of the definitions that are part of the program.
extension YAMLNode {
    /// The listing of the node and all that it holds.
    package var listing: String {
        let place = "\(mark.line) \(mark.column)"
        switch content {
        case .scalar(let text, let isPlain):
            return "\(isPlain ? "-" : "\"")\(place) \(text.utf8.count) \(text)\n"
        case .sequence(let elements):
            return "[\(place) \(elements.count)\n" + elements.map(\.listing).joined()
        case .mapping(let entries):
            let listings = entries.map { $0.key.listing + $0.value.listing }
            return "{\(place) \(entries.count)\n" + listings.joined()
        }
    }

    /// Reads a node from its listing.
    ///
    /// - Parameter listing: What ``listing`` gave; anything else is an error of the program, which
    ///   ends it.
    package init(listing: Span<UInt8>) {
        var reader = ListingReader()
        self = reader.node(in: listing)
    }
}

/// Reads a listing from its beginning to its end.
private struct ListingReader {
    /// Where the next line starts.
    private var next = 0

    mutating func node(in listing: Span<UInt8>) -> YAMLNode {
        let kind = listing[next]
        next += 1
        let mark = Mark(line: number(in: listing), column: number(in: listing))
        let count = number(in: listing)
        switch kind {
        case UInt8(ascii: "{"):
            var entries: [YAMLEntry] = []
            entries.reserveCapacity(count)
            for _ in 0..<count {
                let key = node(in: listing)
                entries.append(YAMLEntry(key: key, value: node(in: listing)))
            }
            return YAMLNode(content: .mapping(entries), mark: mark)
        case UInt8(ascii: "["):
            var elements: [YAMLNode] = []
            elements.reserveCapacity(count)
            for _ in 0..<count { elements.append(node(in: listing)) }
            return YAMLNode(content: .sequence(elements), mark: mark)
        default:
            let bytes = listing.extracting(next..<next + count)
            next += count + 1
            let text = bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
            let isPlain = kind == UInt8(ascii: "-")
            return YAMLNode(content: .scalar(text: text, isPlain: isPlain), mark: mark)
        }
    }

    /// A number, and the space or the line's end behind it.
    private mutating func number(in listing: Span<UInt8>) -> Int {
        var number = 0
        while listing[next] >= UInt8(ascii: "0") {
            number = number * 10 + Int(listing[next] - UInt8(ascii: "0"))
            next += 1
        }
        next += 1
        return number
    }
}
