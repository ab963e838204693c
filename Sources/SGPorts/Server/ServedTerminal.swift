internal import Glibc

/// How long programs that have opened a terminal may take to set it, and to drop what was in it, before
/// something is sent to them; one that writes has done that.
private let preparation = Duration.milliseconds(50)

/// A pseudo-terminal of our own that is a client for as long as other programs have it open.
final class ServedTerminal: ClientSource {
    let otherEnds: [String]
    var nextAttempt: ContinuousClock.Instant? { isServed ? nil : opened.map { $0 + preparation } }

    private let terminal: PseudoTerminal
    /// Can be read from once somebody has opened the terminal.
    private let openings: Descriptor
    /// When somebody has opened it who is not served yet.
    private var opened: ContinuousClock.Instant?
    private var isServed = false

    /// Makes a pseudo-terminal.
    ///
    /// - Parameter link: Where to put a symbolic link to its path.
    /// - Throws: `PortError` when that is not possible.
    init(link: String?) throws(PortError) {
        let terminal = try PseudoTerminal(link: link, showsOpenings: true)
        openings = try opening("pty:") { () throws(SystemError) in
            let watch = Descriptor(
                owning: try retrying { inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC)) })
            try check(inotify_add_watch(watch.number, terminal.path, UInt32(IN_OPEN)))
            return watch
        }
        self.terminal = terminal
        otherEnds = [terminal.path]
    }

    var descriptors: [Int32] {
        isServed ? [] : [opened == nil ? openings.number : terminal.descriptor]
    }

    func arrivals() throws(SystemError) -> [any Channel] {
        guard !isServed else { return [] }
        forgetOpenings()
        guard try terminal.isOpenElsewhere() else {
            opened = nil
            return []
        }
        let opened = opened ?? .now
        self.opened = opened
        isServed = try canReadNow(terminal.descriptor) || opened + preparation <= .now
        return isServed ? [terminal] : []
    }

    func lose(_ channel: any Channel) {
        (isServed, opened) = (false, nil)
        terminal.reset()
    }

    private func forgetOpenings() {
        var notices = [UInt8](repeating: 0, count: 4096)
        while read(openings.number, &notices, notices.count) > 0 {}
    }
}
