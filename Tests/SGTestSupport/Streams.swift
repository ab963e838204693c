internal import Foundation
internal import Glibc

/// How long a test waits for something that must come; long, because the machine may be busy.
package let patience = Duration.seconds(20)

/// A pipe whose ends are not inherited by programs that a test starts.
package func makePipe() throws -> (reader: Int32, writer: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw TestFailure("pipe: errno \(errno)") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
}

/// Writes all bytes to a descriptor.
package func write(_ bytes: [UInt8], to descriptor: Int32) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { throw TestFailure("write: errno \(errno)") }
        rest = rest.dropFirst(count)
    }
}

/// Reads until `isEnough` of all bytes so far, or the end of the stream.
package func read(
    from descriptor: Int32, within time: Duration = patience,
    until isEnough: ([UInt8]) throws -> Bool = { _ in false }
) throws -> [UInt8] {
    let deadline = ContinuousClock.now.advanced(by: time)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while try !isEnough(bytes) {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let left = max(Int32((deadline - .now) / .milliseconds(1)), 0)
        guard poll(&entry, 1, left) > 0 else {
            throw TestFailure(
                "waited too long; came so far: \(String(decoding: bytes, as: UTF8.self))")
        }
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return bytes }
        bytes += buffer[..<count]
    }
    return bytes
}

/// Does what waits for other programs on a thread of its own; other tests go on meanwhile.
package func onThread<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
    }
}

/// Waits until a condition holds that nothing announces.
package func wait(
    for what: String, within time: Duration = patience, until isTrue: () throws -> Bool
) throws {
    let deadline = ContinuousClock.now.advanced(by: time)
    while try !isTrue() {
        guard ContinuousClock.now < deadline else {
            throw TestFailure("waited too long for \(what)")
        }
        poll(nil, 0, 2)
    }
}
