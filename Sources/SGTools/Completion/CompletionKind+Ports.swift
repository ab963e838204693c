internal import ArgumentParser
package import SGPorts

extension CompletionKind {
    /// The machine's serial ports, the beginnings of URLs, and files.
    static var ports: CompletionKind {
        .custom { _, _, typed in completablePorts(typed, SerialPort.all()) }
    }
}

/// What a port may be called.
///
/// - Parameters:
///   - typed: The beginning of the name that has been typed.
///   - ports: The machine's serial ports.
package func completablePorts(_ typed: String, _ ports: [SerialPort]) -> [String] {
    let spy = "spy://"
    guard !typed.hasPrefix(spy) else {
        let inner = completablePorts(String(typed.dropFirst(spy.count)), ports)
        return inner.filter { !$0.hasPrefix("\t") }.map { spy + $0 }
    }
    let paths = ports.flatMap { port in
        [port.device, port.stablePath].compactMap(\.self).map { candidate($0, port.description) }
    }
    let urls = [
        candidate("pty:", "a new pseudo-terminal, perhaps with a link to it"),
        candidate("socket://", "a TCP connection, HOST:PORT"),
        candidate("rfc2217://", "a serial port on the network, HOST:PORT"),
        candidate("hwgrep://", "the first serial port that fits a pattern"),
        candidate(spy, "another port, with a trace of its bytes"),
        candidate("loop://", "what is sent comes back"),
    ]
    return paths + urls + (typed.contains("://") ? [] : [files("*")])
}
