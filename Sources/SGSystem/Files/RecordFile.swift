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
    /// - Parameters:
    ///   - lines: The lines with their newlines; those that are written are taken away.
    ///   - findings: Takes what was put aside before.
    /// - Throws: `FileError` when the file cannot be opened, read or written.
    package func append(
        _ lines: inout [UInt8], _ findings: inout [FileFinding]
    ) throws(FileError) {
        let file = try AppendedFile(path: path)
        if let torn = try file.setTornLineAside() {
            findings.append(.tornLine(path: file.path, movedTo: torn))
        }
        try file.append(&lines)
    }
}
