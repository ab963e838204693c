internal import Glibc

/// The names of what is in a directory, in no order; none when it cannot be read.
func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        // SAFETY: the entry is the C library's and stays until the next call; its name ends in 0.
        let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
            name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names
}

/// The first line of a small file of the system's own; `nil` when there is none.
func firstLine(ofFile path: String) -> String? {
    textOfFile(path)?.split(separator: "\n").first.map(String.init)
}

/// The text of a small file of the system's own; `nil` when it cannot be read.
func textOfFile(_ path: String) -> String? {
    guard let text = try? contents(of: path, .regularFile, limit: 1 << 20) else { return nil }
    return String(decoding: text, as: UTF8.self)
}

/// Whether what is open is a file on a disk.
func isRegularFile(_ descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
}

/// Where a path leads when all symbolic links are followed; `nil` when it leads nowhere.
///
/// The corresponding C function is `realpath`.
package func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    // SAFETY: the C library has allocated the text for us, ended by 0.
    defer { free(resolved) }
    return String(cString: resolved)
}

/// The text that the C library has put into a buffer, ended by 0.
func text(_ buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
