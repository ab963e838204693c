import SGTestSupport
import SGTools
import Testing

/// A program that was not written here, but with pySerial, asks the built `sg-emulate`.
@Suite(
    .serialized, .timeLimit(.minutes(2)),
    .enabled(if: pythonWithSerial != nil, "python3-serial is not installed"))
struct PySerialClientTests {
    @Test(arguments: [Transport.pseudoTerminal, .socket], EmulatedQuery.all)
    func `a client gets the values that the device shows`(
        transport: Transport, query: EmulatedQuery
    ) throws {
        let line = try EmulatedLine(transport, query.emulation)
        let client = try RunningTool(
            path: try #require(pythonWithSerial),
            [pathOfSupport("serial-client"), line.port, try frame(of: query)])
        var heard = ""
        var values = ""
        while !values.contains(query.expected) {
            heard += try client.lines(1).map { $0 + "\n" }.joined()
            values = try runInProcess(
                DecodeTool.self, ["-d", query.device], input: Array(heard.utf8)
            ).output
        }
    }

    /// The bytes of a query, as `sg-send` would send them.
    private func frame(of query: EmulatedQuery) throws -> String {
        let result = try runInProcess(
            SendTool.self, ["--dry-run", "-d", query.device, "loop://"] + query.message)
        return try String(#require(result.output.firstMatch(of: /"frame":"(.*?)"/)).1)
    }
}
