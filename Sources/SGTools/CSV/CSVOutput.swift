internal import SGBytes
internal import SGRecords
internal import SGSystem

/// The rows of all tables on their way to standard output or to files, in batches.
struct CSVOutput: ~Copyable {
    private let console: Console
    private var standardOutput: Output
    /// The table that standard output has the header of.
    private var printed: CSVSheet?
    private var hasWarned = false
    /// The tables that have rows which are not in their files yet.
    private var unwritten: [CSVSheet] = []
    private var unwrittenBytes = 0

    init(_ console: Console) {
        self.console = console
        standardOutput = Output(console)
    }

    /// Whether the batch is large enough to be written.
    var isFull: Bool { standardOutput.isFull || unwrittenBytes >= Output.fullSize }

    /// Appends the rows of a record to its table, and returns how many of its columns it has.
    mutating func append(
        _ values: ArraySlice<JSONMember>, in line: Span<UInt8>, time: CivilTime?,
        to sheet: CSVSheet
    ) -> Int {
        guard sheet.file == nil else {
            if sheet.rows.isEmpty { unwritten.append(sheet) }
            let start = sheet.rows.count
            defer { unwrittenBytes += sheet.rows.count - start }
            return sheet.table.append(values, in: line, time: time, to: &sheet.rows)
        }
        if printed !== sheet { begin(sheet) }
        return sheet.table.append(values, in: line, time: time, to: &standardOutput.bytes)
    }

    /// Begins another table on standard output: an empty line, unless it is the first, and its header.
    private mutating func begin(_ sheet: CSVSheet) {
        if printed != nil {
            standardOutput.bytes.append("\n")
            warnOfChange(to: sheet)
        }
        standardOutput.bytes.append(sheet.table.header)
        printed = sheet
    }

    private mutating func warnOfChange(to sheet: CSVSheet) {
        guard !hasWarned else { return }
        hasWarned = true
        console.report(
            "warning: \(sheet.kind) begin another table; '--message' picks one, "
                + "'--directory' sorts all into files")
    }

    /// Writes the batch and begins the next.
    ///
    /// - Throws: `ToolFailure` when standard output or a file cannot be written.
    mutating func flush() throws(ToolFailure) {
        try standardOutput.flush()
        for sheet in unwritten {
            guard let file = sheet.file else { continue }
            do throws(FileError) {
                for finding in try file.append(sheet.rows, at: Moment.now.time) {
                    console.report("warning: \(finding.message)")
                }
            } catch {
                throw ToolFailure(error)
            }
            sheet.rows.removeAll()
        }
        unwritten.removeAll(keepingCapacity: true)
        unwrittenBytes = 0
    }
}
