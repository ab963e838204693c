public import SGBytes

/// Turns records of one kind into rows of a CSV file.
///
/// The columns are fixed; a record's values are found by their keys wherever they stand. Where they
/// stood in the record before is tried first, so that a stream of like records costs no search.
public struct CSVTable: Sendable {
    /// The columns after that of the time.
    public let columns: [CSVColumn]

    private let style: CSVStyle
    private let hasTime: Bool
    /// The keys of all columns, one behind the other, and where in this text each stands.
    private let keyText: [UInt8]
    private let keys: [Range<Int>]
    /// Which of a record's values each column takes.
    private let values: [CSVColumn.Values]
    /// How many days a record covers; `nil` when a record is one row.
    private let days: Int?
    /// What the values of each column must be.
    private let kinds: [CSVColumn.Kind]
    /// For each column, where among the members it stood last.
    private var places: [Int]
    /// For each column, whether the present record calls its value suspect; empty when it calls none so.
    private var suspects: [Bool] = []
    /// For each column, whether it has been told that values were left out.
    private var isTold: [Bool]
    private var refused: [String] = []

    /// Creates a table.
    ///
    /// - Parameters:
    ///   - columns: The columns in order.
    ///   - hasTime: Whether a first column `datetime` has the time of the record, or the day of the
    ///     row when a record covers several.
    ///   - style: How the rows are written.
    public init(_ columns: [CSVColumn], hasTime: Bool, style: CSVStyle) {
        self.columns = columns
        self.hasTime = hasTime
        self.style = style
        var keyText: [UInt8] = []
        keys = columns.map { column in
            let start = keyText.count
            keyText += column.name.utf8
            return start..<keyText.count
        }
        self.keyText = keyText
        values = columns.map(\.values)
        days = values.compactMap(\.days).max()
        places = Array(columns.indices)
        kinds = columns.map(\.kind)
        isTold = columns.map { _ in false }
    }

    /// The header row, and the row of the units if the style has one.
    public var header: [UInt8] {
        var writer = ByteWriter()
        let last = style.suspects == .column ? ["suspect"] : []
        append((hasTime ? ["datetime"] : []) + columns.flatMap(\.titles) + last, to: &writer)
        if style.hasUnits {
            let units = columns.flatMap { column in
                column.titles.map { _ in readable(unit: column.unit ?? "") }
            }
            append((hasTime ? [""] : []) + units + last.map { _ in "" }, to: &writer)
        }
        return writer.bytes
    }

    private func append(_ texts: [String], to writer: inout ByteWriter) {
        let start = writer.count
        for (index, text) in texts.enumerated() {
            if index > 0 { writer.append(style.delimiter.byte) }
            writer.append(csvText: Array(text.utf8).span, style.delimiter)
        }
        endRow(from: start, &writer)
    }

    /// Appends the row of a record, or its rows when it covers several days.
    ///
    /// - Parameters:
    ///   - members: The members that hold the record's values.
    ///   - suspects: The member that has the names of suspect values; `nil` when the record has none.
    ///   - line: The line that was parsed.
    ///   - time: When the record was read; `nil` leaves its cell empty.
    ///   - writer: Where the rows go.
    /// - Returns: How many of the columns the record has.
    public mutating func append(
        _ members: ArraySlice<JSONMember>, suspects: JSONMember? = nil, in line: Span<UInt8>,
        time: CivilTime?, to writer: inout ByteWriter
    ) -> Int {
        findSuspects(suspects, line)
        let text = suspectText(suspects, line)
        if let days { return appendDays(days, members, text, line, time, &writer) }
        return appendRow(members, text, line, time, &writer)
    }

    private mutating func appendRow(
        _ members: ArraySlice<JSONMember>, _ suspectText: [UInt8]?, _ line: Span<UInt8>,
        _ time: CivilTime?, _ writer: inout ByteWriter
    ) -> Int {
        var found = 0
        let start = writer.count
        if hasTime, let time { append(time, to: &writer) }
        for column in keys.indices {
            if column > 0 || hasTime { writer.append(style.delimiter.byte) }
            let member = member(of: column, members, line)
            if member != nil { found += 1 }
            append(column, of: member, in: line, to: &writer)
        }
        append(suspectText, to: &writer)
        endRow(from: start, &writer)
        return found
    }

    /// Appends the cells of a column that stand in one row, with what stands between them.
    @inline(__always)
    private mutating func append(
        _ column: Int, of member: JSONMember?, in line: Span<UInt8>, to writer: inout ByteWriter
    ) {
        if case .elements(let elements) = values[column] {
            append(elements, of: member, in: column, line, to: &writer)
        } else if let member {
            append(line.extracting(member.value), member.kind, in: column, to: &writer)
        }
    }

    private mutating func append(
        _ elements: Range<Int>, of member: JSONMember?, in column: Int, _ line: Span<UInt8>,
        to writer: inout ByteWriter
    ) {
        var list = list(member, of: column)
        for _ in 0..<elements.lowerBound { _ = list?.next(in: line) }
        for index in elements {
            if index > elements.lowerBound { writer.append(style.delimiter.byte) }
            if let (value, kind) = list?.next(in: line) {
                append(line.extracting(value), kind, in: column, to: &writer)
            }
        }
    }

