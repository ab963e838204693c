internal import Glibc

/// One client of a served port, with the bytes that it has not taken yet.
final class ServedClient {
    /// Its name for the outside.
    let id: PortClient
    /// What its bytes come and go by.
    let channel: any Channel

    /// When it has come, or was last heard of.
    private(set) var lastSign = ContinuousClock.now

    private var unsent: ArraySlice<UInt8> = []
    private var isBroken = false

    /// A client that has left more than this unread gets no more.
    private static let mostUnsent = 131_072
    /// A client that has left more than this unread is not listened to.
    private static let mostUnsentToListen = 16_384

    /// What reading gave.
    enum Reading {
        case bytes(Int)
        case nothing
        case closed
    }

    /// Begins to serve a client.
    init(_ id: PortClient, _ channel: any Channel) {
        self.id = id
        self.channel = channel
    }

    /// What is to be waited for.
    var pollEntry: pollfd {
        let listens = unsent.count <= ServedClient.mostUnsentToListen ? POLLIN : 0
        return pollfd(
            fd: channel.descriptor, events: Int16(listens | (hasUnsent ? POLLOUT : 0)), revents: 0)
    }

    /// Whether bytes wait until the client takes them.
    var hasUnsent: Bool { !unsent.isEmpty }

    /// The levels of its modem lines; `nil` when there are none.
    var modemLines: ModemLines? { (try? channel.modemLines()) ?? nil }

    /// Sends bytes now or later; `false` when too many wait already.
    func send(_ bytes: [UInt8]) -> Bool {
        guard channel.writingDescriptor >= 0, !isBroken,
            unsent.count + bytes.count <= ServedClient.mostUnsent
        else { return false }
        unsent += bytes
        sendMore()
        return !isBroken
    }

    /// Sends what the client takes now.
    func sendMore() {
        while !unsent.isEmpty {
            do throws(SystemError) {
                let count = try unsent.span.withUnsafeBytes { bytes throws(SystemError) in
                    try channel.write(bytes)
                }
                unsent = unsent.dropFirst(count)
            } catch {
                if !error.isNotNow { breakOff() }
                return
            }
        }
        unsent = []
    }

    /// Sends no more; reading will show that the client has gone.
    private func breakOff() {
        isBroken = true
        unsent = []
    }

    /// Reads what the client has sent.
    func receive(_ room: inout [UInt8]) -> Reading {
        do throws(SystemError) {
            var span = room.mutableSpan
            let count = try span.withUnsafeMutableBytes { bytes throws(SystemError) in
                try channel.read(into: bytes)
            }
            lastSign = .now
            return count.map { $0 > 0 ? .bytes($0) : .closed } ?? .nothing
        } catch {
            return error.isNotNow ? .nothing : .closed
        }
    }
}
