import SGSystem
import SGTestSupport
import Testing

/// Ports at which something comes without end.
@Suite(.timeLimit(.minutes(1))) struct NeverQuietTests {
    /// Bytes that no device sends, frames that are logged, and the beginning of frames without an end.
    @Test(arguments: [
        ("outback_charge_controller", Array(":1\n".utf8)),
        ("victron_vedirect", Array(":1\n".utf8)), ("victron_vedirect", Array(":A".utf8)),
        ("sungrow_inverter", [0x00]),
    ])
    func `a port that is never quiet takes no second from the others`(
        type: String, bytes: [UInt8]
    ) throws {
        let server = try LocalServer()
        let system = try PlayedSystem(
            """
            period: 1 s
            devices:
              loud: {device_type: \(type), port: "socket://127.0.0.1:\(server.port)"}
            actions: [{action: handle_incoming_messages}]
            """)
        let fastest = try (0..<4).map { _ in
            server.flood(bytes)
            let start = ContinuousClock.now
            try system.run()
            return ContinuousClock.now - start
        }.min()
        #expect(try #require(fastest) < .milliseconds(700))
    }
}
