/// What a path that is to be read may lead to.
package enum ReadableKind: Sendable {
    /// A file on a disk, which never makes its reader wait.
    case regularFile
    /// Whatever gives bytes: a file, a fifo or a device.
    case stream

    /// What a path should have led to, for messages.
    var name: String {
        switch self {
        case .regularFile: "a regular file"
        case .stream: "a file or a fifo"
        }
    }
}
