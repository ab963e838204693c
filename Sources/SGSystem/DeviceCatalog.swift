import Glibc
public import SGDevices
public import SGDiagnostics

/// The device types that are known here: those of the program, and definition files that a user has
/// put into a folder.
///
/// A file in the first folder of `SG_DEVICE_PATH` (folders separated by colons),
/// `~/.config/sg/devices` and `/etc/sg/devices` that has a name goes before the others of that
/// name, and before the program's own.
public struct DeviceCatalog: Sendable {
    private let folders: [String]

    /// Creates a catalog of the folders that an environment names.
    public init(environment: [String: String]) {
        var folders = (environment["SG_DEVICE_PATH"] ?? "").split(separator: ":").map(String.init)
        if let home = environment["HOME"], !home.isEmpty {
            folders.append(home + "/.config/sg/devices")
        }
        folders.append("/etc/sg/devices")
        self.folders = folders
    }

    /// The names of all device types, in alphabetical order.
    public var names: [String] {
        Set(Definition.embeddedNames + folders.flatMap { definitions(in: $0) }).sorted()
    }

    /// The definition of a device type.
    ///
    /// - Parameters:
    ///   - name: The device type's name.
    ///   - checkingExamples: Whether the definition's examples are tried, too.
    /// - Returns: The definition with all that is wrong with it; `nil` for an unknown name.
    public func definition(named name: String, checkingExamples: Bool = false) -> Definition? {
        guard !name.isEmpty, !name.contains("/"), !name.contains("\0") else { return nil }
        for folder in folders {
            let path = "\(folder)/\(name).yaml"
            if access(path, F_OK) == 0 {
                return DeviceCatalog.read(path, named: name, checkingExamples: checkingExamples)
            }
        }
        return Definition.embedded(name).map {
            Definition(
                $0, file: "\(name).yaml (built in)", name: name, checkingExamples: checkingExamples)
        }
    }

    /// The device type of a name; `nil` for an unknown one.
    ///
    /// - Throws: The first error of a faulty definition.
    public func device(named name: String) throws(Diagnostic) -> DeviceType? {
        guard let definition = definition(named: name) else { return nil }
        if let device = definition.device { return device }
        throw definition.diagnostics.first { $0.severity == .error }
            ?? Diagnostic(file: name, mark: nil, message: "the definition cannot be used")
    }

    /// Reads a definition file.
    ///
    /// - Parameter name: The device type that it must define; by default the file's base name.
    public static func read(
        _ path: String, named name: String? = nil, checkingExamples: Bool
    ) -> Definition? {
        guard let text = contents(of: path) else { return nil }
        let base = path.split(separator: "/").last.map(String.init) ?? path
        let name = name ?? (base.hasSuffix(".yaml") ? String(base.dropLast(5)) : base)
        return Definition(text, file: path, name: name, checkingExamples: checkingExamples)
    }

    private func definitions(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".yaml"), !name.hasPrefix(".") {
                names.append(String(name.dropLast(5)))
            }
        }
        return names
    }
}

/// Reads a whole file of at most 16 MiB; `nil` when it cannot be read.
private func contents(of path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while bytes.count <= 16 << 20 {
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { return nil }
        if count == 0 { break }
        bytes += chunk[..<count]
    }
    return bytes
}
