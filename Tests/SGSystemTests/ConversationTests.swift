import Glibc
import SGDevices
import SGPorts
import SGSystem
import SGTestSupport
import Testing

/// Conversations that share their thread with others.
@Suite struct ConversationTests {
    @Test func `a port without room is not waited for, and gets the rest by and by`() throws {
        let server = try LocalServer()
        let port = try Port(opening: "socket://127.0.0.1:\(server.port)")
        let reader = try server.accept()
        let conversation = Conversation(port, with: [], settings: LineSettings())
        conversation.waitsUntilSent = false
        // More than the system keeps of a connection.
        let count = 32 << 20
        conversation.begin(Request(bytes: [UInt8](repeating: 0x55, count: count)))
        _ = try conversation.listen(limits: WaitLimits(deadline: .now))
        // To wait for the room would take hours.
        try #expect(conversation.proceed() == nil)
        #expect(conversation.deadline != nil)
        var received = 0
        try wait(for: "the end of the request") {
            let bytes = try? read(from: reader, within: .zero) { !$0.isEmpty }
            received += bytes?.count ?? 0
            return try conversation.proceed().map { if case .finished = $0 { true } else { false } }
                ?? false
        }
        while received < count { received += try read(from: reader) { !$0.isEmpty }.count }
        #expect(received == count)
    }

    @Test func `a port that takes no bytes for long is given up, once`() throws {
        let server = try LocalServer()
        let port = try Port(opening: "socket://127.0.0.1:\(server.port)")
        try server.accept()
        var settings = LineSettings()
        settings.baudrate = 1 << 32
        let conversation = Conversation(port, with: [], settings: settings)
        conversation.waitsUntilSent = false
        conversation.patience = Duration.zero
        conversation.begin(Request(bytes: [UInt8](repeating: 0x55, count: 32 << 20)))
        _ = try conversation.listen(limits: WaitLimits(deadline: .now))
        var events: [Conversation.Event] = []
        try wait(for: "the port to be given up") {
            if let event = try conversation.proceed() { events.append(event) }
            return !events.isEmpty
        }
        guard case .blocked = events[0] else { throw TestFailure("found \(events)") }
        try #expect(conversation.proceed() == nil)
    }
}
