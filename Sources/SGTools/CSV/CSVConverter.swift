internal import SGRecords
internal import SGSystem

/// Turns lines of records into rows of tables.
struct CSVConverter: LineConsumer, ~Copyable {
    private let console: Console
    private let isUTC: Bool
    private var sheets: CSVSheets
    private var output: CSVOutput
    private var object = JSONObject()
    private var clock = LocalClock()
    private var hasWarnedOfFrames = false
    /// Why the tool ends once the rows so far are written.
    private var failure: ToolFailure?

    /// Creates a converter that has seen no record.
    init(_ options: CSVOptions, to destination: CSVDestination, console: Console) {
        self.console = console
        isUTC = options.isUTC
        sheets = CSVSheets(options, destination, console: console)
        output = CSVOutput(console, to: destination)
    }

    var isFull: Bool { output.isFull || failure != nil }

    mutating func take(_ line: Span<UInt8>) throws(LineError) {
        guard failure == nil else { return }
        try object.parse(line: line)
        let record = try CSVRecord(object, in: line)
        switch record.form {
        case .decoded, .plain: try convert(record, line)
        case .undecoded: warnOfFrames()
        case .withoutValues: break
        }
    }

    mutating func flush() throws(ToolFailure) {
        try output.flush()
        if let failure { throw failure }
    }

    var deadline: ContinuousClock.Instant? { output.nextAttempt }

    /// Ends the tables when all lines have come.
    ///
    /// - Returns: The status of the first table whose file lacks rows; `nil` when none does.
    /// - Throws: `ToolFailure` when the only file cannot be written.
    mutating func finish() throws(ToolFailure) -> ExitStatus? {
        sheets.warnOfNoMatch()
        return try output.finish()
    }

    private mutating func convert(
        _ record: CSVRecord, _ line: Span<UInt8>
    ) throws(LineError) {
        guard let sheet = try sheet(for: record, line), sheet.failure == nil else { return }
        let time = time(of: record, line)
        let found = output.append(record, in: line, time: time, to: sheet)
        if found < record.values.count { warnOfMissingColumn(record, line, sheet) }
        guard time == nil, sheet.kind.isDecoded, let member = record.time, member.kind != .null
        else { return }
        throw LineError(
            "expected an RFC 3339 time; its cell is empty", column: member.value.lowerBound + 1)
    }

    private mutating func sheet(
        for record: CSVRecord, _ line: Span<UInt8>
    ) throws(LineError) -> CSVSheet? {
        do throws(CSVSheets.Refusal) {
            return try sheets.sheet(for: record, in: line)
        } catch {
            switch error {
            case .record(let error): throw error
            case .tool(let failure):
                self.failure = failure
                return nil
            }
        }
    }

    private mutating func time(of record: CSVRecord, _ line: Span<UInt8>) -> CivilTime? {
        guard let member = record.time, let time = Timestamp(line.extracting(member.text)) else {
            return nil
        }
        return isUTC ? CivilTime(time) : clock.show(time)
    }

    private mutating func warnOfFrames() {
        guard !hasWarnedOfFrames else { return }
        hasWarnedOfFrames = true
        console.report("warning: frames without 'fields' are left out; sg-decode adds them")
    }

    private func warnOfMissingColumn(
        _ record: CSVRecord, _ line: Span<UInt8>, _ sheet: CSVSheet
    ) {
        guard sheet.expectsAllColumns else { return }
        let names = Set(sheet.table.columns.map(\.name))
        let keys = record.values.map { unescapedJSON(line.extracting($0.key)) }
        guard let name = keys.first(where: { !names.contains($0) }) else { return }
        console.report("warning: '\(name)' of \(sheet.kind) has no column")
        sheet.expectsAllColumns = false
    }
}
