internal import SGRecords

/// The members of a JSON object in what the parser tells of itself; what is not there is empty.
struct ParserMembers {
    private let text: [UInt8]
    private var index = JSONObject()

    /// Reads an object.
    init(_ text: [UInt8]) {
        self.text = text
        do throws(JSONError) {
            try index.parse(text.span)
        } catch {
            index = JSONObject()
        }
    }

    /// Whether there is a member of this name.
    func has(_ name: StaticString) -> Bool { member(name) != nil }

    /// A text.
    func string(_ name: StaticString) -> String {
        member(name)?.string(in: text.span) ?? ""
    }

    /// A Boolean.
    func flag(_ name: StaticString) -> Bool { member(name)?.kind == .true }

    /// An object.
    func object(_ name: StaticString) -> ParserMembers {
        ParserMembers(member(name).map { Array(text[$0.value]) } ?? [])
    }

    /// An array of objects.
    func objects(_ name: StaticString) -> [ParserMembers] {
        elements(name).map { ParserMembers(Array(text[$0])) }
    }

    /// An array of texts.
    func strings(_ name: StaticString) -> [String] {
        elements(name).map { range in
            // Without its quotes.
            unescapedJSON(text.span.extracting(range.lowerBound + 1..<range.upperBound - 1))
        }
    }

    private func member(_ name: StaticString) -> JSONMember? {
        index.index(of: name, in: text.span).map { index.members[$0] }
    }

    private func elements(_ name: StaticString) -> [Range<Int>] {
        guard let member = member(name), var elements = JSONElements(member) else { return [] }
        var ranges: [Range<Int>] = []
        while let (range, _) = elements.next(in: text.span) { ranges.append(range) }
        return ranges
    }
}
