internal import Glibc
internal import SGBytes

/// Lines for people about what happens on a port, on standard error or in a file.
final class Transcript {
    private let descriptor: Int32
    private let file: Descriptor?
    private let start = ContinuousClock.now

    /// Writes to a descriptor that its owner keeps open.
    init(borrowing descriptor: Int32) {
        self.descriptor = descriptor
        file = nil
    }

    /// Appends to a file; a symbolic link in its place is not followed.
    ///
    /// - Throws: `SystemError` when the file cannot be opened or made.
    init(appendingTo path: String) throws(SystemError) {
        let file = try Descriptor(
            opening: path, flags: O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, mode: 0o644)
        descriptor = file.number
        self.file = consume file
    }

    /// Writes what has happened.
    func append(_ label: String, _ event: String) {
        write("\(time) \(padded(label, to: 4)) \(harmless(event))\n")
    }

    /// Writes which bytes have passed, 16 on a line; no bytes are no line.
    func append(_ label: String, _ bytes: UnsafeRawBufferPointer) {
        let beginning = "\(time) \(padded(label, to: 4)) "
        let lines = stride(from: 0, to: bytes.count, by: 16).map { offset in
            let row = bytes[offset..<min(offset + 16, bytes.count)]
            return beginning + zeroed(String(offset, radix: 16, uppercase: true), 4) + "  "
                + padded(hex(row, separator: " ").uppercased(), to: 50) + ascii(row) + "\n"
        }
        write(lines.joined())
    }

    private func write(_ text: String) {
        var bytes = Array(text.utf8)
        // A transcript that cannot be written must not disturb what it is about.
        _ = try? bytes.withUnsafeMutableBytes { try writeAll(.init($0), to: descriptor) }
    }

    /// Seconds since the start, such as `000001.750`.
    private var time: String {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        let milliseconds = attoseconds / 1_000_000_000_000_000
        return zeroed(String(seconds), 6) + "." + zeroed(String(milliseconds), 3)
    }
}

private func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 0))
}

private func zeroed(_ digits: String, _ width: Int) -> String {
    String(repeating: "0", count: max(width - digits.count, 0)) + digits
}

/// Bytes as ASCII characters, those that have none as dots.
private func ascii(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: bytes.map { (0x20..<0x7F).contains($0) ? $0 : 0x2E }, as: UTF8.self)
}
