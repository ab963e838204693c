import SGTestSupport
import Testing

/// The built `sg-send` over programs that were not written here.
@Suite(.serialized, .timeLimit(.minutes(1))) struct SendThroughOthersTests {
    @Test(.enabled(if: Ser2net.path != nil, "ser2net is not installed"))
    func `settings reach a line behind ser2net, a query follows, and the page comes back`() throws {
        let terminal = try PseudoTerminal()
        let server = try Ser2net(at: terminal.path)
        let tool = try RunningTool(
            "sg-send",
            [
                "-d", "sungrow_charge_controller", "--baudrate=4800", "--parity=O", "--stopbits=2",
                "--wait=15", server.url, "status_query",
            ])
        #expect(try terminal.receive(4) == [0xED, 3, 3, 0xF3])
        let line = try terminal.settings()
        #expect(line.hasPrefix("speed 4800 baud"))
        #expect(line.contains(" parodd") && line.contains(" cstopb"))
        let page = [0xED, 3, 0, 0] + [UInt8](repeating: 0, count: 52) + [0, 0, 0, 0xF0]
        try terminal.send(page)
        let result = try tool.end()
        #expect(result.status == 0 && result.errors == "")
        #expect(result.text.contains(#""message_type":"status_page""#))
    }

    @Test(.enabled(if: pythonWithSerial != nil, "python3-serial is not installed"))
    func `flags reach the line of pySerial's server, and bytes come back through its loop`() throws
    {
        let server = try RunningTool(
            path: try #require(pythonWithSerial), [pathOfSupport("rfc2217-server")])
        let url = try server.lines(1)[0]
        let tool = try RunningTool(
            "sg-send",
            [
                "--yes", "-d", "victron_vedirect", "--set-flag=RTS=low", "--set-flag=DTR=low",
                "--wait=15", url, "set_register", "battery_capacity=200",
            ])
        try server.waitForOutput("19200 8N1 xonxoff=0 rtscts=0 rts=0 dtr=0 break=0")
        // What is set is confirmed in the very bytes that set it.
        let result = try tool.end()
        #expect(result.status == 0 && result.errors == "")
        #expect(try decoded(result.text).last?.contains(#""battery_capacity":200}"#) == true)
    }
}
