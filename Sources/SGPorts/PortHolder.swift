internal import Glibc

/// The program that has a port open.
public struct PortHolder: Sendable, Equatable {
    /// The program's name.
    public let program: String
    /// The process's number.
    public let process: Int

    /// Finds who has a device open or locked.
    ///
    /// What other users' processes have open is secret, but not which files they lock. `nil` when
    /// nobody can be found.
    init?(of path: String) {
        var device = stat()
        guard stat(path, &device) == 0,
            let process = lockingProcess(of: device) ?? openingProcess(of: device)
        else { return nil }
        self.process = process
        program = firstLine(ofFile: "/proc/\(process)/comm") ?? "?"
    }
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
    names(in: "/proc").lazy.compactMap { Int($0) }.first { process in
        names(in: "/proc/\(process)/fd").contains { number in
            var open = stat()
            return stat("/proc/\(process)/fd/\(number)", &open) == 0
                && open.st_mode & S_IFMT == S_IFCHR && open.st_rdev == device.st_rdev
        }
    }
}
