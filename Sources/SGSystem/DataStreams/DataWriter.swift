internal import SGBytes
internal import SGDevices
internal import SGRecords

/// Writes the records of one kind of message to their stream.
struct DataWriter {
    /// The stream.
    let stream: DataStream
    private let standardOutput: StandardOutput
    /// The stream's file; `nil` for standard output.
    private let file: DataFile?
    private var table: CSVTable
    /// The values without a column that have been told of.
    private var unknownNames: Set<String> = []

    init(
        _ stream: DataStream, suspects: CSVSuspects, files: DataFiles,
        standardOutput: StandardOutput
    ) {
        self.stream = stream
        self.standardOutput = standardOutput
        file = stream.destination.path.map { files.file(at: $0) }
        var style = CSVStyle()
        style.suspects = suspects
        table = CSVTable(stream.message.columns, hasTime: true, style: style)
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

    /// Writes a decoded record of the stream's message, with one write(2), or keeps it.
    ///
    /// - Parameters:
    ///   - record: The record, one line.
    ///   - time: When its frame was read, as a clock here showed it.
    /// - Returns: What there is to say about it.
    mutating func append(_ record: borrowing ByteWriter, at time: CivilTime) -> [DataIncident] {
        guard case .table = stream.destination, let file else {
            return append(line: record, at: time.time)
        }
        var rows = ByteWriter()
        let remarks = record.withSpan { appendRows(of: $0, at: time, to: &rows) }
        let newestDay = stream.message.isPageOfDays ? time.date : nil
        return remarks
            + file.append(
                LineBatch(rows: rows.bytes, header: table.header, newestDay: newestDay),
                at: time.time)
    }

    /// Writes a record of any kind, or keeps it; a table gets none.
    ///
    /// - Returns: What there is to say about it.
    func append(line: borrowing ByteWriter, at time: Timestamp) -> [DataIncident] {
        switch stream.destination {
        case .table: return []
        case .records: return file?.append(LineBatch(records: line.bytes), at: time) ?? []
        case .standardOutput:
            do throws(FileError) {
                try standardOutput.append(line)
                return []
            } catch {
                return [.failure(error)]
            }
        }
    }

    private mutating func appendRows(
        of record: Span<UInt8>, at time: CivilTime, to rows: inout ByteWriter
    ) -> [DataIncident] {
        var object = JSONObject()
        // The record was made here, with its fields.
        guard (try? object.parse(record)) != nil,
            let fields = object.index(of: "fields", in: record)
        else { return [] }
        let values = object.inner[object.members[fields].inner]
        let suspect = object.index(of: "suspect", in: record).map { object.members[$0] }
        let found = table.append(values, suspects: suspect, in: record, time: time, to: &rows)
        var remarks: [DataIncident] = []
        let refused = table.takeRefused()
        let path = stream.destination.path ?? "-"
        if !refused.isEmpty { remarks.append(.suspects(path: path, refused)) }
        if found < values.count {
            let unknown = newUnknownNames(values, record)
            if !unknown.isEmpty { remarks.append(.unknown(path: path, unknown)) }
        }
        return remarks
    }

    /// The values without a column, as those under a label that the definition does not know, that have
    /// not been told of.
    private mutating func newUnknownNames(
        _ values: ArraySlice<JSONMember>, _ record: Span<UInt8>
    ) -> [String] {
        let known = Set(table.columns.map(\.name))
        let names = values.map { unescapedJSON(record.extracting($0.key)) }
        return names.filter { name in
            unknownNames.count < DataWriter.mostUnknownNames && !known.contains(name)
                && unknownNames.insert(name).inserted
        }
    }

    /// Of how many values without a column it is remembered that they have been told of.
    private static let mostUnknownNames = 256
}

extension DataStream.Destination {
    /// The path of its file; `nil` for standard output.
    var path: String? {
        switch self {
        case .standardOutput: nil
        case .records(let path), .table(let path): path
        }
    }
}
