internal import CSGPorts
internal import Glibc

/// A TCP connection, made by this program or accepted from another.
final class Socket: Channel {
    var descriptor: Int32 { connection.number }

    private let connection: Descriptor
    /// Whether this program has made the connection, and not another.
    private let isOwn: Bool
    private var hasWritten = false
    /// Until when the peer may hang up, once it was told that nothing more will be written.
    private var farewellEnd: ContinuousClock.Instant?

    /// How long connecting to one address may take.
    private static let patience = Duration.seconds(5)
    /// How long the peer may take to hang up, too.
    private static let farewell = Duration.seconds(1)

    /// Takes over a socket that does not block.
    ///
    /// - Parameters:
    ///   - connection: The socket.
    ///   - isOwn: Whether this program has made the connection, and not another.
    init(_ connection: consuming Descriptor, isOwn: Bool) {
        self.connection = connection
        self.isOwn = isOwn
        for (level, option, value) in Socket.options {
            var value = value
            // What an old kernel does not know is missed only when a connection breaks.
            setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    /// Frames leave at once; a peer that says nothing for a minute is asked whether it is there.
    private static let options: [(level: Int32, option: Int32, value: Int32)] = [
        (Int32(IPPROTO_TCP), TCP_NODELAY, 1),
        (SOL_SOCKET, SO_KEEPALIVE, 1),
        (Int32(IPPROTO_TCP), TCP_KEEPIDLE, 60),
        (Int32(IPPROTO_TCP), TCP_KEEPINTVL, 10),
        (Int32(IPPROTO_TCP), TCP_KEEPCNT, 3),
        (Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, 30_000),
    ]

    /// Connects to a host, trying all its addresses.
    ///
    /// - Parameters:
    ///   - address: The host and port.
    ///   - name: The port as the user gave it, for messages.
    ///   - limits: What may end the wait; it also ends after five seconds for each address.
    /// - Throws: `PortError` when there is no connection to be had.
    static func connect(
        to address: NetworkAddress, of name: String, limits: WaitLimits
    ) throws(PortError) -> Socket {
        var failure = SystemError(code: ECONNREFUSED)
        for address in try SocketAddress.resolve(address, of: name) {
            do throws(SystemError) {
                return try connect(to: address, limits: limits.until(.now + patience))
            } catch {
                failure = error
            }
        }
        throw .failed(name, failure)
    }

    private static func connect(
        to address: SocketAddress, limits: WaitLimits
    ) throws(SystemError) -> Socket {
        let connection = try makeSocket(family: address.family)
        let number = connection.number
        if address.withPointer({ Glibc.connect(number, $0, $1) }) != 0 {
            guard errno == EINPROGRESS else { throw .last }
            switch try waitToWrite(number, limits: limits) {
            case .ready: break
            case .timedOut: throw SystemError(code: ETIMEDOUT)
            case .stopped, .outputClosed: throw .stopped
            }
        }
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        try check(getsockopt(number, SOL_SOCKET, SO_ERROR, &code, &size))
        guard code == 0 else { throw SystemError(code: code) }
        return Socket(connection, isOwn: true)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int {
        let descriptor = descriptor
        hasWritten = true
        return try retrying {
            send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
    }

    func countUnsent() throws(SystemError) -> Int {
        Int(try retrying { sg_count_unsent(self.descriptor) })
    }

    func finishWriting() {
        guard isOwn, hasWritten, farewellEnd == nil else { return }
        guard shutdown(descriptor, Int32(SHUT_WR)) == 0 else { return }
        farewellEnd = .now + Socket.farewell
    }

    /// Waits until the peer has read all that was written, and hangs up.
    ///
    /// A connection that is closed while something has come and is unread, or still comes, is reset,
    /// and the peer may lose what it has not read yet: the command that was sent last.
    deinit {
        finishWriting()
        guard let farewellEnd else { return }
        let limits = WaitLimits(deadline: farewellEnd)
        var room = [UInt8](repeating: 0, count: 4096)
        while (try? waitToRead(descriptor, limits: limits)) == .ready,
            Glibc.read(descriptor, &room, room.count) > 0
        {}
    }
}

/// Makes a TCP socket that does not block.
func makeSocket(family: Int32) throws(SystemError) -> Descriptor {
    let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
    return Descriptor(owning: try retrying { socket(family, Int32(kind), 0) })
}
