internal import Glibc

/// The sockets at which a served port can be connected to: one for each address of its host.
final class ListeningSockets: ClientSource {
    private(set) var otherEnds: [String] = []
    /// When to let somebody in who could not be for want of descriptors; `nil` while there are some.
    private(set) var nextAttempt: ContinuousClock.Instant?
    private var sockets: [ListeningSocket] = []

    /// Listens at an address; without a host, or with `localhost`, at the loopback only.
    ///
    /// - Parameters:
    ///   - address: Where to listen; port 0 is any that is free.
    ///   - name: The port as the user gave it, for messages.
    /// - Throws: `PortError` when that is not possible.
    init(at address: NetworkAddress, of name: String) throws(PortError) {
        var address = address
        var failure = SystemError(code: EADDRNOTAVAIL)
        for place in try SocketAddress.resolve(address, of: name) {
            do throws(SystemError) {
                // When any port is free to be taken, all addresses take the same one.
                let socket = try ListeningSocket(at: place.at(port: address.port))
                let bound = try SocketAddress(boundBy: socket.descriptor.number).networkAddress
                address.port = bound.port
                otherEnds.append("socket://\(bound)")
                sockets.append(socket)
            } catch {
                // A machine may have names for addresses of protocols that it does not have.
                guard error.isMissingProtocol else {
                    throw PortError(listeningAt: address.port, of: name, error)
                }
                failure = error
            }
        }
        if sockets.isEmpty { throw .notListening(name, failure) }
    }

    var isOutOfDescriptors: Bool { nextAttempt != nil }

    var descriptors: [Int32] {
        isOutOfDescriptors ? [] : sockets.map { $0.descriptor.number }
    }

    func arrivals() throws(SystemError) -> [any Channel] {
        if let nextAttempt, nextAttempt > .now { return [] }
        nextAttempt = nil
        var channels: [any Channel] = []
        for socket in sockets {
            do throws(SystemError) {
                if let channel = try socket.accept() { channels.append(channel) }
            } catch {
                guard error.code == EMFILE || error.code == ENFILE else { throw error }
                nextAttempt = .now + .seconds(1)
            }
        }
        return channels
    }

    func lose(_ channel: any Channel) {
        // Whoever goes frees a descriptor.
        nextAttempt = nil
    }
}

/// A socket at which others can connect.
private final class ListeningSocket {
    let descriptor: Descriptor

    /// Listens at an address.
    init(at address: SocketAddress) throws(SystemError) {
        descriptor = try makeSocket(family: address.family)
        let number = descriptor.number
        // The connections of a server that has just ended must not keep the next one out.
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        try check(setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &yes, size))
        try check(address.withPointer { bind(number, $0, $1) })
        try check(listen(number, SOMAXCONN))
    }

    /// Takes the next connection; `nil` when nobody waits.
    func accept() throws(SystemError) -> Socket? {
        let listener = descriptor.number
        do throws(SystemError) {
            let number = try retrying { Glibc.accept(listener, nil, nil) }
            let connection = Descriptor(owning: number)
            try check(fcntl(number, F_SETFD, FD_CLOEXEC))
            try check(fcntl(number, F_SETFL, O_RDWR | O_NONBLOCK))
            return Socket(connection, isOwn: false)
        } catch {
            // Who has changed his mind is no error of ours.
            if error.isNotNow || error.isLoss { return nil }
            throw error
        }
    }
}

extension SystemError {
    /// Whether an address is of a protocol, or an interface, that the machine does not have.
    fileprivate var isMissingProtocol: Bool {
        code == EAFNOSUPPORT || code == EADDRNOTAVAIL
    }
}
