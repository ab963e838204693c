internal import SGDevices

/// Recognises one's own bytes, which half-duplex adapters send back.
///
/// Where a device's reply may have the bytes of its request, as with a setting that VE.Direct
/// confirms, they are an echo only if the line is known to echo.
struct Echo: Sendable {
    /// Whether an echo has been heard that can have been nothing else.
    private(set) var isCertain = false
    /// What is still to come of an echo, and how many bytes come before that.
    private var awaited: (rest: [UInt8], start: Int)?
    /// What has come of it so far, should the rest turn out to be something else.
    private var held: [Heard] = []

    /// Bytes are about to be sent, when so many have been received.
    ///
    /// - Returns: What was taken for the beginning of an earlier echo and was none.
    mutating func expect(_ bytes: [UInt8], after mark: Int) -> [Heard] {
        defer { awaited = (bytes, mark) }
        return release()
    }

    /// What was taken for the beginning of an echo that has not come.
    mutating func release() -> [Heard] {
        defer { held = [] }
        awaited = nil
        return held
    }

    /// Whether all that waits is the echo, which may look like the beginning of a reply.
    func isAll(of rest: [Heard]) -> Bool {
        guard let (echo, start) = awaited, rest.first?.start == start else { return false }
        return rest.flatMap(\.bytes) == echo
    }

    /// What is left of something heard without the echo.
    ///
    /// - Parameter expected: The reply that is awaited.
    mutating func strip(_ heard: Heard, awaiting expected: AwaitedReply?) -> [Heard] {
        guard let (echo, start) = awaited, heard.start == start else { return [heard] }
        if heard.bytes == echo {
            let mayBeReply = held.isEmpty && expected?.frame(of: echo) != nil
            guard isCertain || !mayBeReply else { return release() + [heard] }
            isCertain = true
            _ = release()
            return []
        }
        guard case .noise(let noise, let reason) = heard.content else { return release() + [heard] }
        if echo.starts(with: noise) {
            held.append(heard)
            awaited = (Array(echo.dropFirst(noise.count)), start + noise.count)
            return []
        }
        guard noise.starts(with: echo), isCertain || expected?.isDamaged(heard.content) != true
        else { return release() + [heard] }
        _ = release()
        let rest = Array(noise.dropFirst(echo.count))
        return [Heard(content: .noise(rest, reason), time: heard.time, start: start + echo.count)]
    }
}
