internal import SGBytes
internal import SGPorts

/// A fifo or a device that stays open for as long as somebody reads it.
final class OpenedStream {
    /// What is written to it, kept for as long as its reader does not take it.
    let output: StandardOutput
    private let descriptor: Descriptor
    private let path: String
    private let isInherited: Bool
    private var header: [UInt8]?

    /// Opens what a path leads to.
    ///
    /// - Returns: `nil` when it is a regular file, or none yet.
    /// - Throws: `FileError` when it cannot be opened, or nobody reads it.
    init?(at path: String, stop: Int32) throws(FileError) {
        switch try FilePlace(path).kind {
        case .missing, .regular: return nil
        case .stream: isInherited = false
        case .inherited: isInherited = true
        }
        self.path = path
        descriptor = try openForAppending(path)
        output = StandardOutput(descriptor.number, path: path, stop: stop)
    }

    /// How many lines are lost that were kept for a reader who has gone.
    var lostLines: Int { output.lostLines }

    /// Writes lines, after their header where it is another one than that of the lines before.
    ///
    /// - Throws: `FileError` when they are neither written nor kept, or when earlier ones are lost.
    func append(_ batch: LineBatch) throws(FileError) {
        var text = ByteWriter()
        if let header = batch.header, header != self.header { text.append(header) }
        text.append(batch.lines)
        do throws(FileError) {
            try output.append(text)
        } catch .write(_, .brokenPipe) where !isInherited {
            throw .noReader(path: path)
        }
        header = batch.header
    }
}
