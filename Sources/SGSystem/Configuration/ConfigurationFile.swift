public import SGDiagnostics
internal import SGYAML

/// A configuration file, read and checked.
///
/// Source: `sg-run.yml(5)`.
public struct ConfigurationFile: Sendable {
    /// What it says; `nil` when an error keeps it from being used.
    public let configuration: Configuration?
    /// Everything that is wrong with it, in the order of the file; what is wrong with definitions
    /// that it uses comes last.
    public let diagnostics: [Diagnostic]

    /// Reads a configuration file; besides definitions, nothing is opened.
    ///
    /// - Parameters:
    ///   - text: The YAML, as UTF-8.
    ///   - file: The file's name as the user gave it; folders that it names are sought beside it.
    ///   - catalog: Where device types are looked up.
    ///   - isEmulation: Whether all devices are emulated and the actions do not matter.
    public init(
        _ text: [UInt8], file: String, catalog: DeviceCatalog, isEmulation: Bool = false
    ) {
        var reader = ConfigurationReader(file: file, catalog: catalog, isEmulation: isEmulation)
        var configuration: Configuration?
        do throws(Diagnostic) {
            let root = try parseYAML(text, file: file).mergingKeys
            configuration = reader.configuration(root, digest: md5(text))
        } catch {
            reader.report(error)
        }
        self.configuration = reader.hasErrors ? nil : configuration
        // What an anchor names is read wherever an alias stands for it.
        var known: Set<String> = []
        diagnostics = reader.diagnostics.filter { known.insert($0.description).inserted }
            .sorted { $0.place(in: file) < $1.place(in: file) }
    }
}

extension Diagnostic {
    /// The place in a file by which it is sorted: what concerns all of it first, other files last.
    fileprivate func place(in file: String) -> Mark {
        guard self.file == file else { return Mark(line: .max, column: 0) }
        return mark ?? Mark(line: 0, column: 0)
    }
}
