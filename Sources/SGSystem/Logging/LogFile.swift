internal import Glibc
internal import SGPorts
internal import SGRecords
internal import Synchronization

/// The file that an error log is appended to, one for each day; or a fifo or a device.
///
/// A file is opened for each line and closed after it: several processes may share it, and one that was
/// moved away begins anew. A stream stays open for its reader.
final class LogFile: Sendable {
    /// The file's path, as the user gave it.
    let path: String
    private let stream = Mutex<Descriptor?>(nil)

    /// Describes a file; nothing is opened yet.
    init(path: String) {
        self.path = path
    }

    /// Appends a line with one write(2).
    ///
    /// - Parameter line: The line with its newline.
    /// - Throws: `FileError` when the file cannot be opened or written.
    func append(_ line: [UInt8]) throws(FileError) {
        guard try !isStream else { return try appendToStream(line) }
        var line = line
        try AppendedFile(try OpenedFile(path)).append(&line)
    }

    private var isStream: Bool {
        get throws(FileError) {
            switch try FilePlace(path).kind {
            case .stream, .inherited: true
            case .missing, .regular: false
            }
        }
    }

    private func appendToStream(_ line: [UInt8]) throws(FileError) {
        try stream.withLock { stream throws(FileError) in
            if stream == nil { stream = try openForAppending(path) }
            let number = stream?.number ?? -1
            do throws(SystemError) {
                let count = try line.span.withUnsafeBytes { line throws(SystemError) in
                    try writeNow(line, to: number)
                }
                guard count == line.count else { throw SystemError(code: EAGAIN) }
            } catch {
                stream = nil
                throw .write(path: path, error)
            }
        }
    }

    /// Gives a file that was last changed on an earlier day that day's name:
    /// `errors.log.2026-01-02`.
    ///
    /// - Parameter today: The day that a clock here shows.
    /// - Throws: `FileError` when the file cannot be opened or renamed.
    func rotate(on today: CivilDate) throws(FileError) {
        guard try !isStream else { return }
        let unlocked = AppendedFile(try OpenedFile(path))
        guard try dayOver(of: unlocked, on: today) != nil else { return }
        do throws(FileError) {
            // Another process may have been faster.
            let file = try AppendedFile(path: path)
            if let day = try dayOver(of: file, on: today) {
                _ = try moveAside(file.path, to: "\(file.path).\(day)")
            }
        } catch .inUse {
            // Another process is doing it.
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
