internal import SGBytes
internal import SGPorts

/// Standard output, which takes records without holding up whoever writes them.
///
/// What its reader does not take at once is kept until it does, up to a limit.
package final class StandardOutput {
    private let descriptor: Int32
    private let stop: Int32
    private var kept: [UInt8] = []
    /// Why something is lost, until it is thrown.
    private var failure: FileError?

    /// How many bytes are kept: some hundred records.
    private static let mostKept = 1 << 20

    /// Prepares to write; nothing is written yet.
    ///
    /// - Parameters:
    ///   - descriptor: Where to write.
    ///   - stop: A descriptor that can be read once the process is asked to stop; negative for never.
    package init(_ descriptor: Int32, stop: Int32) {
        self.descriptor = descriptor
        self.stop = stop
    }

    /// Writes a record, with one write(2) if its reader takes it now, or keeps it.
    ///
    /// - Throws: `FileError` when it is neither written nor kept, or when an earlier one is lost.
    func append(_ record: borrowing ByteWriter) throws(FileError) {
        proceed()
        try throwFailure()
        guard kept.isEmpty || kept.count + record.count <= StandardOutput.mostKept else {
            throw .notTaken(path: "-")
        }
        kept += record.bytes
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
            fail(error)
        }
    }

    /// Waits until everything is written; not for ever on a reader that takes nothing once the process
    /// is asked to stop.
    ///
    /// - Throws: `FileError` when something is lost.
    package func finish() throws(FileError) {
        do throws(SystemError) {
            let isWritten = try kept.span.withUnsafeBytes { bytes throws(SystemError) in
                try writeAll(bytes, to: descriptor, stop: stop)
            }
            kept = []
            if !isWritten { failure = .notTaken(path: "-") }
        } catch {
            fail(error)
        }
        try throwFailure()
    }

    private func fail(_ error: SystemError) {
        kept = []
        failure = .write(path: "-", error)
    }

    private func throwFailure() throws(FileError) {
        defer { failure = nil }
        if let failure { throw failure }
    }
}
