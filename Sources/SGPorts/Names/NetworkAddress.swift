/// A host and a TCP port, as they stand in a URL.
package struct NetworkAddress: Equatable {
    /// A name or an IP address, without brackets; empty for this machine.
    let host: String
    /// The number of the TCP port.
    var port: UInt16

    /// Reads `HOST:PORT`; an IPv6 address stands in brackets.
    ///
    /// - Parameters:
    ///   - text: What to read.
    ///   - url: The whole URL, for messages.
    ///   - scheme: What the URL begins with, for messages.
    /// - Throws: `PortError.malformed` when it is something else.
    init(_ text: String, of url: String, scheme: String) throws(PortError) {
        guard let colon = text.lastIndex(of: ":"), text.last != "]" else {
            throw .malformed(url, found: "no port number", expected: "'\(scheme)://HOST:PORT'")
        }
        let number = text[text.index(after: colon)...]
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw .malformed(
                url, found: "colons in the host", expected: "'\(scheme)://[\(host)]:\(number)'")
        }
        guard number.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(number)
        else {
            throw .malformed(
                url, found: "the port number '\(number)'", expected: "a number from 0 to 65535")
        }
        self.host = String(host)
        self.port = port
    }

    /// Creates an address of its parts.
    init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }
}

extension NetworkAddress: CustomStringConvertible {
    /// The address as it stands in a URL.
    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
