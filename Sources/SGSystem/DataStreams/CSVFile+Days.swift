package import SGRecords

extension CSVFile {
    /// Appends those rows of a page of days that the file does not have yet, with one write(2).
    ///
    /// The newest day in the file, once it is over, gets another row: the one in the file was written
    /// while that day was still running. Of two rows of a day the later stands. A file without days
    /// gets the page as it is; any other gets rows in the order of their days, so that the next page
    /// completes what a power cut leaves of them.
    ///
    /// - Parameters:
    ///   - page: One row a day, the newest first, with their newlines.
    ///   - today: The day of the first row.
    ///   - now: The time that goes into the new name of a file with another header.
    ///   - findings: Takes what was put aside before.
    /// - Throws: `FileError` when the file cannot be opened, read or written.
    package func append(
        days page: [UInt8], until today: CivilDate, at now: Timestamp,
        _ findings: inout [FileFinding]
    ) throws(FileError) {
        let file = try open(at: now, &findings)
        let known = try knownDays(in: file, until: today)
        let rows = lines(of: page.span)
        var missing: [UInt8] = []
        for age in known.isEmpty ? Array(rows.indices) : rows.indices.reversed()
        where known.lacks(age) {
            missing += page[rows[age]]
        }
        if !missing.isEmpty { try append(&missing, to: file) }
    }

    /// Reads the whole file, in pieces.
    private func knownDays(
        in file: borrowing AppendedFile, until today: CivilDate
    ) throws(FileError) -> KnownDays {
        var days = KnownDays(until: today)
        var scan = DayScan(header: header)
        var offset = 0
        while true {
            let piece = try file.bytes(from: offset, count: AppendedFile.pieceSize)
            if piece.isEmpty { return days }
            offset += piece.count
            for byte in piece {
                if let day = scan.take(byte) { days.insert(day) }
            }
        }
    }
}

/// Where in a text each of its lines stands, with its newline.
private func lines(of text: Span<UInt8>) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    for end in text.indices where text[end] == UInt8(ascii: "\n") {
        lines.append(start..<end + 1)
        start = end + 1
    }
    return lines
}
