internal import Glibc

/// Asks a thread to stop that waits with the switch's descriptor as ``WaitLimits/stop``.
package struct StopSwitch: ~Copyable, Sendable {
    private let pipe: Pipe

    /// Makes a switch that is not thrown.
    ///
    /// - Throws: `SystemError` when the system has no descriptors left.
    package init() throws(SystemError) {
        pipe = try Pipe()
    }

    /// Can be read from once the switch is thrown; to be waited for, not read.
    package var descriptor: Int32 { pipe.reader.number }

    /// Throws the switch, for good.
    package func stop() {
        var byte: UInt8 = 1
        _ = write(pipe.writer.number, &byte, 1)
    }
}
