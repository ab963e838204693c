internal import SGBytes
internal import SGRecords
internal import SGSystem

/// A table that is being written.
final class CSVSheet {
    /// The records whose table it is.
    let kind: CSVKind
    /// The file that it goes to; `nil` for standard output.
    let file: DataFile?
    /// How the records become rows.
    var table: CSVTable
    /// The rows that are not in the file yet.
    var rows = ByteWriter(capacity: 0)
    /// Why its file gets no more rows; `nil` while it does.
    var failure: ToolFailure?
    /// Whether a value without a column is still worth a warning.
    var expectsAllColumns: Bool

    /// Creates a table without rows.
    ///
    /// - Parameter file: Where it goes; `nil` for standard output.
    init(_ kind: CSVKind, _ table: CSVTable, _ file: DataFile?, expectsAllColumns: Bool) {
        self.kind = kind
        self.table = table
        self.expectsAllColumns = expectsAllColumns
        self.file = file
    }
}
