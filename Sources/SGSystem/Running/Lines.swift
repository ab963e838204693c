internal import SGPorts
internal import SGRecords

/// The open ports of a system that runs, which are served side by side.
final class Lines {
    /// The ports in the order of the configuration; `nil` for one that is neither open nor being
    /// opened.
    var all: [(any Line)?]
    /// Is written to whenever its reader takes more.
    private let output: StandardOutput
    /// What waits for them is written when it is time.
    private let files: DataFiles
    private let clock: () -> Timestamp
    /// A descriptor that can be read once the process is asked to stop; negative for none.
    private let stop: Int32

    /// The process is asked to stop.
    struct Stopped: Error {}

    /// Makes room for ports, of which none is open yet.
    init(
        count: Int, output: StandardOutput, files: DataFiles, stop: Int32,
        clock: @escaping () -> Timestamp
    ) {
        self.output = output
        self.files = files
        self.clock = clock
        all = Array(repeating: nil, count: count)
        self.stop = stop
    }

    /// The ports at which this system is the host, with their places.
    var hosts: [(place: Int, line: HostLine)] {
        all.enumerated().compactMap { place, line in (line as? HostLine).map { (place, $0) } }
    }

    /// Whether a port is being opened that a cycle has to wait for.
    var areAwaited: Bool {
        all.contains { ($0 as? OpeningLine)?.isAwaited ?? false }
    }

    /// Goes on with all lines until a moment.
    ///
    /// - Parameters:
    ///   - end: The moment; `nil` for none.
    ///   - goesOn: Whether to go on before it; asked whenever something may have happened.
    /// - Throws: `Stopped` when the process is asked to stop.
    func serve(
        until end: ContinuousClock.Instant?, while goesOn: () -> Bool = { true }
    ) throws(Stopped) {
        while true {
            for case let line? in all { line.proceed() }
            guard goesOn() else { return }
            if let end, end <= .now { return }
            try wait(until: end)
            listen()
            output.proceed()
            files.proceed(at: clock())
        }
    }

    /// Goes on until nothing more has come on any line; of one that is never quiet, until what had
    /// come at the beginning is taken.
    func serveUntilQuiet() throws(Stopped) {
        for case let line? in all { line.markPresent() }
        listen()
        let patience = ContinuousClock.now + .milliseconds(50)
        try serve(until: .now + .seconds(1)) {
            let isPatient = .now < patience
            return !all.allSatisfy { line in
                line.map { $0.isQuiet || (!isPatient && $0.hasCaughtUp) } ?? true
            }
        }
    }

    private func listen() {
        for case let line? in all { line.listen() }
        for (place, line) in all.enumerated() {
            if let opened = (line as? OpeningLine)?.takeLine() { all[place] = opened }
        }
    }

    private func wait(until end: ContinuousClock.Instant?) throws(Stopped) {
        var watch = Watch()
        for case let line? in all { line.add(to: &watch) }
        output.add(to: &watch)
        files.add(to: &watch)
        if let end { watch.add(deadline: end) }
        // Waiting fails for want of memory only, and is tried again.
        let result = try? watch.wait(limits: WaitLimits(stop: stop))
        if result == .stopped { throw Stopped() }
    }
}
