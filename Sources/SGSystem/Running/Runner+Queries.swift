internal import SGDevices
internal import SGRecords

/// Asking devices.
extension Runner {
    /// Makes queries, those on different lines side by side.
    func make(_ queries: ArraySlice<Action>, _ state: RunState) throws(Lines.Stopped) {
        var round = QueryRound(queries) { action in
            action.device.map { configuration.devices[$0].line } ?? 0
        }
        try lines.serve(until: nil) {
            for place in round.lines { advance(&round, on: place, state) }
            return !round.lines.isEmpty
        }
    }

    /// Takes the reply of a line's query if it has come, and makes the next; nothing while the port is
    /// being opened.
    private func advance(_ round: inout QueryRound, on place: Int, _ state: RunState) {
        if let line = lines.all[place] as? OpeningLine, line.isAwaited { return }
        tellIfLate(place)
        guard let line = lines.all[place] as? HostLine else { return round.abandon(place) }
        if let action = round.current(on: place), let outcome = line.takeOutcome() {
            finish(action, outcome)
            round.finish(on: place)
        }
        guard line.failure == nil else { return round.abandon(place) }
        guard round.current(on: place) == nil else { return }
        while let action = round.next(on: place) {
            if holds(action, state), begin(action, on: line) { return }
        }
        round.finish(on: place)
    }

    /// Begins a query; `false` when there is nothing to wait for.
    private func begin(_ action: Action, on line: HostLine) -> Bool {
        guard let place = action.device,
            case .query(let message, let values, let timeout, let retries) = action.kind
        else { return false }
        let device = configuration.devices[place]
        cycle.expected.insert(place)
        guard message.sender == .host else {
            line.begin(
                Request(
                    awaiting: message, from: device.type,
                    at: device.busAddress ?? addresses[place]?.first, timeout: timeout))
            return true
        }
        guard var request = request(message, values, to: device) else { return false }
        request.timeout = timeout
        request.attempts = retries + 1
        line.begin(request)
        return true
    }

    /// Logs a reply, or tells why there is none.
    private func finish(_ action: Action, _ outcome: Outcome) {
        guard let place = action.device, case .query(let message, _, let timeout, _) = action.kind
        else { return }
        let name = configuration.devices[place].name
        switch outcome {
        case .sent: return
        case .reply(let reply):
            guard isOwn(reply.frame, of: place) else { break }
            return log(reply.frame, of: place, at: reply.time)
        case .noReply:
            note(
                .noAnswer, "\(name): no answer to '\(message.name)' within \(timeout.secondsText) s"
            )
        case .damaged:
            note(.refusal, "\(name): the answer to '\(message.name)' is damaged")
        case .refusal(let refusal):
            note(refusal, of: message, by: place)
        }
        cycle.told.insert(place)
    }

    // MARK: - Late replies

    /// Logs the replies that came when nobody waited for them any more.
    func logLateReplies() {
        for (place, line) in lines.hosts {
            for late in line.takeLateReplies() { log(late, on: place) }
        }
    }

    /// Waits for the late replies of devices that would be taken for silent otherwise.
    ///
    /// - Parameter silent: The names of devices that are taken for silent already.
    func awaitLateReplies(besidesOf silent: Set<String>) throws(Lines.Stopped) {
        func ends() -> [ContinuousClock.Instant] {
            lines.hosts.compactMap { place, line in
                awaitsDevice(at: place, besides: silent) ? line.endOfLateReplies : nil
            }
        }
        try lines.serve(until: ends().max()) {
            logLateReplies()
            return ends().contains { $0 > .now }
        }
    }

    /// Whether nothing has come of a device at a port from which something should have.
    private func awaitsDevice(at line: Int, besides silent: Set<String>) -> Bool {
        cycle.expected.contains { place in
            let device = configuration.devices[place]
            return device.line == line && cycle.heard[place] == nil && !silent.contains(device.name)
        }
    }
}
