/// Starts pySerial's own server of a remote line, over its `loop://`; it listens when this returns.
///
/// - Returns: The server, which prints what its line is set to, and the URL that a program opens.
package func startPySerialServer() throws -> (tool: RunningTool, url: String) {
    guard let python = pythonWithSerial else {
        throw TestFailure("python3-serial is not installed")
    }
    let tool = try RunningTool(path: python, [pathOfSupport("rfc2217-server")])
    return (tool, try tool.lines(1)[0])
}
