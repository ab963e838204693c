public import Logging
internal import SGDevices
internal import SGPorts
internal import SGRecords

/// Performs the actions of a configuration, once a cycle.
///
/// What goes wrong with one device, port or file is told and costs the others nothing.
public final class Runner {
    let configuration: Configuration
    let surroundings: Surroundings
    let log: Logger
    let lines: Lines
    private let output: StandardOutput
    let files: DataFiles
    var streams: [DeviceStreams]
    var cycle = Cycle()
    /// The addresses at which devices were heard that may be at any, by their places; each device's own
    /// first.
    var addresses: [Int: [UInt8]] = [:]
    /// Why ports could not be opened, by their places.
    var openFailures: [Int: String] = [:]
    /// Everything that has gone wrong in this cycle.
    private(set) var troubles: [RunTrouble] = []
    /// Whether nobody reads standard output any more, to which something was to be written.
    public private(set) var isOutputClosed = false

    /// How long a cycle waits for a port of another machine, unless it should take less time.
    public static let longestPatience = Duration.seconds(10)

    /// What is known of the present cycle.
    struct Cycle {
        /// Whether the system has missed a cycle before this one.
        var isSystemBack = false
        /// When the last message of each device came, by its place; between two cycles, that of a late
        /// reply, which counts for the next.
        var heard: [Int: Timestamp] = [:]
        /// The devices, by their places, of which something should have been heard.
        var expected: Set<Int> = []
        /// The devices, by their places, whose silence has been told.
        var told: Set<Int> = []
        /// The lines, by their places, that were not open yet when an action needed them.
        var late: Set<Int> = []
        /// What was heard on lines that have failed since, and has not been taken.
        var leftBehind: [(line: Int, heard: [Heard])] = []
    }

    /// The system is asked to stop; what has been logged so far is kept.
    public struct Stopped: Error {}

    /// Prepares a system; its ports are opened by the first cycle.
    ///
    /// - Parameters:
    ///   - configuration: The system.
    ///   - surroundings: What it has around it.
    ///   - log: Where troubles and, if wanted, everything else is told.
    public convenience init(
        _ configuration: Configuration, _ surroundings: Surroundings, log: Logger
    ) {
        self.init(
            configuration, surroundings,
            StandardOutput(surroundings.output, stop: surroundings.stop),
            DataFiles(stop: surroundings.stop), log)
    }

    /// Prepares a system in the place of another, which is not to be used any more.
    ///
    /// - Parameters:
    ///   - configuration: The system.
    ///   - predecessor: The other; what is around it, and what it has not written yet, is taken over.
    public convenience init(_ configuration: Configuration, replacing predecessor: Runner) {
        self.init(
            configuration, predecessor.surroundings, predecessor.output, predecessor.files,
            predecessor.log)
    }

    private init(
        _ configuration: Configuration, _ surroundings: Surroundings, _ output: StandardOutput,
        _ files: DataFiles, _ log: Logger
    ) {
        self.configuration = configuration
        self.surroundings = surroundings
        self.output = output
        self.files = files
        self.log = log
        lines = Lines(
            count: configuration.lines.count, output: output, files: files,
            stop: surroundings.stop, clock: surroundings.clock)
        streams = configuration.devices.map {
            DeviceStreams(
                of: $0, port: configuration.lines[$0.line].port,
                suspects: configuration.suspects, files: files,
                standardOutput: output)
        }
    }

    deinit {
        // What closing them waits for, it waits for on all ports at once.
        for (_, line) in lines.hosts { line.finish() }
    }

