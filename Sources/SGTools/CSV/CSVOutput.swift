internal import SGBytes
internal import SGPorts
internal import SGRecords
internal import SGSystem

/// The rows of all tables on their way to standard output or to files, in batches.
struct CSVOutput: ~Copyable {
    private let console: Console
    private var standardOutput: Output
    /// The table that standard output has the header of.
    private var printed: CSVSheet?
    private var hasWarned = false
    /// The tables that go to files.
    private var filed: [CSVSheet] = []
    private var unwrittenBytes = 0
    /// Whether there is one file, so that nothing is left to do when it cannot be written.
    private let hasOneFile: Bool

    init(_ console: Console, to destination: CSVDestination) {
        self.console = console
        hasOneFile = if case .file = destination { true } else { false }
        standardOutput = Output(console)
    }

    /// Whether the batch is large enough to be written.
    var isFull: Bool { standardOutput.isFull || unwrittenBytes >= Output.fullSize }

    /// Appends the rows of a record to its table, and returns how many of its columns it has.
    mutating func append(
        _ record: CSVRecord, in line: Span<UInt8>, time: CivilTime?, to sheet: CSVSheet
    ) -> Int {
        defer { warnOfRefused(sheet) }
        guard sheet.file == nil else {
            if !filed.contains(where: { $0 === sheet }) { filed.append(sheet) }
            let start = sheet.rows.count
            defer { unwrittenBytes += sheet.rows.count - start }
            return sheet.table.append(
                record.values, suspects: record.suspect, in: line, time: time, to: &sheet.rows)
        }
        if printed !== sheet { begin(sheet) }
        return sheet.table.append(
            record.values, suspects: record.suspect, in: line, time: time, to: &standardOutput.bytes
        )
    }

    private func warnOfRefused(_ sheet: CSVSheet) {
        let names = sheet.table.takeRefused()
        guard !names.isEmpty else { return }
        console.report(
            "warning: suspect values of \(sheet.kind) are left out: "
                + names.joined(separator: ", "))
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

    /// Writes the batch and begins the next; what another writer of a file keeps from being written
    /// is kept, and tried again.
    ///
    /// - Throws: `ToolFailure` when standard output or the only file cannot be written.
    mutating func flush() throws(ToolFailure) {
        try standardOutput.flush()
        for sheet in filed where sheet.failure == nil {
            try append(sheet)
            while sheet.isFull, sheet.failure == nil { try wait(for: [sheet]) { sheet.isFull } }
        }
        unwrittenBytes = 0
    }

    /// When to try again to write what is kept; `nil` when nothing is.
    var nextAttempt: ContinuousClock.Instant? { filed.compactMap { $0.file?.nextAttempt }.min() }

    /// Waits for other writers of the files, but not for ever.
    ///
    /// - Returns: The status of the first table whose rows are not all in its file; `nil` for none.
    /// - Throws: `ToolFailure` when the only file cannot be written.
    mutating func finish() throws(ToolFailure) -> ExitStatus? {
        let sheets = filed
        func isWaiting(_ sheet: CSVSheet) -> Bool {
            sheet.failure == nil && sheet.file?.isWaiting == true
        }
        try wait(for: sheets) { sheets.contains(where: isWaiting) }
        for sheet in sheets where isWaiting(sheet) {
            try note(sheet.file?.finish(at: Moment.now.time) ?? [], of: sheet)
        }
        return sheets.lazy.compactMap(\.failure).first?.status
    }

    // MARK: - Files

    /// How long another writer of a file is waited for when no more can be kept, and at the end.
    private static let patience = Duration.seconds(30)
    /// The same once the process is asked to stop.
    private static let lastPatience = Duration.seconds(1)

    /// Writes the rows of a table, or keeps them.
    private func append(_ sheet: CSVSheet) throws(ToolFailure) {
        guard let file = sheet.file else { return }
        let now = Moment.now.time
        guard !sheet.rows.isEmpty else { return try note(file.proceed(at: now), of: sheet) }
        let batch = LineBatch(rows: sheet.rows.bytes, header: sheet.table.header)
        sheet.rows.removeAll()
        try note(file.append(batch, at: now), of: sheet)
    }

    /// Tries again and again to write what is kept, until that is done or it has taken too long.
    private func wait(
        for sheets: [CSVSheet], while isNeeded: () -> Bool
    ) throws(ToolFailure) {
        var end = ContinuousClock.now + CSVOutput.patience
        var stop = console.stop
        while isNeeded() {
            guard .now < end else { return try giveUp(sheets) }
            var watch = Watch()
            watch.add(deadline: min(end, sheets.compactMap { $0.file?.nextAttempt }.min() ?? end))
            // Waiting fails for want of memory only, and is tried again.
            if (try? watch.wait(limits: WaitLimits(stop: stop))) == .stopped {
                (stop, end) = (-1, min(end, .now + CSVOutput.lastPatience))
            }
            for sheet in sheets where sheet.failure == nil { try append(sheet) }
        }
    }

    private func giveUp(_ sheets: [CSVSheet]) throws(ToolFailure) {
        for sheet in sheets where sheet.failure == nil && sheet.file?.isWaiting == true {
            try note(sheet.file?.finish(at: Moment.now.time) ?? [], of: sheet)
        }
    }

    /// Reports what there is to say of a table's file.
    ///
    /// One that cannot be written costs its own table only.
    private func note(
        _ incidents: [DataIncident], of sheet: CSVSheet
    ) throws(ToolFailure) {
        for incident in incidents {
            switch incident {
            case .finding, .delay, .suspects, .unknown:
                console.report("warning: \(incident.message)")
            case .failure(let error): try end(sheet, ToolFailure(error))
            case .full(let error), .loss(let error, _):
                try end(sheet, ToolFailure(ToolFailure(error).status, incident.message))
            }
        }
        if let error = sheet.file?.obstacle, !error.isPassing { try end(sheet, ToolFailure(error)) }
    }

    private func end(_ sheet: CSVSheet, _ failure: ToolFailure) throws(ToolFailure) {
        guard sheet.failure == nil else { return }
        sheet.failure = failure
        if hasOneFile { throw failure }
        if let message = failure.message { console.report(message) }
    }
}

extension CSVSheet {
    /// Whether no more rows should be kept for its file.
    fileprivate var isFull: Bool { (file?.waitingBytes ?? 0) >= DataFile.mostKept / 2 }
}
