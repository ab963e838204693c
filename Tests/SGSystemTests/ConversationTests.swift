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
}
