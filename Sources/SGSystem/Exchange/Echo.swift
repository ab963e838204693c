internal import SGDevices

/// Recognises one's own bytes, which half-duplex adapters send back.
///
/// Where a device's reply may have the bytes of its request, as with a setting that VE.Direct
/// confirms, they are an echo only if the line is known to echo.
struct Echo: Sendable {
    /// Whether an echo has been heard that can have been nothing else.
    private var isCertain = false
    private var awaited: (bytes: [UInt8], mark: Int)?

    /// Bytes are about to be sent, when so many have been received.
    mutating func expect(_ bytes: [UInt8], after mark: Int) {
        awaited = (bytes, mark)
    }

    /// What is left of something heard without the echo; `nil` when it is all echo.
    ///
    /// - Parameter expected: The reply that is awaited.
    mutating func strip(_ heard: Heard, awaiting expected: ExpectedReply?) -> Heard? {
        guard let (echo, mark) = awaited, heard.start == mark, heard.bytes.starts(with: echo) else {
            return heard
        }
        awaited = nil
        if heard.bytes == echo {
            let mayBeReply = expected?.isReply(echo) ?? false
            guard isCertain || !mayBeReply else { return heard }
            isCertain = true
            return nil
        }
        guard case .noise(let noise, let reason) = heard.content,
            expected?.isDamagedReply(heard) != true
        else { return heard }
        let rest = Array(noise.dropFirst(echo.count))
        return Heard(
            content: .noise(rest, reason), time: heard.time, start: heard.start + echo.count)
    }
}
