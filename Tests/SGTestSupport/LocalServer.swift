internal import Foundation
internal import Glibc

/// A TCP server on the loopback, for a program under test to connect to.
package final class LocalServer {
    /// The number of its TCP port.
    package let port: UInt16
    private var listener: Int32
    private var connection: Int32 = -1
    private var filler: Int32 = -1

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - family: `AF_INET` or `AF_INET6`.
    ///   - port: The TCP port to take; 0 for any that is free.
    ///   - isFull: Whether those who connect get no answer until ``makeRoom()``, as from a machine that
    ///     is switched off.
    package init(family: Int32 = AF_INET, port: UInt16 = 0, isFull: Bool = false) throws {
        listener = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, 4)
        self.port = try family == AF_INET ? bindIPv4(listener, port) : bindIPv6(listener, port)
        // One connection may wait even where none should.
        guard Glibc.listen(listener, isFull ? 0 : 10) == 0 else {
            throw TestFailure("listen: errno \(errno)")
        }
        if isFull { filler = try connect(self.port) }
    }

    /// Answers to those who connect from now on.
    package func makeRoom() throws {
        try accept()
        hangUp()
        guard Glibc.listen(listener, 10) == 0 else { throw TestFailure("listen: errno \(errno)") }
    }

    deinit {
        if filler >= 0 { close(filler) }
        hangUp()
        stop()
    }

    /// Waits for a program to connect and gives its connection, which this object keeps.
    @discardableResult
    package func accept() throws -> Int32 {
        var entry = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, 20_000) > 0 else { throw TestFailure("nobody connects") }
        hangUp()
        connection = Glibc.accept(listener, nil, nil)
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        return connection
    }

    /// Lets another thread say something to the next who connects, then listen for ever.
    ///
    /// - Parameters:
    ///   - bytes: What it says at once.
    ///   - more: What it says once the other has said `question`.
    ///   - question: What it waits for.
    package func say(_ bytes: [UInt8], then more: [UInt8] = [], after question: [UInt8] = []) {
        // The test may end before the thread does; the number may then be another's.
        let listener = fcntl(listener, F_DUPFD_CLOEXEC, 0)
        Thread.detachNewThread {
            let connection = Glibc.accept(listener, nil, nil)
            close(listener)
            // The other may have had enough, which must not end the tests by a signal.
            _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            _ = try? read(from: connection) { $0.firstRange(of: question) != nil }
            _ = send(connection, more, more.count, Int32(MSG_NOSIGNAL))
            _ = try? read(from: connection)
            close(connection)
        }
    }

    /// Lets another thread say bytes to the next who connects, a thousand times a second until he goes.
    package func flood(_ bytes: [UInt8]) {
        let listener = fcntl(listener, F_DUPFD_CLOEXEC, 0)
        Thread.detachNewThread {
            let connection = Glibc.accept(listener, nil, nil)
            close(listener)
            while send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) > 0 { poll(nil, 0, 1) }
            close(connection)
        }
    }

    /// Lets nobody connect any more.
    package func stop() {
        // A program that another test starts just now still has a copy until it has begun.
        if listener >= 0 {
            shutdown(listener, Int32(SHUT_RDWR))
            close(listener)
        }
        listener = -1
    }

    /// Ends the connection.
    package func hangUp() {
        if connection >= 0 { close(connection) }
        connection = -1
    }
}

/// The number of a TCP port of the loopback that nobody uses.
package func freePort() throws -> UInt16 {
    try LocalServer().port
}

/// Whether somebody listens at a TCP port of the loopback; nobody is connected to.
///
/// Source: proc(5), `/proc/net/tcp`; 0A is the state LISTEN.
package func isListening(_ port: UInt16) throws -> Bool {
    let digits = String(port, radix: 16, uppercase: true)
    let address = "0100007F:" + String(repeating: "0", count: 4 - digits.count) + digits
    return try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)
        .contains(" \(address) 00000000:0000 0A ")
}

/// Connects to a TCP port of the loopback.
package func connect(_ port: UInt16) throws -> Int32 {
    let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = port.bigEndian
    try withUnsafePointer(to: &address) { address in
        try address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            let size = socklen_t(MemoryLayout<sockaddr_in>.size)
            guard Glibc.connect(connection, address, size) == 0 else {
                throw TestFailure("connect: errno \(errno)")
            }
        }
    }
    return connection
}

private func bindIPv4(_ listener: Int32, _ port: UInt16) throws -> UInt16 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = port.bigEndian
    try bind(listener, &address)
    return UInt16(bigEndian: address.sin_port)
}

private func bindIPv6(_ listener: Int32, _ port: UInt16) throws -> UInt16 {
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_addr = in6addr_loopback
    address.sin6_port = port.bigEndian
    try bind(listener, &address)
    return UInt16(bigEndian: address.sin6_port)
}

private func bind<Address>(_ listener: Int32, _ address: inout Address) throws {
    var size = socklen_t(MemoryLayout<Address>.size)
    try withUnsafeMutablePointer(to: &address) { address in
        try address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            guard Glibc.bind(listener, address, size) == 0,
                getsockname(listener, address, &size) == 0
            else { throw TestFailure("bind: errno \(errno)") }
        }
    }
}
