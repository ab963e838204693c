/// A folder in which the system describes a device: each file holds one line about it.
struct SystemFolder {
    /// The folder's path.
    let path: String

    /// A folder and those that it is in, up to the one of all devices.
    ///
    /// - Parameters:
    ///   - path: The path of the first folder, without symbolic links.
    ///   - root: The folder in which `sys` is.
    static func foldersUp(from path: String, root: String) -> [SystemFolder] {
        let top = realPath("\(root)/sys/devices").map { $0 + "/" } ?? "/"
        return sequence(first: path[...]) { path in
            path.lastIndex(of: "/").map { path[..<$0] }
        }.prefix { $0.hasPrefix(top) }.map { SystemFolder(path: String($0)) }
    }

    /// What a file says, without spaces around it; `nil` when it is empty or missing.
    subscript(name: String) -> String? {
        guard let line = firstLine(ofFile: "\(path)/\(name)") else { return nil }
        let words = line.split(separator: " ")
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    /// The name of the device's driver; `nil` for one that only passes on to another.
    var driver: String? {
        guard let target = realPath("\(path)/driver"), !target.contains("/serial-base/") else {
            return nil
        }
        return lastPart(of: target)
    }
}

/// What a path ends in.
func lastPart(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
}
