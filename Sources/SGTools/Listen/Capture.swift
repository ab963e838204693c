internal import Glibc
internal import SGBytes
internal import SGPorts
internal import SGRecords
internal import SGSystem

/// A file that keeps the bytes of a port as they are read, with their times.
struct Capture: ~Copyable {
    private let file: Descriptor
    private var output: Output
    private var origin: RecordOrigin

    /// Opens a file to append to; a symbolic link in its place is not followed.
    ///
    /// - Throws: 73 when the file cannot be opened.
    init(_ path: String, origin: RecordOrigin, _ console: Console) throws(ToolFailure) {
        do throws(SystemError) {
            file = try Descriptor(
                opening: path, flags: O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, mode: 0o644)
        } catch {
            throw ToolFailure(.cannotCreate, "cannot create '\(path)': \(error.message)")
        }
        output = Output(descriptor: file.number, name: "'\(path)'", stop: console.stop)
        self.origin = origin
        // After a power cut the last line may be torn; the next record starts a line of its own.
        if hasTornEnd(file.number) { output.bytes.append("\n") }
    }

    /// Appends the record of bytes that were read at a moment.
    ///
    /// - Throws: 74 when the file cannot be written.
    mutating func append(_ bytes: Span<UInt8>, at time: Timestamp) throws(ToolFailure) {
        origin.time = time
        output.bytes.append(chunk: bytes, .received, from: origin)
        try output.flush()
    }
}

/// Whether a file has bytes and the last of them is no newline.
private func hasTornEnd(_ descriptor: Int32) -> Bool {
    var last: UInt8 = 0
    let end = lseek(descriptor, 0, SEEK_END)
    return end > 0 && pread(descriptor, &last, 1, end - 1) == 1 && last != 0x0A
}
