internal import Glibc
public import SGDevices
public import SGPorts

/// Emulated devices at a port of their own, which answer for as long as this object exists.
///
/// It is made for the tests of a program that talks to devices: the program opens ``name`` as it
/// would open a serial port. The devices have a thread of their own, so that the program may wait for
/// them.
public final class EmulatedPort: Sendable {
    /// What a program opens to talk to the devices: the path of a pseudo-terminal, or a URL.
    public let name: String
    private let thread: pthread_t
    private let stop: StopSwitch

    /// Switches devices on.
    ///
    /// - Parameters:
    ///   - devices: What answers there.
    ///   - port: Where: `pty:` for a new pseudo-terminal, `socket://localhost:0` for any free port
    ///     of this machine that can be reached from this machine only.
    ///   - faults: What goes wrong on the way from the devices.
    /// - Throws: ``PortError`` when the port cannot be had.
    public init(
        _ devices: [EmulatedDevice], at port: String = "pty:", faults: Faults = .none
    ) throws(PortError) {
        let emulator = Emulator<PortClient>(devices, sunSeed: nil, faults: faults, start: .now)
        let server = try PortServer(opening: port)
        do throws(SystemError) {
            let stop = try StopSwitch()
            let line = ServedLine(emulator, at: server)
            thread = try Serving(line, stop: stop.descriptor).start()
            self.stop = stop
        } catch {
            throw .failed(port, error)
        }
        name = server.otherEnds.first ?? port
    }

    deinit {
        stop.stop()
        pthread_join(thread, nil)
    }
}

/// Devices that answer until they are to stop.
private final class Serving {
    private let line: ServedLine
    private let stop: Int32

    init(_ line: ServedLine, stop: Int32) {
        self.line = line
        self.stop = stop
    }

    /// Lets the devices answer in a thread, which alone uses this object from now on.
    func start() throws(SystemError) -> pthread_t {
        var thread = pthread_t()
        // SAFETY: the thread takes over this reference; where there is no thread, it is given back.
        let reference = Unmanaged.passRetained(self)
        let result = pthread_create(
            &thread, nil,
            { reference in
                guard let reference else { return nil }
                Unmanaged<Serving>.fromOpaque(reference).takeRetainedValue().run()
                return nil
            }, reference.toOpaque())
        if result == 0 { return thread }
        reference.release()
        throw SystemError(code: result)
    }

    private func run() {
        while true {
            line.sendDue()
            let limits = WaitLimits(stop: stop, deadline: line.deadline)
            guard let event = try? line.server.next(limits: limits) else { return }
            line.take(event)
            switch event {
            case .ended, .stopped, .outputClosed: return
            case .opened, .received, .sent, .closed, .timedOut: continue
            }
        }
    }
}
