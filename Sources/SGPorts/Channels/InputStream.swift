internal import Glibc

/// Bytes that can only be read: standard input, a fifo or a regular file.
final class InputStream: Channel {
    let descriptor: Int32
    let writingDescriptor: Int32 = -1
    let canEnd = true
    private let owned: Descriptor?

    /// Reads a descriptor that its owner keeps open.
    init(borrowing descriptor: Int32) {
        self.descriptor = descriptor
        owned = nil
    }

    /// Opens a file.
    ///
    /// - Throws: `SystemError` when it cannot be opened.
    init(opening path: String) throws(SystemError) {
        let file = try Descriptor(opening: path, flags: O_RDONLY)
        descriptor = file.number
        owned = consume file
    }

    /// Keeps everything: a recording has no old bytes.
    func discardInput() throws(SystemError) {}
}
