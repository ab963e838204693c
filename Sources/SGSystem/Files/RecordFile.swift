package import SGBytes

/// A file of records that more are appended to.
///
/// As with ``CSVFile``, it is opened for each batch and closed after it.
package struct RecordFile: Sendable {
    /// The file's path.
    package let path: String

    /// Describes a file; nothing is opened yet.
    package init(path: String) {
        self.path = path
    }

    /// Appends whole lines with one write(2).
    ///
    /// - Parameter lines: The lines with their newlines.
    /// - Returns: What was put aside before.
    /// - Throws: `FileError` when the file cannot be opened, read or written.
    package func append(_ lines: borrowing ByteWriter) throws(FileError) -> [FileFinding] {
        let file = try AppendedFile(path: path)
        let torn = try file.setTornLineAside()
        try lines.withUnsafeBytes { lines throws(FileError) in try file.append(lines) }
        return torn.map { [.tornLine(path: path, movedTo: $0)] } ?? []
    }
}
