import SGTestSupport
import Testing

/// Pages of vendor documents and recordings, sent to a logger by a device that has no other use.
@Suite(.timeLimit(.minutes(2))) struct RunVectorTests {
    /// A kind of page, with the message that the logger waits for it by, and that message's bytes.
    static let kinds: [(kind: String, message: String, bytes: [UInt8])] = [
        ("allegro_inverter status_page", "status_page", []),
        ("outback_charge_controller status_page", "status_page", []),
        ("sungrow_charge_controller status_page", "status_query", [0xED, 3, 3, 0xF3]),
        ("sungrow_charge_controller history_page", "history_query", [0xED, 5, 9, 0xFB]),
        (
            "sungrow_charge_controller configuration_page", "configuration_query",
            [0xED, 6, 0x26, 0x19]
        ),
        (
            "sungrow_inverter status_page", "status_query",
            [1, 3, 7, 0, 1, 0, 0, 0, 0, 0, 0, 0xC4, 0xE7]
        ),
    ]

    @Test(arguments: kinds)
    func `header and rows are those of the vectors, byte for byte`(
        kind: String, message: String, query: [UInt8]
    ) throws {
        let vectors = try #require(PageVector.all()[kind])
        // At a hub, pages of another port than the first are another device's.
        let port = kind.hasPrefix("outback") ? vectors[0].rows[0].prefix { $0 != "," } : ""
        let expected = vectors.flatMap(\.rows).filter { port.isEmpty || $0.hasPrefix("\(port),") }
        let device = try PseudoTerminal()
        let site = try Site(
            """
            period: 1 h
            suspect: keep
            devices:
              device:
                device_type: \(vectors[0].deviceType)
                port: \(device.path)
                data_streams: {\(vectors[0].message): page.csv}
            actions:
              - {action: query, device: device, message_type: \(message), timeout: 20}
              - action: handle_incoming_messages
            """)
        let run = try site.start("-v", "system.yml")
        try run.waitForMessage("is open at")
        try #expect(device.receive(query.count) == query)
        try device.send(vectors.flatMap(\.frame))
        try #expect(run.end().status == 0)
        let lines = site.text("page.csv").split(separator: "\n", omittingEmptySubsequences: false)
        // The time in the first column is of the present.
        let rows = lines.dropFirst().map { String($0.drop { $0 != "," }.dropFirst()) }
        #expect(lines[0] == vectors[0].header)
        #expect(rows == expected + [""])
    }

    @Test func `no kind of page in the vectors is left out`() throws {
        #expect(try Set(Self.kinds.map(\.kind)) == Set(PageVector.all().keys))
    }
}
