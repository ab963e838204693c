internal import SGBytes
internal import SGRecords
internal import SGSystem

/// A table that is being written.
final class CSVSheet {
    /// The records whose table it is.
    let kind: CSVKind
    /// The file that it goes to; `nil` for standard output.
    let file: CSVFile?
    /// How the records become rows.
    var table: CSVTable
    /// The rows that are not in the file yet.
    var rows = ByteWriter(capacity: 0)
    /// Whether a value without a column is still worth a warning.
    var expectsAllColumns: Bool

    /// Creates a table without rows.
    init(_ kind: CSVKind, _ table: CSVTable, path: String?, expectsAllColumns: Bool) {
        self.kind = kind
        self.table = table
        self.expectsAllColumns = expectsAllColumns
        file = path.map { CSVFile(path: $0, header: table.header) }
    }
}
