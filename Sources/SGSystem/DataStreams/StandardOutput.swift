internal import SGBytes
internal import SGPorts

/// Standard output or another stream, which takes records without holding up whoever writes them.
///
/// What its reader does not take at once is kept until it does, up to a limit.
package final class StandardOutput {
    private let given: Int32
    private let path: String
    /// What is written to instead: a terminal that has some room would wait for more of it.
    private let terminal: Descriptor?
    private let stop: Int32
    private var kept: [UInt8] = []
    /// Why something is lost, until it is thrown.
    private var failure: FileError?
    /// How many lines are lost that were kept.
    private(set) var lostLines = 0
    /// How many lines were given last, which are not lost when they cannot be written.
    private var latestLines = 0

    /// How many bytes are kept: some hundred records.
    private static let mostKept = 1 << 20

    /// How long a reader may take nothing once the process is asked to stop.
    private static let patience = Duration.seconds(1)

    /// Prepares to write; nothing is written yet.
    ///
    /// - Parameters:
    ///   - descriptor: Where to write.
    ///   - path: What failures call it.
    ///   - stop: A descriptor that can be read once the process is asked to stop; negative for never.
    package init(_ descriptor: Int32, path: String = "-", stop: Int32) {
        given = descriptor
        self.path = path
        self.stop = stop
        terminal = reopenedTerminal(descriptor)
    }

    private var descriptor: Int32 {
        switch terminal {
        case .some(let terminal): terminal.number
        case nil: given
        }
    }

    /// Writes a record, with one write(2) if its reader takes it now, or keeps it.
    ///
    /// - Throws: `FileError` when it is neither written nor kept, or when an earlier one is lost.
    func append(_ record: borrowing ByteWriter) throws(FileError) {
        proceed()
        try throwFailure()
        guard kept.isEmpty || kept.count + record.count <= StandardOutput.mostKept else {
            throw .notTaken(path: path)
        }
        kept += record.bytes
        latestLines = lineCount(record.bytes)
        defer { latestLines = 0 }
        proceed()
        try throwFailure()
    }

    /// Whether something is kept that its reader has not taken.
    package var isWaiting: Bool { !kept.isEmpty }

    /// Waits for its reader, too, if something is kept.
    func add(to watch: inout Watch) {
        if isWaiting { watch.add(writing: descriptor) }
    }

    /// Writes what its reader takes now.
    package func proceed() {
        guard isWaiting else { return }
        do throws(SystemError) {
            let count = try kept.span.withUnsafeBytes { bytes throws(SystemError) in
                try writeNow(bytes, to: descriptor)
            }
            kept.removeFirst(count)
        } catch {
            fail(.write(path: path, error))
        }
    }

    /// Waits until everything is written; not for ever on a reader that takes nothing once the process
    /// is asked to stop.
    ///
    /// - Throws: `FileError` when something is lost.
    package func finish() throws(FileError) {
        var isStopping = false
        while isWaiting {
            let limits =
                isStopping
                ? WaitLimits(deadline: .now + StandardOutput.patience) : WaitLimits(stop: stop)
            do throws(SystemError) {
                switch try waitToWrite(descriptor, limits: limits) {
                case .ready: proceed()
                case .stopped: isStopping = true
                case .timedOut, .outputClosed: fail(.notTaken(path: path))
                }
            } catch {
                fail(.write(path: path, error))
            }
        }
        try throwFailure()
    }

    private func fail(_ failure: FileError) {
        lostLines += max(lineCount(kept) - latestLines, 0)
        kept = []
        self.failure = failure
    }

    private func lineCount(_ bytes: [UInt8]) -> Int { bytes.count { $0 == UInt8(ascii: "\n") } }

    private func throwFailure() throws(FileError) {
        defer { failure = nil }
        if let failure { throw failure }
    }
}
