internal import SGDevices
internal import SGPorts
package import SGRecords

/// A port of a system that runs, with what is at it.
///
/// Nothing here waits: ``Lines`` waits for all of them together.
protocol Line: AnyObject {
    /// Why it can be used no longer; `nil` while it can.
    var failure: LineFailure? { get }
    /// Whether nothing more has come, and nothing is left to be done until something comes.
    var isQuiet: Bool { get }
    /// Notes what has come by now, for ``hasCaughtUp``.
    func markPresent()
    /// Whether what had come when that was noted has been taken, although more may come for ever.
    var hasCaughtUp: Bool { get }
    /// Does what can be done now.
    func proceed()
    /// Takes what has come.
    func listen()
    /// Says what is to be waited for.
    func add(to watch: inout Watch)
    /// Sends a message as one of the emulated devices there.
    func transmit(_ message: Message, holding values: [FieldAssignment], from device: Int)
    /// What has gone wrong since this was last called, and is no failure of the port.
    func takeTroubles() -> [RunTrouble]
}

/// Why a port that was open can be used no longer.
enum LineFailure: Error {
    /// It fails.
    case port(PortError)
    /// It has gone, or gives no more bytes.
    case lost
    /// It takes no bytes.
    case blocked
}

/// Is told all bytes that go over a port.
package typealias Tap = (Direction, [UInt8]) -> Void
