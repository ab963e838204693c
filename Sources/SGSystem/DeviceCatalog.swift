import Glibc
public import SGDevices
public import SGDiagnostics
import SGPorts

/// The device types that are known here: those of the program, and definition files that a user has
/// put into a folder.
///
/// A file in the first folder of `SG_DEVICE_PATH` (folders separated by colons),
/// `~/.config/sg/devices` and `/etc/sg/devices` that has a name goes before the others of that
/// name, and before the program's own.
public struct DeviceCatalog: Sendable {
    private var folders: [String]

    /// Creates a catalog of the folders that an environment names.
    public init(environment: [String: String]) {
        var folders = (environment["SG_DEVICE_PATH"] ?? "").split(separator: ":").map(String.init)
        if let home = environment["HOME"], !home.isEmpty {
            folders.append(home + "/.config/sg/devices")
        }
        folders.append("/etc/sg/devices")
        self.folders = folders
    }

    /// The same catalog with more folders, which go before all others.
    public func preferring(_ folders: [String]) -> DeviceCatalog {
        var catalog = self
        catalog.folders = folders + self.folders
        return catalog
    }

    /// The names of all device types, in alphabetical order.
    public var names: [String] {
        Set(Definition.embeddedNames + folders.flatMap { definitions(in: $0) }).sorted()
    }

    /// The definition of a device type.
    ///
    /// - Parameters:
    ///   - name: The device type's name.
    ///   - purpose: What it is wanted for.
    /// - Returns: The definition with all that is wrong with it; `nil` for an unknown name.
    public func definition(
        named name: String, for purpose: Definition.Purpose = .use
    ) -> Definition? {
        guard !name.isEmpty, !name.contains("/"), !name.contains("\0") else { return nil }
        for folder in folders {
            let path = "\(folder)/\(name).yaml"
            guard faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            do throws(ReadingError) {
                let text = try contents(
                    of: path, .regularFile, limit: Definition.longestText + 1)
                return Definition(text, file: path, name: name, for: purpose)
            } catch {
                let message = "cannot be read: \(error.message)"
                return Definition(
                    unreadable: Diagnostic(file: path, mark: nil, message: message))
            }
        }
        return Definition(embedded: name, for: purpose)
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
