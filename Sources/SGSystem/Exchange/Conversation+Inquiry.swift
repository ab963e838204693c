internal import SGPorts

extension Conversation {
    /// Carries out an inquiry and waits for its end.
    ///
    /// What is heard besides is not kept.
    ///
    /// - Parameter inquiry: What is wanted; the request before must have come to its end.
    /// - Returns: How it has ended; what a device answers is in it, and no error.
    /// - Throws: ``RequestError`` when the port has failed.
    public func carryOut(_ inquiry: Inquiry) throws(RequestError) -> Inquiry.Result {
        var inquiry = inquiry
        while true {
            switch inquiry.next(at: .now) {
            case .keep: continue
            case .read(let request), .send(let request):
                inquiry.take(try outcome(of: request), at: .now)
            case .pause(let end): try pass(until: end)
            case .finish(let result): return result
            }
        }
    }
}
