internal import Glibc

/// An address that a socket can be connected or bound to.
struct SocketAddress {
    /// The family of protocols: IPv4 or IPv6.
    let family: Int32
    private var bytes: [UInt8]

    /// Finds the addresses of a host, the best first.
    ///
    /// The corresponding C function is `getaddrinfo`, which may ask a name server.
    ///
    /// - Parameters:
    ///   - address: The host and port.
    ///   - name: The port as the user gave it, for messages.
    /// - Throws: `PortError.unknownHost` when it has none.
    static func resolve(
        _ address: NetworkAddress, of name: String
    ) throws(PortError) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        // Without a host, the answer is the loopback.
        let host = address.host.isEmpty ? nil : address.host
        let result = getaddrinfo(host, String(address.port), &hints, &list)
        guard result == 0 else {
            throw .unknownHost(
                name, host: address.host, reason: String(cString: gai_strerror(result)))
        }
        // SAFETY: the list is ours until it is freed, and each entry holds its own address.
        defer { freeaddrinfo(list) }
        return sequence(first: list, next: { $0?.pointee.ai_next }).compactMap { entry in
            entry.map { SocketAddress($0.pointee) }
        }
    }

    private init(_ entry: addrinfo) {
        family = entry.ai_family
        bytes = Array(UnsafeRawBufferPointer(start: entry.ai_addr, count: Int(entry.ai_addrlen)))
    }

    /// The address that a socket is bound to.
    ///
    /// The corresponding C function is `getsockname`.
    ///
    /// - Throws: `SystemError` when the socket does not say.
    init(boundBy socket: Int32) throws(SystemError) {
        var bytes = [UInt8](repeating: 0, count: MemoryLayout<sockaddr_storage>.size)
        var size = socklen_t(bytes.count)
        // SAFETY: the bytes are ours and have room for any address.
        let result = bytes.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) {
                getsockname(socket, $0.baseAddress, &size)
            }
        }
        try check(result)
        self.bytes = Array(bytes[..<Int(size)])
        family = bytes.withUnsafeBytes { Int32($0.load(as: sa_family_t.self)) }
    }

    /// The same address with another port.
    func at(port: UInt16) -> SocketAddress {
        var other = self
        // In both families it follows the family's number, high byte first.
        other.bytes[2] = UInt8(port >> 8)
        other.bytes[3] = UInt8(port & 0xFF)
        return other
    }

    /// The address in words: host and port as numbers.
    ///
    /// The corresponding C function is `getnameinfo`.
    var networkAddress: NetworkAddress {
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
        _ = withPointer { address, size in
            getnameinfo(
                address, size, &host, socklen_t(host.count), &port, socklen_t(port.count),
                NI_NUMERICHOST | NI_NUMERICSERV)
        }
        return NetworkAddress(host: text(host), port: UInt16(text(port)) ?? 0)
    }

    /// Calls `body` with the address as the system takes it.
    func withPointer(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        bytes.withUnsafeBytes { bytes in
            // SAFETY: the bytes were copied from a `sockaddr`, and nobody keeps the pointer.
            bytes.withMemoryRebound(to: sockaddr.self) { address in
                address.baseAddress.map { body($0, socklen_t(bytes.count)) } ?? -1
            }
        }
    }
}
