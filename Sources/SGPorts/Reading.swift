/// Reads a descriptor to its end, or until there are `limit` bytes.
///
/// - Throws: `SystemError` when the bytes cannot be read.
package func readToEnd(_ descriptor: Int32, limit: Int) throws(SystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while bytes.count < limit {
        var room = chunk.mutableSpan
        let count = try room.withUnsafeMutableBytes { room throws(SystemError) in
            try readOnce(descriptor, into: room)
        }
        if count == 0 { break }
        bytes += chunk[..<min(count, limit - bytes.count)]
    }
    return bytes
}
