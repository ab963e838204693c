internal import Glibc

/// A pair of terminals that stands for a serial line: other programs open its path.
final class PseudoTerminal: Channel {
    var descriptor: Int32 { controller.number }
    /// Where other programs open their end.
    let path: String

    private let controller: Descriptor
    /// Their end, kept open so that they may come and go.
    private let keeper: Descriptor
    private let link: String?

    /// Makes a pair, raw and without echo.
    ///
    /// - Parameter link: Where to put a symbolic link to the path; a dangling link there, which a
    ///   killed program leaves behind, is replaced.
    /// - Throws: `PortError.noLink` when something else is there.
    init(link: String?) throws(PortError) {
        if let link { try PseudoTerminal.removeLeftover(link) }
        let pair = try opening("pty:") { () throws(SystemError) in try PseudoTerminal.open() }
        let controller = Descriptor(owning: pair.controller)
        let keeper = Descriptor(owning: pair.other)
        if let link, symlink(pair.path, link) != 0 {
            throw .noLink(link, reason: SystemError.last.message)
        }
        self.controller = controller
        self.keeper = keeper
        path = pair.path
        self.link = link
    }

    private static func open() throws(SystemError) -> (
        controller: Int32, other: Int32, path: String
    ) {
        var (controller, other): (Int32, Int32) = (-1, -1)
        var name = [CChar](repeating: 0, count: Int(PATH_MAX))
        var settings = termios()
        cfmakeraw(&settings)
        try check(openpty(&controller, &other, &name, &settings, nil))
        for end in [controller, other] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // Programs that read nothing must not hold up this one.
        _ = fcntl(controller, F_SETFL, O_RDWR | O_NONBLOCK)
        return (controller, other, text(name.prefix { $0 != 0 }))
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
    return count < 0 ? nil : text(target[..<count])
}

private func text(_ characters: some Sequence<CChar>) -> String {
    String(decoding: characters.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
