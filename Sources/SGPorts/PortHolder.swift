internal import Glibc

/// The program that has a port open.
public struct PortHolder: Sendable, Equatable {
    /// The program's name.
    public let program: String
    /// The process's number.
    public let process: Int

    /// Finds who works at a terminal: a process of the session that it belongs to; `nil` for a
    /// terminal that is only a line.
    init?(workingAt path: String) {
        var device = stat()
        guard stat(path, &device) == 0 else { return nil }
        let number = device.st_rdev
        guard let process = processes().first(where: { controllingTerminal(of: $0) == number })
        else { return nil }
        self.init(process)
    }

    /// Finds who has a device open or locked.
    ///
    /// What other users' processes have open is secret, but not which files they lock. `nil` when
    /// nobody can be found.
    init?(of path: String) {
        var device = stat()
        guard stat(path, &device) == 0,
            let process = lockingProcess(of: device) ?? openingProcess(of: device)
        else { return nil }
        self.init(process)
    }

    /// Finds who listens at a TCP port, as far as this user may know.
    init?(listeningAt port: UInt16) {
        let sockets = listeningSockets(at: port)
        let process = findProcess { file in
            file.st_mode & S_IFMT == S_IFSOCK && sockets.contains(UInt64(file.st_ino))
        }
        guard let process else { return nil }
        self.init(process)
    }

    private init(_ process: Int) {
        self.process = process
        program = firstLine(ofFile: "/proc/\(process)/comm") ?? "?"
    }
}

/// The numbers of all processes.
private func processes() -> some Sequence<Int> {
    names(in: "/proc").lazy.compactMap { Int($0) }
}

/// The terminal that a process's session belongs to; 0 for none.
///
/// Source: proc(5), `/proc/PID/stat`: the fifth number behind the name in parentheses.
private func controllingTerminal(of process: Int) -> dev_t? {
    guard let line = firstLine(ofFile: "/proc/\(process)/stat"),
        let name = line.lastIndex(of: ")")
    else { return nil }
    let words = line[name...].split(separator: " ")
    return words.count > 5 ? Int32(words[5]).map { dev_t(UInt32(bitPattern: $0)) } : nil
}

/// The process that holds a lock on a file.
///
/// Source: proc(5), `/proc/locks`: `1: FLOCK ADVISORY WRITE 4321 00:19:7 0 EOF`, the last two
/// numbers but two being device (hexadecimal) and inode (decimal).
private func lockingProcess(of file: stat) -> Int? {
    guard let text = textOfFile("/proc/locks") else { return nil }
    for line in text.split(separator: "\n") {
        let words = line.split(separator: " ")
        guard words.count == 8, words[1] == "FLOCK", let process = Int(words[4]) else { continue }
        let place = words[5].split(separator: ":")
        guard place.count == 3, let major = UInt64(place[0], radix: 16),
            let minor = UInt64(place[1], radix: 16), let inode = UInt64(place[2])
        else { continue }
        if deviceNumber(major, minor) == file.st_dev, inode == file.st_ino { return process }
    }
    return nil
}

/// The number of a device, as the C macro `makedev` makes it.
private func deviceNumber(_ major: UInt64, _ minor: UInt64) -> UInt64 {
    (minor & 0xFF) | (major & 0xFFF) << 8 | (minor & ~0xFF) << 12 | (major & ~0xFFF) << 32
}

/// The process that has a device open, as far as this user may know.
private func openingProcess(of device: stat) -> Int? {
    findProcess { file in
        file.st_mode & S_IFMT == S_IFCHR && file.st_rdev == device.st_rdev
    }
}

/// The process that has a file open of which something is true, as far as this user may know.
private func findProcess(having isSought: (stat) -> Bool) -> Int? {
    processes().first { process in
        names(in: "/proc/\(process)/fd").contains { number in
            var open = stat()
            return stat("/proc/\(process)/fd/\(number)", &open) == 0 && isSought(open)
        }
    }
}

/// The inodes of the sockets that listen at a TCP port.
///
/// Source: proc(5), `/proc/net/tcp`: `0: 0100007F:1B58 00000000:0000 0A …`, the second word being
/// address and port, the fourth the state, which is 0A while it listens, and the tenth the inode.
private func listeningSockets(at port: UInt16) -> Set<UInt64> {
    let lines = ["/proc/net/tcp", "/proc/net/tcp6"].compactMap(textOfFile).flatMap {
        $0.split(separator: "\n")
    }
    let inodes = lines.compactMap { line -> UInt64? in
        let words = line.split(separator: " ")
        guard words.count > 9, words[3] == "0A",
            words[1].split(separator: ":").last.flatMap({ UInt16($0, radix: 16) }) == port
        else { return nil }
        return UInt64(words[9])
    }
    return Set(inodes)
}
