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
        name = server.otherEnds.first ?? port
        do throws(SystemError) {
            let stop = try StopSwitch()
            let descriptor = stop.descriptor
            let line = ServedLine(emulator, at: server)
            thread = try beginThread { line.serve(until: descriptor) }
            self.stop = stop
        } catch {
            throw .failed(port, error)
        }
    }

    deinit {
        stop.stop()
        pthread_join(thread, nil)
    }
}

extension ServedLine {
    /// Lets the devices answer until a descriptor can be read, or nobody can come any more.
    fileprivate func serve(until stop: Int32) {
        while true {
            sendDue()
            let limits = WaitLimits(stop: stop, deadline: deadline)
            guard let event = try? server.next(limits: limits) else { return }
            take(event)
            switch event {
            case .ended, .stopped, .outputClosed: return
            case .opened, .received, .sent, .closed, .timedOut: continue
            }
        }
    }
}