    /// Performs the actions once.
    ///
    /// - Parameters:
    ///   - state: What is remembered of the cycles before; this one is noted there.
    ///   - patience: How long to wait for a port of another machine that is being opened. Later cycles
    ///     do not wait for the same one again, and use it once it is open.
    ///   - isRepeated: Whether ``rest(until:)`` and another cycle follow, so that this one need not
    ///     wait for what comes late of devices that have not answered before either.
    /// - Returns: What has gone wrong.
    /// - Throws: `Stopped` when the system is asked to stop before the end.
    public func runCycle(
        _ state: inout RunState, patience: Duration = Runner.longestPatience,
        isRepeated: Bool = false
    ) throws(Stopped) -> [RunTrouble] {
        let now = surroundings.clock()
        troubles = []
        cycle = Cycle(heard: cycle.heard)
        cycle.isSystemBack = state.isSystemBackOnline(period: configuration.period, now: now)
        if cycle.isSystemBack { log.info("the system is back online") }
        state.began(at: now)
        recallAddresses(state)
        openLines(until: .now + patience)
        logLateReplies()
        // What else came between two cycles belongs to none.
        _ = takeHeard()
        var isWhole = false
        do throws(Lines.Stopped) {
            try perform(configuration.actions, state)
            isWhole = true
            try awaitLateReplies(besidesOf: isRepeated ? state.silentDevices : [])
        } catch {
            log.info("stopped before the end of the actions")
        }
        conclude(&state, isWhole: isWhole)
        note(DeviceStreams.synchronize(&streams))
        guard isWhole else { throw Stopped() }
        return troubles
    }

    /// Keeps the emulated devices alive until a moment, and the ports of the others empty, but for late
    /// replies, which are logged.
    ///
    /// - Throws: `Stopped` when the system is asked to stop.
    public func rest(until end: ContinuousClock.Instant?) throws(Stopped) {
        troubles = []
        openLines(until: .now, isResting: true)
        do throws(Lines.Stopped) {
            try lines.serve(until: end) {
                logLateReplies()
                _ = takeHeard()
                dropFailedLines(isResting: true)
                tellTroubles()
                return true
            }
        } catch {
            throw Stopped()
        }
    }

    /// Waits for the answers of other machines that set modem lines, for other writers that have a
    /// file locked, but not for long, and until standard output has taken everything; not for ever on a
    /// reader that takes nothing once the process is asked to stop.
    ///
    /// - Returns: What has gone wrong with that.
    public func finish() -> [RunTrouble] {
        troubles = []
        // Who is asked to stop does not wait for them.
        try? lines.serve(until: nil) { lines.hosts.contains { $0.line.answerDeadline != nil } }
        try? lines.serve(until: .now + Runner.filePatience) { files.areHeldUp }
        tellTroubles()
        note(files.finish(at: surroundings.clock()))
        note(DeviceStreams.synchronize(&streams))
        do throws(FileError) {
            try output.finish()
        } catch {
            note([.failure(error)])
        }
        return troubles
    }

    /// Opens the ports, and waits for those of other machines that are being opened, for some seconds.
    ///
    /// - Returns: Whether any is open now, or may still be.
    public func openPorts() -> Bool {
        openLines(until: .now + Runner.longestPatience)
        // To be asked to stop ends only the wait.
        try? lines.serve(until: nil) { lines.areAwaited }
        dropFailedLines()
        return lines.all.contains { $0 != nil }
    }

    // MARK: - Troubles

    /// Tells of something that went wrong, and remembers it.
    func note(_ kind: RunTrouble.Kind, _ message: String) {
        troubles.append(RunTrouble(kind: kind, message: message))
        log.error("\(message)")
    }

    /// Writes to the records of a device that something has happened to it.
    func note(event: String, of device: Int) {
        log.info("\(configuration.devices[device].name): \(event)")
        note(streams[device].append(event: event, at: surroundings.clock()))
    }

    /// Tells what there is to say of files that were written to.
    func note(_ incidents: [DataIncident]) {
        for incident in incidents {
            switch incident {
            case .failure(.write(_, .brokenPipe)), .delay(.write(_, .brokenPipe)),
                .loss(.write(_, .brokenPipe), _):
                isOutputClosed = true
            case .finding, .delay, .suspects, .unknown: log.warning("\(incident.message)")
            case .failure(let error), .loss(let error, _), .full(let error):
                note(error.troubleKind, incident.message)
            }
        }
    }

    /// Tells what has gone wrong on the lines, and with files that were written to later.
    func tellTroubles() {
        for case let line? in lines.all {
            for trouble in line.takeTroubles() { note(trouble.kind, trouble.message) }
        }
        note(files.takeIncidents())
    }

    /// How long the end of a run waits for other writers of its files.
    private static let filePatience = Duration.seconds(3)
}

extension FileError {
    /// What kind of thing has gone wrong.
    fileprivate var troubleKind: RunTrouble.Kind {
        switch self {
        case .read, .write, .notTaken: .writing
        default: .creation
        }
    }
}
