internal import SGDevices
package import SGPorts
internal import SGRecords

/// Emulated devices at a port, and whoever has it open.
package final class ServedLine {
    /// Where they are.
    package let server: PortServer
    private var emulator: Emulator<PortClient>
    private let tap: Tap?
    private(set) var failure: LineFailure?
    private(set) var isQuiet = false

    /// Puts devices at a port.
    ///
    /// - Parameters:
    ///   - emulator: The devices.
    ///   - server: The port.
    ///   - tap: Is told all bytes that go over the port.
    package init(_ emulator: Emulator<PortClient>, at server: PortServer, tap: Tap? = nil) {
        self.emulator = emulator
        self.server = server
        self.tap = tap
    }

    /// When something is to be sent without being told; `nil` for never.
    package var deadline: ContinuousClock.Instant? { emulator.deadline }

    /// Why pages could not be sent since this was last called.
    package func takeProblems() -> [String] { emulator.takeProblems() }

    /// Sends bytes to everybody, on the same faulty way as the devices'.
    package func broadcast(_ bytes: [UInt8]) {
        emulator.broadcast(bytes, at: .now)
    }

    /// Sends what is due.
    package func sendDue() {
        let due = emulator.due(at: .now) { [server] in server.modemLines(of: $0)?.cts }
        for (client, bytes) in due {
            tap?(.transmitted, bytes)
            server.write(bytes, to: client)
        }
    }

    /// Takes notice of what has happened at the port; an answer is sent when it is due.
    package func take(_ event: PortServerEvent) {
        switch event {
        case .opened(let client): emulator.open(client)
        case .closed(let client): emulator.close(client)
        case .received(let client, let bytes):
            tap?(.received, bytes)
            emulator.take(bytes.span, from: client, at: .now)
        case .sent, .timedOut, .ended, .stopped, .outputClosed: break
        }
    }
}

extension ServedLine: Line {
    /// How much may have happened until the other lines have their turn.
    private static let mostEvents = 100

    /// What clients want takes no longer than it takes to answer it.
    var hasCaughtUp: Bool { true }

    func markPresent() {}

    func proceed() {
        sendDue()
    }

    func listen() {
        guard failure == nil else { return }
        isQuiet = true
        do throws(PortError) {
            // A client may send faster than it can be listened to.
            for _ in 0..<ServedLine.mostEvents {
                let event = try server.next(limits: WaitLimits(deadline: .now))
                if event == .timedOut { return }
                if event == .ended { return failure = .lost }
                isQuiet = false
                take(event)
                sendDue()
            }
        } catch {
            failure = .port(error)
        }
    }

    func add(to watch: inout Watch) {
        guard failure == nil else { return }
        watch.add(server)
        if let deadline { watch.add(deadline: deadline) }
    }

    func takeTroubles() -> [RunTrouble] {
        takeProblems().map { RunTrouble(kind: .message, message: $0) }
    }

    func transmit(_ message: Message, holding values: [FieldAssignment], from device: Int) {
        emulator.transmit(message, holding: values, from: device, at: .now)
        sendDue()
    }
}
