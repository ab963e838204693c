internal import Glibc

/// A stream of bytes from and to devices: a serial port, or what stands for one.
///
/// When it goes away, a terminal gets back the settings and modem lines that it had.
public final class Port {
    /// The port as the user gave it.
    public let name: String
    let channel: any Channel

    /// Opens a port, for reading and for writing where it can be written to.
    ///
    /// - Parameters:
    ///   - name: The path of a terminal, a fifo or a regular file; `-` for standard input;
    ///     `pty:` for a new pseudo-terminal, `pty:LINK` for one with a symbolic link to it;
    ///     or a URL: `loop://`, `socket://HOST:PORT`,
    ///     `rfc2217://HOST:PORT[?OPTION]`, `spy://PORT[?file=FILE]` or `hwgrep://REGEXP`.
    ///   - settings: How to set a serial line; everything else has no settings.
    ///   - streams: The descriptors that `-` and `spy://` use.
    ///   - limits: What may end the wait for a connection; it also ends after some seconds.
    /// - Throws: `PortError` when the port cannot be had.
    public init(
        opening name: String, settings: LineSettings = LineSettings(),
        streams: StandardStreams = StandardStreams(), limits: WaitLimits = WaitLimits()
    ) throws(PortError) {
        self.name = name
        channel = try PortOpening(settings: settings, streams: streams, limits: limits).open(name)
    }

    /// Makes a port of an open channel.
    init(_ name: String, _ channel: any Channel) {
        self.name = name
        self.channel = channel
    }

    /// Where other programs open their end of a port that this one has made; `nil` for others.
    public var otherEnd: String? { channel.otherEnd }

    /// Whether the bytes come from a regular file: then how fast they come says nothing.
    public var isRecording: Bool {
        isRegularFile(channel.descriptor)
    }

    /// What was wrong with the line since the port was opened; `nil` when nobody counts.
    public var lineErrors: LineErrors? { channel.lineErrors }

    /// Whether the port is, or leads to, a serial line that got the settings asked for.
    public var hasLineSettings: Bool { channel.hasLineSettings }

    /// Whether everything that is written comes back, as from `loop://`.
    package var isLoop: Bool { channel.isLoop }

    /// Whether bytes can be written; a file, a fifo and standard input can only be read.
    public var isWritable: Bool { channel.writingDescriptor >= 0 }

    /// What can be read from when bytes have come.
    var descriptor: Int32 { channel.descriptor }

    /// Whether bytes are there that the descriptor does not tell of.
    var hasUnseenBytes: Bool { channel.hasUnseenBytes }

    /// Waits for bytes and reads those that are there.
    ///
    /// - Parameters:
    ///   - buffer: Room for the bytes, which are put at its start.
    ///   - limits: What else may end the wait.
    /// - Throws: `PortError` when the port fails in another way than by going away.
    public func read(
        into buffer: inout [UInt8], limits: WaitLimits = WaitLimits()
    ) throws(PortError) -> PortReading {
        do throws(SystemError) {
            while true {
                switch try waitForBytes(limits) {
                case .stopped: return .stopped
                case .outputClosed: return .outputClosed
                case .timedOut: return .timedOut
                case .ready: break
                }
                if let reading = try readNow(into: &buffer) { return reading }
            }
        } catch {
            throw .unreadable(name, error)
        }
    }

    private func waitForBytes(_ limits: WaitLimits) throws(SystemError) -> WaitResult {
        channel.hasUnseenBytes ? .ready : try waitToRead(channel.descriptor, limits: limits)
    }

    /// Reads what is there; `nil` when that is nothing after all.
    private func readNow(into buffer: inout [UInt8]) throws(SystemError) -> PortReading? {
        do throws(SystemError) {
            var room = buffer.mutableSpan
            let count = try room.withUnsafeMutableBytes { bytes throws(SystemError) in
                try channel.read(into: bytes)
            }
            guard let count else { return nil }
            return count > 0 ? .bytes(count) : channel.canEnd ? .ended : .lost
        } catch {
            if error.isNotNow { return nil }
            if error.isLoss { return .lost }
            throw error
        }
    }

