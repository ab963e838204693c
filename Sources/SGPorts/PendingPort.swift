internal import Glibc
internal import Synchronization

/// A port that is being opened on a thread of its own, because its host may take its time.
///
/// Nobody has to wait for it: once this object is given up, the port is closed as soon as it is open.
package final class PendingPort: Sendable {
    private let name: String
    private let settings: LineSettings
    private let streams: StandardStreams
    private let outcome = Mutex<Outcome?>(nil)
    /// Gets a byte once there is a result.
    private let notice: Pipe

    /// What has become of the port.
    // SAFETY: one thread has it at a time, the one that opens the port and then the one that takes it.
    private struct Outcome: @unchecked Sendable {
        let result: Result<Port, PortError>
    }

    /// Whether opening a port may take seconds: one of another machine's has to answer.
    ///
    /// - Parameters:
    ///   - name: The port.
    ///   - isServed: Whether others connect to it if they can.
    package static func isNeeded(for name: String, isServed: Bool) -> Bool {
        (try? PortName(name))?.isRemote(isServed: isServed) ?? false
    }

    /// Begins to open a port.
    ///
    /// - Parameters:
    ///   - name: The port.
    ///   - settings: How to set a serial line.
    ///   - streams: The descriptors that `spy://` uses.
    /// - Throws: `PortError` when the system has no descriptors or threads left.
    package init(
        opening name: String, settings: LineSettings, streams: StandardStreams
    ) throws(PortError) {
        notice = try SGPorts.opening(name) { () throws(SystemError) in try Pipe() }
        self.name = name
        self.settings = settings
        self.streams = streams
        do throws(SystemError) {
            pthread_detach(try beginThread { self.open() })
        } catch {
            throw .failed(name, error)
        }
    }

    /// Can be read once the port is open, or cannot be opened.
    var descriptor: Int32 { notice.reader.number }

    /// The port, once; `nil` while it is being opened.
    ///
    /// - Throws: `PortError` when it cannot be had.
    package func take() throws(PortError) -> Port? {
        try outcome.withLock { $0.take() }?.result.get()
    }

    private func open() {
        let result = Result { () throws(PortError) in
            try Port(opening: name, settings: settings, streams: streams)
        }
        let outcome = Outcome(result: result)
        self.outcome.withLock { $0 = outcome }
        _ = write(notice.writer.number, "", 1)
    }
}
