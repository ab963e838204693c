internal import Glibc
internal import Logging
internal import SGPorts
internal import SGSystem

/// A run of `sg-run` that talks to devices, or is them.
struct SystemRun: ~Copyable {
    private let source: ConfigurationSource
    private let console: Console
    private let log: Logger
    private var text: [UInt8]
    private var configuration: Configuration
    private var runner: Runner
    private var memory: Memory
    /// The first that has gone wrong in the latest cycle.
    private var status = ExitStatus.done

    /// Prepares a run.
    ///
    /// - Throws: 75 when another run of the same file is on.
    init(
        _ configuration: Configuration, _ text: [UInt8], _ source: ConfigurationSource,
        log: Logger, _ console: Console
    ) throws(ToolFailure) {
        memory = try Memory(try source.stateFile(of: text), of: configuration.file, log)
        runner = Runner(configuration, console.surroundings, log: log)
        self.source = source
        self.console = console
        self.log = log
        self.text = text
        self.configuration = configuration
    }

    /// Performs the actions once.
    mutating func runOnce() -> ExitStatus {
        _ = cycle()
        return end(status)
    }

    /// Performs the actions every period until the process is asked to stop, or nobody reads the
    /// standard output that it writes to.
    mutating func repeatCycles() -> ExitStatus {
        var next = ContinuousClock.now
        while true {
            var isStopped = !cycle(
                patience: min(Runner.longestPatience, configuration.period / 2), isRepeated: true)
            if runner.isOutputClosed { return status }
            // A cycle that was broken off is performed again.
            if !isStopped { next = next.following(configuration.period) }
            while isStopped || !rest(until: next) {
                guard isHungUp() else { return endWhenTerminated() }
                isStopped = false
                if reload() { next = .now }
            }
        }
    }

    /// Emulates all devices until the process is asked to stop.
    mutating func emulate() -> ExitStatus {
        noteBeginning()
        guard runner.openPorts() else { return .portUnavailable }
        while true {
            if rest(until: .now + configuration.period) { continue }
            guard isHungUp() else { return endWhenTerminated() }
            if reload() { noteBeginning() }
        }
    }

    /// Ends the run with a status, or with that of what is lost in the end.
    private mutating func end(_ status: ExitStatus) -> ExitStatus {
        let end = ExitStatus(runner.finish())
        return status == .done ? end : status
    }

    /// Ends a run that does not end by itself: to be terminated is a success, unless something is lost.
    private mutating func endWhenTerminated() -> ExitStatus {
        defer { _ = takeSignal([SIGTERM], from: console.stop) }
        return end(.done)
    }

    private mutating func noteBeginning() {
        memory.state.began(at: Moment.now.time)
        save()
    }

    /// One cycle; `false` when it was stopped.
    private mutating func cycle(
        patience: Duration = Runner.longestPatience, isRepeated: Bool = false
    ) -> Bool {
        defer { save() }
        do throws(Runner.Stopped) {
            let troubles = try runner.runCycle(
                &memory.state, patience: patience, isRepeated: isRepeated)
            status = ExitStatus(troubles)
            return true
        } catch {
            return false
        }
    }

    private func rest(until end: ContinuousClock.Instant) -> Bool {
        do throws(Runner.Stopped) {
            try runner.rest(until: end)
            return true
        } catch {
            return false
        }
    }

    /// Why the process is asked to stop: to go on with what the file says now, or to end.
    private func isHungUp() -> Bool {
        takeSignal([SIGHUP], from: console.stop) == SIGHUP
    }

    private mutating func save() {
        guard let failure = memory.save() else { return }
        log.error("\(failure.message)")
        if status == .done { status = ToolFailure(failure).status }
    }

    /// Reads the configuration again if it has changed; one with mistakes is not taken over.
    ///
    /// - Returns: Whether it is another one.
    private mutating func reload() -> Bool {
        do throws(ToolFailure) {
            // The devices do not wait for who writes to a fifo.
            let text = try source.read(.regularFile)
            guard text != self.text else { return false }
            let configuration = try source.configuration(text)
            memory = try Memory(try source.stateFile(of: text), of: configuration.file, log)
            runner = Runner(configuration, replacing: runner)
            self.text = text
            self.configuration = configuration
            log.info("'\(configuration.file)' has changed and was read again")
            return true
        } catch {
            log.error("'\(source.path)' stays as it was: \(error.message ?? "it has mistakes")")
            return false
        }
    }
}

extension ContinuousClock.Instant {
    /// The next moment that is so many whole periods later, and is not over.
    fileprivate func following(_ period: Duration) -> Self {
        let next = self + period
        let late = ContinuousClock.now - next
        guard late > .zero else { return next }
        return next + period * Int((late / period).rounded(.up))
    }
}

extension ExitStatus {
    /// The status that troubles lead to: that of the first.
    init(_ troubles: [RunTrouble]) {
        switch troubles.first?.kind {
        case nil: self = .done
        case .port: self = .portUnavailable
        case .noAnswer: self = .tryAgain
        case .refusal: self = .refused
        case .message: self = .wrongConfiguration
        case .creation: self = .cannotCreate
        case .writing: self = .cannotWrite
        }
    }
}

extension Console {
    /// What a running system has around it.
    var surroundings: Surroundings {
        var surroundings = Surroundings()
        surroundings.streams = streams
        surroundings.output = output
        surroundings.stop = stop
        return surroundings
    }
}
