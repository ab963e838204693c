internal import SGDevices
internal import SGPorts
internal import SGSystem

/// One run of `sg-emulate` at a port: whoever opens it, and the devices there.
struct Emulating: ~Copyable {
    private let server: PortServer
    private let console: Console
    private let isTalkative: Bool
    private var emulator: Emulator<PortClient>
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
        self.emulator = emulator
        self.server = server
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
    var deadline: ContinuousClock.Instant? { emulator.deadline }

    /// Serves the port until a moment, or until the process is asked to stop.
    ///
    /// - Parameters:
    ///   - end: The moment; `nil` for never.
    ///   - goesOn: Whether to go on for as long as somebody, or nobody, has the port open.
    mutating func run(
        until end: ContinuousClock.Instant?, while goesOn: (_ isAlone: Bool) -> Bool = { _ in true }
    ) throws(ToolFailure) -> End {
        while true {
            send()
            if let end, end <= .now { return .done }
            if !goesOn(server.clients.isEmpty) { return .done }
            let deadline = [end, emulator.deadline].compactMap(\.self).min()
            if try handle(next(deadline)) { return .over }
        }
    }

    /// Sends bytes to everybody.
    mutating func broadcast(_ bytes: [UInt8]) {
        emulator.broadcast(bytes, at: .now)
    }

    private func next(_ deadline: ContinuousClock.Instant?) throws(ToolFailure) -> PortServerEvent {
        do throws(PortError) {
            return try server.next(limits: WaitLimits(stop: console.stop, deadline: deadline))
        } catch {
            throw ToolFailure(error)
        }
    }

    /// Does what an event calls for; the result says whether it was the last.
    private mutating func handle(_ event: PortServerEvent) throws(ToolFailure) -> Bool {
        switch event {
        case .opened(let client):
            emulator.open(client)
            say("client \(client.number) has opened '\(server.name)'")
        case .received(let client, let bytes):
            emulator.take(bytes.span, from: client, at: .now)
        case .closed(let client):
            emulator.close(client)
            say("client \(client.number) has closed '\(server.name)'")
        case .timedOut: break
        case .ended, .stopped, .outputClosed: return true
        }
        return false
    }

    /// Sends what is due.
    private mutating func send() {
        let due = emulator.due(at: .now) { server.modemLines(of: $0)?.cts }
        for (client, bytes) in due { server.write(bytes, to: client) }
        for problem in emulator.takeProblems() where reported.insert(problem).inserted {
            console.report(problem)
        }
    }

    private func say(_ message: String) {
        if isTalkative { console.report(message) }
    }
}