    /// Writes bytes; they may still be on their way when this returns.
    ///
    /// - Parameters:
    ///   - bytes: What to write.
    ///   - limits: What may end the wait for room.
    /// - Throws: `PortError` when the port cannot be written to, other than by going away.
    public func write(
        _ bytes: [UInt8], limits: WaitLimits = WaitLimits()
    ) throws(PortError) -> PortWriting {
        guard isWritable else { throw .readOnly(name) }
        return try sending { () throws(SystemError) in
            var count = 0
            while true {
                count += try writeNow(bytes.span.extracting(count...))
                if count == bytes.count { return .done }
                let result = try waitToWrite(channel.writingDescriptor, limits: limits)
                if let failure = PortWriting(result) { return failure }
                // A line that is paused by its other end always seems to have room.
                if let deadline = limits.deadline, deadline <= .now { return .timedOut }
            }
        }
    }

    /// Writes as many bytes as there is room for, without waiting.
    ///
    /// - Returns: How many were taken; `nil` when the port is gone.
    /// - Throws: `PortError` when the port cannot be written to, other than by going away.
    package func writeNow(_ bytes: ArraySlice<UInt8>) throws(PortError) -> Int? {
        guard isWritable else { throw .readOnly(name) }
        do throws(SystemError) {
            return try writeNow(bytes.span)
        } catch {
            if error.isLoss { return nil }
            throw .unwritable(name, error)
        }
    }

    /// Writes what there is room for now, and gives how much that is.
    private func writeNow(_ bytes: Span<UInt8>) throws(SystemError) -> Int {
        do throws(SystemError) {
            return try bytes.withUnsafeBytes { bytes throws(SystemError) in
                try channel.write(bytes)
            }
        } catch {
            if error.isNotNow { return 0 }
            throw error
        }
    }

    /// Waits until everything that was written is on the line.
    ///
    /// The corresponding C function is `tcdrain`, which knows no deadline.
    ///
    /// - Parameter limits: What else may end the wait.
    /// - Throws: `PortError` when the port fails in another way than by going away.
    public func drain(limits: WaitLimits = WaitLimits()) throws(PortError) -> PortWriting {
        try sending { () throws(SystemError) in
            while try channel.countUnsent() > 0 {
                let soon = ContinuousClock.now + .milliseconds(1)
                let result = try pause(until: soon, limits: limits)
                let isOver = limits.deadline.map { $0 <= .now } ?? false
                if result != .timedOut || isOver, let failure = PortWriting(result) {
                    return failure
                }
            }
            try channel.finishSending()
            return .done
        }
    }

    private func sending(
        _ body: () throws(SystemError) -> PortWriting
    ) throws(PortError) -> PortWriting {
        do throws(SystemError) {
            return try body()
        } catch {
            if error.isLoss { return .lost }
            throw .unwritable(name, error)
        }
    }

    /// How many bytes can be read now; 0 where the system does not say.
    package var readableCount: Int {
        var count: Int32 = 0
        return ioctl(channel.descriptor, UInt(FIONREAD), &count) == 0 ? Int(max(count, 0)) : 0
    }

    /// Forgets the bytes that have come and have not been read; a file or fifo keeps them.
    ///
    /// - Throws: `PortError` when the port fails; one that is gone shows when it is read next.
    public func discardInput() throws(PortError) {
        do throws(SystemError) {
            try channel.discardInput()
        } catch {
            guard error.isLoss || error.isNotNow else { throw .unreadable(name, error) }
        }
    }

    /// Says that nothing more will be written, so that the port can be closed sooner: a connection is
    /// kept open for up to a second until its peer has read everything.
    package func finishWriting() {
        channel.finishWriting()
    }
}
