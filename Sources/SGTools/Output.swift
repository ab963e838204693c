package import SGBytes
internal import SGPorts

/// A batch of output: built in memory, then written whole.
///
/// A tool flushes before it waits for more input, so that records of a live port leave at once
/// and a large file costs one write per batch.
package struct Output: ~Copyable {
    /// The bytes of the batch so far.
    package var bytes = ByteWriter(capacity: 2 * Output.fullSize)
    /// The descriptor that the bytes go to.
    package let descriptor: Int32
    /// What the output is called in messages: `standard output` or the quoted name of a file.
    private let name: String
    private let stop: Int32

    /// From how many bytes on a batch should be written even though more can be had at once.
    package static let fullSize = 256 * 1024

    /// Creates the output to a console's standard output.
    package init(_ console: Console) {
        self.init(descriptor: console.output, name: "standard output", stop: console.stop)
    }

    /// Creates the output to a descriptor that outlives it.
    ///
    /// - Parameters:
    ///   - descriptor: Where the bytes go.
    ///   - name: What messages call it, with quotes where it has some.
    ///   - stop: A descriptor that can be read once the process is asked to stop.
    package init(descriptor: Int32, name: String, stop: Int32) {
        self.descriptor = descriptor
        self.name = name
        self.stop = stop
    }

    /// Whether the batch is large enough to be written.
    package var isFull: Bool { bytes.count >= Output.fullSize }

    /// Appends a line of text for people, without what commands a terminal.
    mutating func append(line: String) {
        bytes.append(utf8: singleLine(line))
        bytes.append("\n")
    }

    /// Appends lines for a shell, whose words have been made harmless but for their newlines.
    mutating func append(script: String) {
        bytes.append(utf8: harmless(script, keepsLines: true))
    }

    /// Writes the batch and begins the next.
    ///
    /// - Throws: `ToolFailure.outputClosed` when nobody reads it, `ToolFailure.stopped` when the
    ///   process is asked to stop and the output takes nothing, 74 when it cannot be written.
    package mutating func flush() throws(ToolFailure) {
        let (descriptor, stop) = (descriptor, stop)
        let isWritten: Bool
        do throws(SystemError) {
            isWritten = try bytes.withUnsafeBytes { bytes throws(SystemError) in
                try writeAll(bytes, to: descriptor, stop: stop)
            }
        } catch {
            throw .writing(name, error)
        }
        guard isWritten else { throw .stopped }
        bytes.removeAll()
    }
}

extension ToolFailure {
    /// Why bytes could not be written to `name`, which comes with quotes where it has some.
    static func writing(_ name: String, _ error: SystemError) -> ToolFailure {
        if error == .brokenPipe { return .outputClosed }
        return ToolFailure(.cannotWrite, "cannot write \(name): \(error.message)")
    }
}
