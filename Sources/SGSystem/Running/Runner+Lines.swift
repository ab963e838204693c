internal import Logging
internal import SGBytes
internal import SGDevices
internal import SGPorts
internal import SGRecords

/// Opening and losing ports.
extension Runner {
    /// Opens the ports that are not open, or begins to.
    ///
    /// - Parameters:
    ///   - end: Until when a cycle waits for those that take their time.
    ///   - isResting: Whether to open only those of emulated devices, and to tell only what has not
    ///     been told of a port already.
    func openLines(until end: ContinuousClock.Instant, isResting: Bool = false) {
        for (place, line) in configuration.lines.enumerated()
        where lines.all[place] == nil && (line.isServed || !isResting) {
            do throws(PortError) {
                lines.all[place] = try open(line, at: place, until: end)
            } catch {
                noteUnopened(place, error, isResting)
            }
        }
    }

    /// Tells of a port that is being opened for longer than the cycle can wait.
    func tellIfLate(_ place: Int) {
        guard let line = lines.all[place] as? OpeningLine, line.failure == nil,
            cycle.late.insert(place).inserted
        else { return }
        noteLoss(of: place, "'\(configuration.lines[place].port)' is still being opened")
    }

    /// Whether a port is open, and was when the actions needed it.
    func isOpen(_ place: Int) -> Bool {
        guard let line = lines.all[place], !cycle.late.contains(place) else { return false }
        return !(line is OpeningLine)
    }

    /// What has been heard on each line at which this system is the host, and was not taken yet.
    ///
    /// - Parameter isLast: Whether nobody waits for the rest of what comes in turn.
    func takeHeard(isLast: Bool = false) -> [(line: Int, heard: [Heard])] {
        defer { cycle.leftBehind = [] }
        return cycle.leftBehind
            + lines.hosts.map { place, line in
                (place, isLast ? line.takeAllHeard() : line.takeHeard())
            }
    }

    /// Closes the ports that have failed, so that the next cycle can open them again.
    ///
    /// - Parameter isResting: Whether to tell only what has not been told of opening a port already.
    func dropFailedLines(isResting: Bool = false) {
        for place in lines.all.indices {
            guard let line = lines.all[place], let failure = line.failure else { continue }
            if let host = line as? HostLine {
                for late in host.takeLateReplies() { log(late, on: place) }
                cycle.leftBehind.append((place, host.takeAllHeard()))
            }
            lines.all[place] = nil
            let port = configuration.lines[place].port
            switch failure {
            case .port(let error) where line is OpeningLine: noteUnopened(place, error, isResting)
            case .port(let error): noteLoss(of: place, error.description)
            case .lost: noteLoss(of: place, "'\(port)' is gone")
            case .blocked: noteLoss(of: place, "'\(port)' takes no bytes")
            }
        }
    }

    private func noteUnopened(_ place: Int, _ error: PortError, _ isResting: Bool) {
        let failure = error.description
        let isKnown = openFailures.updateValue(failure, forKey: place) == failure
        if !isResting || !isKnown { noteLoss(of: place, failure) }
    }

    private func noteLoss(of place: Int, _ message: String) {
        note(.port, message)
        for device in devices(at: place) { note(event: "port_lost", of: device) }
    }

    /// The places of the devices at a port that are not emulated.
    private func devices(at place: Int) -> [Int] {
        configuration.devices.indices.filter {
            configuration.devices[$0].line == place && !configuration.devices[$0].isEmulated
        }
    }

    private func open(
        _ line: ConfiguredLine, at place: Int, until end: ContinuousClock.Instant
    ) throws(PortError) -> any Line {
        if PendingPort.isNeeded(for: line.port, isServed: line.isServed) {
            let port = try PendingPort(
                opening: line.port, settings: line.settings, streams: surroundings.streams)
            // One that was not to be had before is waited for only as long as a machine nearby needs.
            let end = openFailures[place] == nil ? end : min(end, .now + .milliseconds(100))
            return OpeningLine(port, until: end) { [unowned self] in use($0, line, at: place) }
        }
        if line.isServed {
            let server = try PortServer(
                opening: line.port, settings: line.settings, streams: surroundings.streams,
                limits: WaitLimits(stop: surroundings.stop))
            return serve(server, line, at: place)
        }
        let port = try Port(
            opening: line.port, settings: line.settings, streams: surroundings.streams,
            limits: WaitLimits(stop: surroundings.stop))
        return host(port, line, at: place)
    }

    /// Makes a line of a port that has taken its time.
    private func use(_ port: Port, _ line: ConfiguredLine, at place: Int) -> any Line {
        guard line.isServed else { return host(port, line, at: place) }
        let server = PortServer(port, settings: line.settings, streams: surroundings.streams)
        return serve(server, line, at: place)
    }

    private func serve(
        _ server: PortServer, _ line: ConfiguredLine, at place: Int
    ) -> ServedLine {
        for end in server.otherEnds { log.info("the other end of '\(line.port)' is '\(end)'") }
        tellOpened(line, at: place)
        return ServedLine(emulator(at: place), at: server, tap: transcript(of: line.port))
    }

    private func host(_ port: Port, _ line: ConfiguredLine, at place: Int) -> HostLine {
        tellOpened(line, at: place)
        let hasEmulated = configuration.devices.contains { $0.line == place && $0.isEmulated }
        return HostLine(
            port, line.settings, with: audience(at: place),
            emulator: hasEmulated ? emulator(at: place) : nil, clock: surroundings.clock,
            tap: transcript(of: line.port))
    }

    private func tellOpened(_ line: ConfiguredLine, at place: Int) {
        openFailures[place] = nil
        log.info("'\(line.port)' is open at \(line.settings)")
    }

    /// The types of the devices at a port that are not emulated, each at all addresses in use.
    private func audience(at place: Int) -> [Audience] {
        let devices = devices(at: place).map { configuration.devices[$0] }
        var audience: [Audience] = []
        for device in devices where !audience.contains(where: { $0.type === device.type }) {
            let addresses = devices.filter { $0.type === device.type }.map(\.busAddress)
            audience.append(
                addresses.contains(nil)
                    ? Audience(anywhere: device.type)
                    : Audience(device.type, at: addresses.compactMap(\.self)))
        }
        return audience
    }

    private func emulator<Client>(at place: Int) -> Emulator<Client> {
        let start = Moment(instant: .now, time: surroundings.clock())
        var clock = LocalClock()
        let shown = clock.show(start.time).shown
        let devices = configuration.devices.filter { $0.line == place && $0.isEmulated }
        let emulated = devices.compactMap {
            EmulatedDevice($0.type, address: $0.address, clock: shown, start: start.instant)
        }
        return Emulator(emulated, sunSeed: nil, faults: .none, start: start)
    }

    /// Tells the log all bytes that go over a port, if it wants to know.
    private func transcript(of port: String) -> Tap? {
        guard log.logLevel <= .trace else { return nil }
        return { [log] direction, bytes in
            log.trace("\(port) \(direction.rawValue) \(hex(bytes))  \(printable(bytes))")
        }
    }
}

/// Bytes as text, with a point for each that is not printable ASCII.
private func printable(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.map { 0x20...0x7E ~= $0 ? $0 : UInt8(ascii: ".") }, as: UTF8.self)
}
