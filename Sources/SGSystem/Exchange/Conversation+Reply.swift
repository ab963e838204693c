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
        switch try outcome(of: request) {
        case .sent: return nil
        case .reply(let reply): return reply
        case .refusal(let refusal): throw .refused(refusal)
        case .damaged: throw .damaged
        case .noReply: throw .noReply
        }
    }

    /// Makes a request and waits for its end.
    func outcome(of request: Request) throws(RequestError) -> Outcome {
        begin(request)
        while true {
            if case .finished(let outcome, _) = try nextEvent() { return outcome }
        }
    }

    /// Listens until a moment.
    func pass(until end: ContinuousClock.Instant) throws(RequestError) {
        while end > .now { _ = try nextEvent(limits: WaitLimits(deadline: end)) }
    }

    private func nextEvent(limits: WaitLimits = WaitLimits()) throws(RequestError) -> Event {
        let event: Event
        do throws(PortError) {
            event = try next(limits: limits)
        } catch {
            throw .port(error)
        }
        switch event {
        case .blocked: throw .blocked
        case .lost: throw .lost
        case .heard, .finished, .timedOut, .stopped, .outputClosed: return event
        }
    }
}
