public import SGDiagnostics
import SGYAML

/// A definition file, read and checked.
public struct Definition: Sendable {
    /// The device type; `nil` when an error keeps it from being used.
    public let device: DeviceType?
    /// The frames that show that it is right.
    public let examples: [Example]
    /// Everything that is wrong with it, in the order of the file.
    public let diagnostics: [Diagnostic]

    /// What a definition is wanted for, which decides how much of it is read.
    public enum Purpose: Sendable {
        /// To talk to a device.
        case use
        /// To be a device: also what an emulator shows and does.
        case emulation
        /// To know whether it is right: all of it, and its examples are tried.
        case check
    }

    /// Reads a definition.
    ///
    /// - Parameters:
    ///   - text: The YAML, as UTF-8.
    ///   - file: The file's name as the user gave it, for diagnostics.
    ///   - name: The device type that the file must define: its base name; `nil` for any.
    ///   - purpose: What it is wanted for.
    public init(_ text: [UInt8], file: String, name: String?, for purpose: Purpose = .use) {
        do throws(Diagnostic) {
            let root = try parseYAML(text, file: file)
            self.init(root, file: file, name: name, for: purpose, isTested: false)
        } catch {
            self.init(unreadable: error)
        }
    }

    /// A definition of which nothing can be read.
    ///
    /// - Parameter reason: What keeps it from being read.
    package init(unreadable reason: Diagnostic) {
        device = nil
        examples = []
        diagnostics = [reason]
    }

    /// - Parameter isTested: Whether tests have shown that the device can send its pages, so that
    ///   no start must try them all.
    private init(
        _ root: YAMLNode, file: String, name: String?, for purpose: Purpose, isTested: Bool
    ) {
        var reader = DefinitionReader(file: file, isChecking: purpose == .check)
        let device = reader.device(root, name: name, withEmulation: purpose != .use)
        if !isTested { reader.checkEmulation(of: device, in: root) }
        var examples: [Example] = []
        if purpose == .check, !reader.hasErrors {
            examples = reader.examples(of: root, for: device)
        }
        let hasErrors = reader.hasErrors
        self.device = hasErrors ? nil : device
        self.examples = examples
        // What only warns waits until nothing is wrong.
        let told = reader.diagnostics.filter { !hasErrors || $0.severity == .error }
        diagnostics = told.sorted {
            ($0.mark ?? Mark(line: 0, column: 0)) < ($1.mark ?? Mark(line: 0, column: 0))
        }
    }
}

extension Definition {
    /// How many bytes a definition may have; longer ones are refused.
    public static var longestText: Int { YAMLLimits.textLength }

    /// The names of the device types that are part of the program, in alphabetical order.
    public static var embeddedNames: [String] {
        EmbeddedDefinitions.all.map(\.name).sorted()
    }

    /// The text of a definition that is part of the program; `nil` for an unknown name.
    public static func embedded(_ name: String) -> [UInt8]? {
        EmbeddedDefinitions.all.first { $0.name == name }.map { Array(bytes(of: $0.text)) }
    }

    /// Reads a definition that is part of the program; `nil` for an unknown name.
    ///
    /// - Parameters:
    ///   - name: The device type's name.
    ///   - purpose: What it is wanted for.
    public init?(embedded name: String, for purpose: Purpose = .use) {
        guard let embedded = EmbeddedDefinitions.all.first(where: { $0.name == name }) else {
            return nil
        }
        let file = "\(name).yaml (built in)"
        if purpose == .check {
            self.init(Array(bytes(of: embedded.text)), file: file, name: name, for: purpose)
            return
        }
        var root = YAMLNode(listing: bytes(of: embedded.use).span)
        if purpose == .emulation {
            let emulation = YAMLNode(listing: bytes(of: embedded.emulation).span)
            let entries = (root.entries ?? []) + (emulation.entries ?? [])
            root = YAMLNode(content: .mapping(entries), mark: root.mark)
        }
        self.init(root, file: file, name: name, for: purpose, isTested: true)
    }
}

/// The UTF-8 of a literal.
private func bytes(of literal: StaticString) -> UnsafeBufferPointer<UInt8> {
    // SAFETY: a literal's bytes are part of the program and never freed.
    UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
}
