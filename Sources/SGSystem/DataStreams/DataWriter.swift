internal import SGBytes
internal import SGDevices
internal import SGRecords

/// Writes the records of one kind of message to their stream.
struct DataWriter {
    /// The stream.
    let stream: DataStream
    private let standardOutput: StandardOutput
    private var table: CSVTable

    init(_ stream: DataStream, standardOutput: StandardOutput) {
        self.stream = stream
        self.standardOutput = standardOutput
        table = CSVTable(stream.message.columns, hasTime: true, style: CSVStyle())
    }

    /// Whether messages of this kind belong to the stream; another copy of the definition may have
    /// made it.
    func takes(_ message: Message) -> Bool {
        stream.message.name == message.name && stream.message.sender == message.sender
    }

    /// Whether the stream has a place for what is no message.
    var takesEvents: Bool {
        if case .table = stream.destination { return false }
        return true
    }

    /// Writes a decoded record of the stream's message, with one write(2).
    ///
    /// - Parameters:
    ///   - record: The record, one line.
    ///   - time: When its frame was read, as a clock here showed it.
    /// - Returns: What was put aside before.
    /// - Throws: `FileError` when it cannot be written.
    mutating func append(
        _ record: borrowing ByteWriter, at time: CivilTime
    ) throws(FileError) -> [FileFinding] {
        guard case .table(let path) = stream.destination else { return try append(line: record) }
        var rows = ByteWriter()
        record.withSpan { appendRows(of: $0, at: time, to: &rows) }
        let file = CSVFile(path: path, header: table.header)
        return stream.message.isPageOfDays
            ? try file.append(days: rows, until: time.date, at: time.time)
            : try file.append(rows, at: time.time)
    }

    /// Writes a record of any kind; a table gets none.
    ///
    /// - Returns: What was put aside before.
    /// - Throws: `FileError` when it cannot be written.
    func append(line: borrowing ByteWriter) throws(FileError) -> [FileFinding] {
        switch stream.destination {
        case .table: return []
        case .records(let path): return try RecordFile(path: path).append(line)
        case .standardOutput:
            try standardOutput.append(line)
            return []
        }
    }

    private mutating func appendRows(
        of record: Span<UInt8>, at time: CivilTime, to rows: inout ByteWriter
    ) {
        var object = JSONObject()
        // The record was made here, with its fields.
        guard (try? object.parse(record)) != nil,
            let fields = object.index(of: "fields", in: record)
        else { return }
        let values = object.inner[object.members[fields].inner]
        _ = table.append(values, in: record, time: time, to: &rows)
    }
}
