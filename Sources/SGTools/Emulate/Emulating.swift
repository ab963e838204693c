internal import SGDevices
internal import SGPorts
internal import SGSystem

/// One run of `sg-emulate` at a port: whoever opens it, and the devices there.
struct Emulating: ~Copyable {
    private let line: ServedLine
    private let console: Console
    private let isTalkative: Bool
    /// The problems that were already complained about; each is told once.
    private var reported: Set<String> = []

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - emulator: The devices.
    ///   - server: Where they are.
    ///   - isTalkative: Whether it is told who comes and goes.
    init(
        _ emulator: Emulator<PortClient>, _ server: PortServer, isTalkative: Bool,
        _ console: Console
    ) {
        line = ServedLine(emulator, at: server)
        self.isTalkative = isTalkative
        self.console = console
    }

    /// Why a run came to its end.
    enum End {
        /// What was waited for has come.
        case done
        /// The process is asked to stop, or nobody will come any more.
        case over
    }

    /// When something is to be sent without being told; `nil` for never.
    var deadline: ContinuousClock.Instant? { line.deadline }

    /// Serves the port until a moment, or until the process is asked to stop.
    ///
    /// - Parameters:
    ///   - end: The moment; `nil` for never.
    ///   - goesOn: Whether to go on, for what is known of the port.
    mutating func run(
        until end: ContinuousClock.Instant?, while goesOn: (PortServer) -> Bool = { _ in true }
    ) throws(ToolFailure) -> End {
        while true {
            send()
            if let end, end <= .now { return .done }
            if !goesOn(line.server) { return .done }
            let deadline = [end, line.deadline].compactMap(\.self).min()
            if try handle(next(deadline)) { return .over }
        }
    }

    /// Sends bytes to everybody.
    func broadcast(_ bytes: [UInt8]) {
        line.broadcast(bytes)
    }

    private func next(_ deadline: ContinuousClock.Instant?) throws(ToolFailure) -> PortServerEvent {
        do throws(PortError) {
            return try line.server.next(limits: WaitLimits(stop: console.stop, deadline: deadline))
        } catch {
            throw ToolFailure(error)
        }
    }

    /// Does what an event calls for; the result says whether it was the last.
    private func handle(_ event: PortServerEvent) -> Bool {
        line.take(event)
        switch event {
        case .opened(let client):
            say("client \(client.number) has opened '\(line.server.name)'")
        case .closed(let client):
            say("client \(client.number) has closed '\(line.server.name)'")
        case .received, .sent, .timedOut: break
        case .ended, .stopped, .outputClosed: return true
        }
        return false
    }

    /// Sends what is due.
    private mutating func send() {
        line.sendDue()
        for problem in line.takeProblems() where reported.insert(problem).inserted {
            console.report(problem)
        }
    }

    private func say(_ message: String) {
        if isTalkative { console.report(message) }
    }
}
