internal import CSGPorts
internal import Glibc

/// A TCP connection, made by this program or accepted from another.
final class Socket: Channel {
    var descriptor: Int32 { connection.number }

    private let connection: Descriptor

    /// How long connecting to one address may take.
    private static let patience = Duration.seconds(5)

    /// Takes over a socket that does not block.
    init(_ connection: consuming Descriptor) {
        self.connection = connection
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
        return Socket(connection)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int {
        let descriptor = descriptor
        return try retrying {
            send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
    }

    func countUnsent() throws(SystemError) -> Int {
        Int(try retrying { sg_count_unsent(self.descriptor) })
    }
}

/// Makes a TCP socket that does not block.
func makeSocket(family: Int32) throws(SystemError) -> Descriptor {
    let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
    return Descriptor(owning: try retrying { socket(family, Int32(kind), 0) })
}