    /// The elements of a list; what should be one and is not is refused.
    private mutating func list(_ member: JSONMember?, of column: Int) -> JSONElements? {
        guard let member else { return nil }
        if member.kind != .array, member.kind != .null { refuse(column) }
        return JSONElements(member)
    }

    /// Appends a value as a cell, if it may stand there.
    @inline(__always)
    private mutating func append(
        _ value: Span<UInt8>, _ kind: JSONKind, in column: Int, to writer: inout ByteWriter
    ) {
        guard kinds[column].takes(kind) else { return refuse(column) }
        if !suspects.isEmpty, suspects[column], kind != .null, style.suspects == .empty {
            return refuse(column)
        }
        writer.append(csvCell: value, kind, style.delimiter)
    }

    /// Appends a row for each day, the newest first.
    ///
    /// Values that are not daily are those of the day on which they were read: they stand in its row
    /// only.
    private mutating func appendDays(
        _ days: Int, _ members: ArraySlice<JSONMember>, _ suspectText: [UInt8]?,
        _ line: Span<UInt8>, _ time: CivilTime?, _ writer: inout ByteWriter
    ) -> Int {
        let found = keys.indices.map { member(of: $0, members, line) }
        var lists = keys.indices.map { column in
            values[column].days == nil ? nil : list(found[column], of: column)
        }
        let today = hasTime ? time?.date.daysSince1970 : nil
        for day in 0..<days {
            let start = writer.count
            if let today { writer.append(CivilDate(daysSince1970: today - day)) }
            for column in keys.indices {
                if column > 0 || hasTime { writer.append(style.delimiter.byte) }
                if values[column].days == nil {
                    append(column, of: day == 0 ? found[column] : nil, in: line, to: &writer)
                } else if let (value, kind) = lists[column]?.next(in: line) {
                    append(line.extracting(value), kind, in: column, to: &writer)
                }
            }
            append(suspectText, to: &writer)
            endRow(from: start, &writer)
        }
        return found.count { $0 != nil }
    }

    // MARK: - Suspect values

    /// The fields, since this was last asked, of which values were left out, because they are suspect
    /// or not of their column's kind; each field is named once.
    public mutating func takeRefused() -> [String] {
        guard !refused.isEmpty else { return [] }
        defer { refused = [] }
        return refused
    }

    @inline(never)
    private mutating func refuse(_ column: Int) {
        guard !isTold[column] else { return }
        isTold[column] = true
        refused.append(columns[column].name)
    }

    private mutating func findSuspects(_ member: JSONMember?, _ line: Span<UInt8>) {
        if !suspects.isEmpty { suspects = [] }
        guard let member, let names = suspectNames(member, line) else { return }
        suspects = columns.map { names.contains($0.name) }
    }

    /// The names in a list; `nil` when it is none.
    private func suspectNames(_ member: JSONMember, _ line: Span<UInt8>) -> [String]? {
        guard var elements = JSONElements(member) else { return nil }
        var names: [String] = []
        while let (name, kind) = elements.next(in: line) {
            if kind == .string || kind == .escapedString {
                let text = name.dropFirst().dropLast()
                names.append(unescapedJSON(line.extracting(text)))
            }
        }
        return names.isEmpty ? nil : names
    }

    /// What stands in the last column; `nil` when there is none for it.
    private func suspectText(_ member: JSONMember?, _ line: Span<UInt8>) -> [UInt8]? {
        guard style.suspects == .column else { return nil }
        let names = member.flatMap { suspectNames($0, line) } ?? []
        return Array(names.joined(separator: " ").utf8)
    }

    private func append(_ suspectText: [UInt8]?, to writer: inout ByteWriter) {
        guard let suspectText else { return }
        if hasTime || !columns.isEmpty { writer.append(style.delimiter.byte) }
        writer.append(csvText: suspectText.span, style.delimiter)
    }

    private func append(_ time: CivilTime, to writer: inout ByteWriter) {
        if style.hasISO8601Times {
            writer.append(iso8601: time)
        } else {
            writer.append(plain: time)
        }
    }

    /// The member that holds a column's value.
    @inline(__always)
    private mutating func member(
        of column: Int, _ members: ArraySlice<JSONMember>, _ line: Span<UInt8>
    ) -> JSONMember? {
        let expected = members.startIndex + places[column]
        if expected < members.endIndex, isKey(members[expected], of: column, line) {
            return members[expected]
        }
        return search(column, members, line)
    }

    @inline(never)
    private mutating func search(
        _ column: Int, _ members: ArraySlice<JSONMember>, _ line: Span<UInt8>
    ) -> JSONMember? {
        guard let place = members.lastIndex(where: { isKey($0, of: column, line) }) else {
            return nil
        }
        places[column] = place - members.startIndex
        return members[place]
    }

    @inline(__always)
    private func isKey(_ member: JSONMember, of column: Int, _ line: Span<UInt8>) -> Bool {
        member.hasKey(keyText.span.extracting(keys[column]), in: line)
    }

    /// Ends a row; one without any byte gets quotes, as it would be read as no row at all.
    private func endRow(from start: Int, _ writer: inout ByteWriter) {
        if writer.count == start { writer.append("\"\"") }
        writer.append(UInt8(ascii: "\n"))
    }
}

extension CSVColumn.Values {
    /// How many days there are values for; `nil` when they are all of one moment.
    fileprivate var days: Int? {
        if case .days(let count) = self { count } else { nil }
    }
}
