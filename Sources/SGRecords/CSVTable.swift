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
    /// For each column, where among the members it stood last.
    private var places: [Int]

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
    }

    /// The header row, and the row of the units if the style has one.
    public var header: [UInt8] {
        var writer = ByteWriter()
        append((hasTime ? ["datetime"] : []) + columns.flatMap(\.titles), to: &writer)
        if style.hasUnits {
            let units = columns.flatMap { column in
                column.titles.map { _ in readable(unit: column.unit ?? "") }
            }
            append((hasTime ? [""] : []) + units, to: &writer)
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
    ///   - line: The line that was parsed.
    ///   - time: When the record was read; `nil` leaves its cell empty.
    ///   - writer: Where the rows go.
    /// - Returns: How many of the columns the record has.
    public mutating func append(
        _ members: ArraySlice<JSONMember>, in line: Span<UInt8>, time: CivilTime?,
        to writer: inout ByteWriter
    ) -> Int {
        if let days { return appendDays(days, members, line, time, &writer) }
        return appendRow(members, line, time, &writer)
    }

    private mutating func appendRow(
        _ members: ArraySlice<JSONMember>, _ line: Span<UInt8>, _ time: CivilTime?,
        _ writer: inout ByteWriter
    ) -> Int {
        var found = 0
        let start = writer.count
        if hasTime, let time { append(time, to: &writer) }
        for column in keys.indices {
            if column > 0 || hasTime { writer.append(style.delimiter.byte) }
            let member = member(of: column, members, line)
            if member != nil { found += 1 }
            append(values[column], of: member, in: line, to: &writer)
        }
        endRow(from: start, &writer)
        return found
    }

    /// Appends the cells of a column that stand in one row, with what stands between them.
    @inline(__always)
    private func append(
        _ values: CSVColumn.Values, of member: JSONMember?, in line: Span<UInt8>,
        to writer: inout ByteWriter
    ) {
        if case .elements(let elements) = values {
            append(elements, of: member, in: line, to: &writer)
        } else if let member {
            writer.append(csvCell: line.extracting(member.value), member.kind, style.delimiter)
        }
    }

    private func append(
        _ elements: Range<Int>, of member: JSONMember?, in line: Span<UInt8>,
        to writer: inout ByteWriter
    ) {
        var list = member.flatMap(JSONElements.init)
        for _ in 0..<elements.lowerBound { _ = list?.next(in: line) }
        for index in elements {
            if index > elements.lowerBound { writer.append(style.delimiter.byte) }
            if let (value, kind) = list?.next(in: line) {
                writer.append(csvCell: line.extracting(value), kind, style.delimiter)
            }
        }
    }

    /// Appends a row for each day, the newest first.
    ///
    /// Values that are not daily are those of the day on which they were read: they stand in its row
    /// only.
    private mutating func appendDays(
        _ days: Int, _ members: ArraySlice<JSONMember>, _ line: Span<UInt8>, _ time: CivilTime?,
        _ writer: inout ByteWriter
    ) -> Int {
        let found = keys.indices.map { member(of: $0, members, line) }
        var lists = keys.indices.map { column in
            values[column].days == nil ? nil : found[column].flatMap(JSONElements.init)
        }
        let today = hasTime ? time?.date.daysSince1970 : nil
        for day in 0..<days {
            let start = writer.count
            if let today { writer.append(CivilDate(daysSince1970: today - day)) }
            for column in keys.indices {
                if column > 0 || hasTime { writer.append(style.delimiter.byte) }
                if values[column].days == nil {
                    append(
                        values[column], of: day == 0 ? found[column] : nil, in: line, to: &writer)
                } else if let (value, kind) = lists[column]?.next(in: line) {
                    writer.append(csvCell: line.extracting(value), kind, style.delimiter)
                }
            }
            endRow(from: start, &writer)
        }
        return found.count { $0 != nil }
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
