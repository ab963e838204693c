internal import SGPorts

extension Conversation {
    /// Makes a request and waits for its reply.
    ///
    /// The wait has an end: it takes no longer than the request's timeout for each of its attempts,
    /// and the time that the bytes take on the line. What is heard besides is not kept; a program that
    /// wants it begins the request and calls ``next(limits:)``.
    ///
    /// - Parameter request: The request; the one before must have come to its end.
    /// - Returns: The reply; `nil` when nothing is documented to answer and the bytes were sent.
    /// - Throws: ``RequestError`` when the device has not answered, or the port has failed.
    public func reply(to request: Request) throws(RequestError) -> Reply? {
        begin(request)
        while true {
            switch try nextEvent() {
            case .finished(.sent, _): return nil
            case .finished(.reply(let heard), _): return Reply(heard)
            case .finished(.refusal(let heard), _):
                throw Reply(heard).map { .refused($0) } ?? .damaged
            case .finished(.damaged, _): throw .damaged
            case .finished(.noReply, _): throw .noReply
            case .blocked: throw .blocked
            case .lost: throw .lost
            case .heard: continue
            // These end a wait that has limits.
            case .timedOut, .stopped, .outputClosed: continue
            }
        }
    }

    private func nextEvent() throws(RequestError) -> Event {
        do throws(PortError) {
            return try next()
        } catch {
            throw .port(error)
        }
    }
}
