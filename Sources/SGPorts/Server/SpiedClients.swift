/// The clients of another source, of each of whom everything that happens is written down.
final class SpiedClients: ClientSource {
    var otherEnds: [String] { source.otherEnds }
    var isWritable: Bool { source.isWritable }
    var descriptors: [Int32] { source.descriptors }
    var isOutOfDescriptors: Bool { source.isOutOfDescriptors }
    var nextAttempt: ContinuousClock.Instant? { source.nextAttempt }

    private let source: any ClientSource
    private let transcript: Transcript

    /// Watches the clients of a source.
    init(_ source: any ClientSource, transcript: Transcript) {
        self.source = source
        self.transcript = transcript
    }

    func arrivals() throws(SystemError) -> [any Channel] {
        try source.arrivals().map { Spy($0, transcript: transcript) }
    }

    func lose(_ channel: any Channel) {
        source.lose((channel as? Spy)?.channel ?? channel)
    }
}
