internal import Glibc
internal import SGDevices
internal import SGDiagnostics
internal import SGRecords
internal import SGYAML

/// Reads the YAML of a configuration and collects what is wrong with it.
struct ConfigurationReader: YAMLReader {
    static let unknownKeySeverity = Diagnostic.Severity.warning

    let file: String
    /// Whether all devices are emulated and the actions do not matter.
    let isEmulation: Bool
    /// Where device types are looked up.
    var catalog: DeviceCatalog
    var diagnostics: [Diagnostic] = []
    var comparisonsLeft = mostComparisons

    /// The devices so far.
    var devices: [DeclaredDevice] = []
    /// Their places by name.
    var places: [String: Int] = [:]
    /// The device types that have been looked up; an inner `nil` for those that cannot be used.
    var types: [String: DeviceType?] = [:]
    /// The names of all device types, once they have been needed.
    var knownTypeNames: [String]?
    /// The device types that have an emulator.
    var emulatedTypes: Set<String> = []
    /// The streams that go into each CSV file.
    var tables: [String: DeclaredTable] = [:]

    init(file: String, catalog: DeviceCatalog, isEmulation: Bool) {
        self.file = file
        self.catalog = catalog
        self.isEmulation = isEmulation
    }

    /// A switch as PyYAML and pySerial understand it: the Booleans of YAML 1.1, 0 and 1.
    static func boolean(_ node: YAMLNode) -> Bool? {
        node.booleanOfYAML11 ?? [0: false, 1: true][node.integer]
    }

    /// Reads the whole configuration.
    mutating func configuration(_ root: YAMLNode, digest: String) -> Configuration {
        let section = section(
            root, "a configuration",
            keys: ["period", "device_path", "suspect", "devices", "actions"])
        let period = period(section)
        let suspects = word("suspect", of: section, default: CSVSuspects.empty)
        if let node = section["device_path"] {
            catalog = catalog.preferring(folders(node))
        }
        readDevices(section)
        let (lines, lineOfDevice) = lines()
        return Configuration(
            file: file, digest: digest, period: period, suspects: suspects,
            devices: zip(devices, lineOfDevice).compactMap { $0.configured(at: $1) },
            lines: lines, actions: isEmulation ? [] : actions(section))
    }

    // MARK: - Period

    private mutating func period(_ section: Section) -> Duration {
        let text = text("period", of: section)
        guard !text.isEmpty, let node = section["period"] else { return .zero }
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text[number.endIndex...].drop { $0 == " " }
        let secondsInUnit = ["h": 3600, "m": 60, "s": 1]
        guard let factor = secondsInUnit[String(unit)],
            let count = Duration(seconds: String(number))
        else {
            report(
                node, "found \(quoted(text)), expected a number and a unit: h, m or s",
                hint: "for example '1 h', '10 m' or '0.25 s'")
            return .zero
        }
        let period = count * factor
        guard .milliseconds(1)...(.seconds(365 * 86_400)) ~= period, period.isWholeMilliseconds
        else {
            report(
                node, "found \(quoted(text)), expected 0.001 s to 8760 h in steps of 0.001 s")
            return .zero
        }
        return period
    }

    // MARK: - Folders

    /// Folders beside the configuration.
    private mutating func folders(_ node: YAMLNode) -> [String] {
        (node.elements ?? [node]).compactMap { element in
            guard let text = text(element) else { return nil }
            let folder = text.hasPrefix("/") ? text : ownFolder + text
            guard isFolder(folder) else {
                report(element, "found no directory \(quoted(folder)), expected one of definitions")
                return nil
            }
            return folder
        }
    }

    /// The path of the configuration's folder, up to a slash; empty for the working directory.
    private var ownFolder: String {
        file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    }

    private func isFolder(_ path: String) -> Bool {
        var status = stat()
        return !path.contains("\0") && stat(path, &status) == 0
            && status.st_mode & S_IFMT == S_IFDIR
    }

    // MARK: - Values

    /// A time in seconds that may be there.
    mutating func seconds(_ key: String, of section: Section, atMost limit: Int) -> Duration? {
        guard let node = section[key] else { return nil }
        guard let seconds = node.text.flatMap({ Duration(seconds: $0) }), seconds <= .seconds(limit)
        else {
            report(node, "found \(node.kindName), expected 0 to \(limit) seconds")
            return nil
        }
        return seconds
    }
}
