internal import Glibc

/// An open file descriptor with one owner, closed when its owner goes away.
package struct Descriptor: ~Copyable, Sendable {
    /// The descriptor's number.
    package let number: Int32

    /// Takes over a descriptor that the caller has opened.
    package init(owning number: Int32) {
        self.number = number
    }

    /// Opens a file, without waiting for anybody.
    ///
    /// Not for the other end of a fifo, nor for the carrier of a modem. Nothing else in this package
    /// opens a file by its name.
    ///
    /// The corresponding C function is `open`; the descriptor does not block and is closed on exec,
    /// and a terminal does not become the process's own.
    ///
    /// - Throws: `SystemError` when the file cannot be opened.
    package init(opening path: String, flags: Int32, mode: UInt32 = 0) throws(SystemError) {
        number = try retrying { open(path, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, mode) }
    }

    deinit {
        close(number)
    }
}

/// Reads once from a descriptor; an interrupted call is made again.
///
/// - Returns: How many bytes were read; 0 at the end.
/// - Throws: `SystemError` when the bytes cannot be read.
package func readOnce(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
) throws(SystemError) -> Int {
    try retrying { read(descriptor, buffer.baseAddress, buffer.count) }
}

/// Turns the result of a system call that gives 0 into an error where it is not.
func check(_ result: Int32) throws(SystemError) {
    if result < 0 { throw .last }
}

/// Makes a system call again for as long as a signal interrupts it.
///
/// - Throws: `SystemError` when the call gives a negative result for another reason.
func retrying<Result: SignedInteger>(_ call: () -> Result) throws(SystemError) -> Result {
    while true {
        let result = call()
        if result >= 0 { return result }
        if errno != EINTR { throw .last }
    }
}
