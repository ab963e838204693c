internal import CSGPorts
internal import Glibc

/// Turns the signals that ask a process to stop into a descriptor that can be waited for.
///
/// Caught are SIGHUP, SIGINT and SIGTERM, unless they were ignored at the start.
package struct StopSignals: ~Copyable {
    /// Can be read from once a signal has come; to be waited for, not read.
    package let descriptor: Int32

    /// Catches the signals; to be done once in a process.
    ///
    /// - Throws: `SystemError` when the system has no descriptors left.
    package init() throws(SystemError) {
        descriptor = sg_catch_stop_signals()
        if descriptor < 0 { throw .last }
    }

    /// Ends the process by the signal that has come, so that its parent sees why; returns when
    /// none has.
    package func dieIfStopped() {
        var number: UInt8 = 0
        if read(descriptor, &number, 1) == 1 { sg_die_of_signal(Int32(number)) }
    }
}

/// Takes a signal out of a descriptor of ``StopSignals``, for a program that does not end by it.
///
/// - Parameters:
///   - numbers: The signals that may be taken.
///   - descriptor: The descriptor.
/// - Returns: The signal; `nil` when it is another one, which stays there.
package func takeSignal(_ numbers: [Int32], from descriptor: Int32) -> Int32? {
    var number: UInt8 = 0
    guard read(descriptor, &number, 1) == 1 else { return nil }
    if numbers.contains(Int32(number)) { return Int32(number) }
    raise(Int32(number))
    return nil
}
