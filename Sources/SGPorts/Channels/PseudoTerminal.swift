internal import Glibc

/// A pair of terminals that stands for a serial line: other programs open its path.
final class PseudoTerminal: Channel {
    var descriptor: Int32 { controller.number }
    /// Where other programs open their end.
    let path: String
    var otherEnd: String? { path }

    private let controller: Descriptor
    /// Their end, kept open so that they may come and go unseen.
    private let keeper: Descriptor?
    private let link: String?

    /// Makes a pair, raw and without echo.
    ///
    /// - Parameters:
    ///   - link: Where to put a symbolic link to the path; a dangling link there, which a killed
    ///     program leaves behind, is replaced.
    ///   - showsOpenings: Whether reading fails while no other program has its end open.
    /// - Throws: `PortError.noLink` when something else is there.
    init(link: String?, showsOpenings: Bool = false) throws(PortError) {
        if let link { try PseudoTerminal.removeLeftover(link) }
        let pair = try opening("pty:") { () throws(SystemError) in try PseudoTerminal.open() }
        let controller = Descriptor(owning: pair.controller)
        let keeper = Descriptor(owning: pair.other)
        if let link, symlink(pair.path, link) != 0 {
            throw .noLink(link, reason: SystemError.last.message)
        }
        self.controller = controller
        self.keeper = showsOpenings ? nil : consume keeper
        path = pair.path
        self.link = link
    }

    private static func open() throws(SystemError) -> (
        controller: Int32, other: Int32, path: String
    ) {
        var (controller, other): (Int32, Int32) = (-1, -1)
        var name = [CChar](repeating: 0, count: Int(PATH_MAX))
        try check(openpty(&controller, &other, &name, nil, nil))
        makeRaw(other)
        for end in [controller, other] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // Programs that read nothing must not hold up this one.
        _ = fcntl(controller, F_SETFL, O_RDWR | O_NONBLOCK)
        return (controller, other, text(name))
    }

    /// Whether a program has its end open, or has left something there to be read.
    func isOpenElsewhere() throws(SystemError) -> Bool {
        var entries = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        _ = try wait(for: &entries, limits: WaitLimits(deadline: .now))
        return entries[0].revents & Int16(POLLIN) != 0 || entries[0].revents & Int16(POLLHUP) == 0
    }

    /// Forgets what other programs have not read, and makes the pair raw again.
    func reset() {
        // What is on its way is forgotten from here, what has arrived only from there.
        guard let other = try? Descriptor(opening: path, flags: O_RDWR) else { return }
        tcflush(descriptor, TCOFLUSH)
        tcflush(other.number, TCIFLUSH)
        PseudoTerminal.makeRaw(other.number)
    }

    /// Lets bytes pass as they are, and leaves the speed as it is: 0 would mean to hang up.
    private static func makeRaw(_ terminal: Int32) {
        var settings = termios()
        guard tcgetattr(terminal, &settings) == 0 else { return }
        cfmakeraw(&settings)
        tcsetattr(terminal, TCSANOW, &settings)
    }

    deinit {
        guard let link, target(ofLink: link) == path else { return }
        unlink(link)
    }

    private static func removeLeftover(_ link: String) throws(PortError) {
        var status = stat()
        guard lstat(link, &status) == 0 else { return }
        let isDangling = status.st_mode & S_IFMT == S_IFLNK && stat(link, &status) != 0
        guard isDangling, unlink(link) == 0 else {
            throw .noLink(link, reason: "it exists, and is no leftover of a pseudo-terminal")
        }
    }
}

private func target(ofLink link: String) -> String? {
    var target = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(link, &target, target.count)
    return count < 0 ? nil : text(target)
}
