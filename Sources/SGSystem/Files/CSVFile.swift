internal import Glibc
internal import SGBytes
internal import SGPorts
package import SGRecords

/// A CSV file that rows are appended to.
///
/// It is opened for each batch and closed after it, so that many files cost no descriptors, and one
/// that was moved away begins anew with its header.
package struct CSVFile: Sendable {
    /// The file's path.
    package let path: String
    /// The header row or rows with their newlines.
    let header: [UInt8]

    /// Describes a file; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - path: Its path.
    ///   - header: The header row or rows with their newlines.
    package init(path: String, header: [UInt8]) {
        self.path = path
        self.header = header
    }

    /// Appends whole rows with one write(2), after the header if the file is new or empty.
    ///
    /// - Parameters:
    ///   - rows: The rows with their newlines; those that are written are taken away.
    ///   - now: The time that goes into the new name of a file with another header.
    ///   - findings: Takes what was put aside before.
    /// - Throws: `FileError` when the file cannot be opened, read or written.
    package func append(
        _ rows: inout [UInt8], at now: Timestamp, _ findings: inout [FileFinding]
    ) throws(FileError) {
        try append(&rows, to: try open(at: now, &findings))
    }

    /// Opens the file after what stands in the way of new rows has been put aside.
    func open(
        at now: Timestamp, _ findings: inout [FileFinding]
    ) throws(FileError) -> AppendedFile {
        // Another writer may begin the file anew as soon as it is put aside, with a header of its own.
        for _ in 0..<CSVFile.mostRivals {
            let file = try AppendedFile(path: path)
            if let torn = try file.setTornLineAside() {
                findings.append(.tornLine(path: file.path, movedTo: torn))
            }
            if try isContinuable(file) { return file }
            let place = try moveAside(file.path, to: "\(file.path).\(compact(now))")
            findings.append(.otherHeader(path: file.path, movedTo: place))
        }
        throw .inUse(path: path)
    }

    /// How often a file is put aside at once that others begin with another header each time.
    private static let mostRivals = 8

    /// Appends whole rows with one write(2), after the header if the file is empty.
    func append(
        _ rows: inout [UInt8], to file: borrowing AppendedFile
    ) throws(FileError) {
        if try file.isEmpty() {
            var header = header
            try file.append(&header)
        }
        try file.append(&rows)
    }

    /// Whether the file has this header already; nothing is changed or made.
    ///
    /// - Throws: `FileError` when it cannot be read.
    package func hasHeader() throws(FileError) -> Bool {
        guard try FilePlace(path).kind == .regular else { return false }
        let file = AppendedFile(try OpenedFile(path))
        let isEmpty = try file.isEmpty()
        return try isContinuable(file) && !isEmpty
    }

    /// Whether rows may follow: the file is empty or has this header, perhaps with CR before LF.
    private func isContinuable(_ file: borrowing AppendedFile) throws(FileError) -> Bool {
        let lineCount = header.count { $0 == UInt8(ascii: "\n") }
        let start = try file.bytes(from: 0, count: header.count + lineCount)
            .filter { $0 != UInt8(ascii: "\r") }
        return start.isEmpty || start.starts(with: header)
    }

    /// A time in UTC as it can stand in a file name everywhere.
    private func compact(_ time: Timestamp) -> String {
        var text = ByteWriter()
        text.append(time)
        return String(decoding: text.bytes, as: UTF8.self).prefix(19)
            .filter { $0 != "-" && $0 != ":" } + "Z"
    }
}
