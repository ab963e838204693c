internal import SGPorts
package import SGRecords

/// A file, a fifo or a device that rows or records are appended to, in order.
///
/// Nothing here waits. What cannot be written now, because another writer has the file locked, the disk
/// is full or nobody reads a fifo, is kept up to a limit and written later.
package final class DataFile {
    /// The path, as the user gave it.
    package let path: String
    private let stop: Int32
    /// What is not written yet, the oldest first.
    private var waiting: [LineBatch] = []
    /// How many bytes wait.
    package private(set) var waitingBytes = 0
    /// What is open where the path is not that of a regular file.
    private(set) var stream: OpenedStream?
    /// Why something waits, and since when.
    private var delay: Delay?
    /// How many lines are lost since something began to wait.
    private var lostLines = 0

    /// How many bytes are kept: some thousand rows.
    package static let mostKept = 1 << 20

    /// Why something waits.
    private struct Delay {
        var error: FileError
        var since: ContinuousClock.Instant
        var next: ContinuousClock.Instant
        var pause: Duration
        var isTold = false
    }

    /// Describes a file; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - path: Its path.
    ///   - stop: A descriptor that can be read once the process is asked to stop; negative for never.
    package init(path: String, stop: Int32) {
        self.path = path
        self.stop = stop
    }

    /// Makes a file where it is missing, to find out before there is something to write whether it can
    /// be written.
    ///
    /// - Throws: `FileError` when nothing can be written there; not for what only another program keeps
    ///   from being written now.
    package static func prepare(_ path: String) throws(FileError) {
        switch try FilePlace(path).kind {
        case .missing, .regular: _ = try OpenedFile(path)
        case .stream, .inherited: break
        }
    }

    /// Whether something is kept that is not written yet.
    package var isWaiting: Bool { !waiting.isEmpty || stream?.output.isWaiting == true }

    /// Why something is kept; `nil` when the reader of a stream has not taken it yet, or nothing is.
    package var obstacle: FileError? { waiting.isEmpty ? nil : delay?.error }

    /// When to try again; `nil` when nothing is kept.
    package var nextAttempt: ContinuousClock.Instant? { waiting.isEmpty ? nil : delay?.next }

    /// Writes lines after all that waits, or keeps them.
    ///
    /// - Parameters:
    ///   - batch: The lines.
    ///   - now: The time that goes into the new name of a file with another header.
    /// - Returns: What there is to say about it.
    package func append(_ batch: LineBatch, at now: Timestamp) -> [DataIncident] {
        if !waiting.isEmpty, waitingBytes + batch.lines.count > DataFile.mostKept {
            return proceed(at: now) + (waiting.isEmpty ? append(batch, at: now) : lose(batch))
        }
        waitingBytes += batch.lines.count
        if waiting.isEmpty || !waiting[waiting.count - 1].take(batch) { waiting.append(batch) }
        return proceed(at: now)
    }

    /// Writes what waits, if it is time to try again.
    ///
    /// - Returns: What there is to say about it.
    package func proceed(at now: Timestamp) -> [DataIncident] {
        stream?.output.proceed()
        guard !waiting.isEmpty, delay.map({ $0.next <= .now }) ?? true else { return [] }
        return attempt(at: now)
    }

    private func attempt(at now: Timestamp) -> [DataIncident] {
        var findings: [FileFinding] = []
        let obstacle = writeWaiting(at: now, &findings)
        let incidents = findings.map(DataIncident.finding)
        return incidents + (obstacle.map(postpone) ?? resume())
    }

    /// Tries for the last time to write what waits, and lets the rest go.
    ///
    /// - Returns: What there is to say about it; a loss when not all is written.
    package func finish(at now: Timestamp) -> [DataIncident] {
        var incidents = waiting.isEmpty ? [] : attempt(at: now)
        let count = lostLines + waiting.reduce(0) { $0 + $1.lineCount }
        if count > 0, let error = delay?.error {
            incidents.append(.loss(error, lines: count))
        }
        waiting = []
        (waitingBytes, lostLines) = (0, 0)
        do throws(FileError) {
            try stream?.output.finish()
        } catch {
            incidents.append(.failure(error))
        }
        return incidents
    }

    // MARK: - What stands in the way

    /// How long something may be kept before that is worth a word.
    private static let patience = Duration.seconds(3)
    private static let longestPause = Duration.seconds(5)

    private func postpone(_ error: FileError) -> [DataIncident] {
        let now = ContinuousClock.now
        let pause = delay.map { min($0.pause * 2, DataFile.longestPause) } ?? .milliseconds(20)
        let since = delay?.since ?? now
        let wasTold = delay?.error == error && delay?.isTold == true
        let isTold = wasTold || now - since > DataFile.patience
        delay = Delay(error: error, since: since, next: now + pause, pause: pause, isTold: isTold)
        return isTold && !wasTold ? [.delay(error)] : []
    }

    private func resume() -> [DataIncident] {
        defer { (delay, lostLines) = (nil, 0) }
        guard let delay, lostLines > 0 else { return [] }
        return [.loss(delay.error, lines: lostLines)]
    }

    /// Counts what does not find room; the number is told once the file can be written again.
    private func lose(_ batch: LineBatch) -> [DataIncident] {
        let isFirst = lostLines == 0
        lostLines += batch.lineCount
        return isFirst ? delay.map { [.full($0.error)] } ?? [] : []
    }

    // MARK: - Writing

    /// Writes batch after batch, until all are written or something stands in the way.
    private func writeWaiting(at now: Timestamp, _ findings: inout [FileFinding]) -> FileError? {
        defer { waitingBytes = waiting.reduce(0) { $0 + $1.lines.count } }
        do throws(FileError) {
            while !waiting.isEmpty {
                try write(&waiting[0], at: now, &findings)
                waiting.removeFirst()
            }
            return nil
        } catch {
            return error
        }
    }

    private func drop(_ stream: OpenedStream) {
        lostLines += stream.lostLines
        self.stream = nil
    }

    private func write(
        _ batch: inout LineBatch, at now: Timestamp, _ findings: inout [FileFinding]
    ) throws(FileError) {
        if stream == nil { stream = try OpenedStream(at: path, stop: stop) }
        if let stream {
            do throws(FileError) {
                return try stream.append(batch)
            } catch {
                if error != .notTaken(path: path) { drop(stream) }
                throw error
            }
        }
        guard let header = batch.header else {
            return try RecordFile(path: path).append(&batch.lines, &findings)
        }
        let file = CSVFile(path: path, header: header)
        if let day = batch.newestDay {
            try file.append(days: batch.lines, until: day, at: now, &findings)
        } else {
            try file.append(&batch.lines, at: now, &findings)
        }
    }
}
