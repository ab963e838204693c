package import SGRecords

/// Lines on their way to a file.
package struct LineBatch: Sendable {
    /// The lines with their newlines; those that are written are taken away.
    package internal(set) var lines: [UInt8]
    /// The header of the CSV file that they belong into; `nil` for records.
    let header: [UInt8]?
    /// The day of the first line where each is another day's, the newest first.
    let newestDay: CivilDate?

    /// Lines of records.
    package init(records lines: [UInt8]) {
        self.lines = lines
        header = nil
        newestDay = nil
    }

    /// Rows of a CSV file.
    ///
    /// - Parameters:
    ///   - lines: The rows with their newlines.
    ///   - header: The header row or rows with their newlines.
    ///   - newestDay: The day of the first row where there is one a day, the newest first: only those
    ///     days are written that the file lacks.
    package init(rows lines: [UInt8], header: [UInt8], newestDay: CivilDate? = nil) {
        self.lines = lines
        self.header = header
        self.newestDay = newestDay
    }

    /// How many lines there are.
    var lineCount: Int { lines.count { $0 == UInt8(ascii: "\n") } }

    /// Takes up what follows; `false` when it is not of the same kind.
    mutating func take(_ other: LineBatch) -> Bool {
        guard header == other.header, newestDay == nil, other.newestDay == nil else { return false }
        lines += other.lines
        return true
    }
}
