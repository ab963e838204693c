internal import SGRecords

/// The file that an error log is appended to, one for each day.
///
/// It is opened for each line and closed after it: several processes may share it, and one that was
/// moved away begins anew.
struct LogFile: Sendable {
    /// The file's path.
    let path: String

    /// Appends a line with one write(2).
    ///
    /// - Parameter line: The line with its newline.
    /// - Throws: `FileError` when the file cannot be opened or written.
    func append(_ line: Span<UInt8>) throws(FileError) {
        let file = try AppendedFile(path: path, isLocked: false)
        try line.withUnsafeBytes { line throws(FileError) in try file.append(line) }
    }

    /// Gives a file that was last changed on an earlier day that day's name:
    /// `errors.log.2026-01-02`.
    ///
    /// - Parameter today: The day that a clock here shows.
    /// - Throws: `FileError` when the file cannot be opened or renamed.
    func rotate(on today: CivilDate) throws(FileError) {
        let unlocked = try AppendedFile(path: path, isLocked: false)
        guard try dayOver(of: unlocked, on: today) != nil else { return }
        // Another process may have been faster.
        let file = try AppendedFile(path: path)
        if let day = try dayOver(of: file, on: today) {
            _ = try moveAside(path, to: "\(path).\(day)")
        }
    }

    /// The day of a file's lines when it is over; `nil` for today's file and one without lines.
    private func dayOver(
        of file: borrowing AppendedFile, on today: CivilDate
    ) throws(FileError) -> CivilDate? {
        var clock = LocalClock()
        let day = clock.show(try file.lastChange()).date
        guard day.daysSince1970 < today.daysSince1970, try !file.isEmpty() else { return nil }
        return day
    }
}
