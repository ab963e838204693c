/// The descriptors of a process's standard streams, as far as ports use them.
public struct StandardStreams: Sendable {
    /// What the port `-` reads.
    public var input: Int32
    /// Where `spy://` writes unless it is given a file.
    public var errors: Int32

    /// Creates the streams; without arguments, those of this process.
    public init(input: Int32 = 0, errors: Int32 = 2) {
        self.input = input
        self.errors = errors
    }
}
