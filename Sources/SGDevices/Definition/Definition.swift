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
        var reader = DefinitionReader(file: file)
        var device: DeviceType?
        var examples: [Example] = []
        do throws(Diagnostic) {
            let root = try parseYAML(text, file: file)
            let read = reader.device(root, name: name, withEmulation: purpose != .use)
            if purpose == .check, !reader.hasErrors {
                examples = reader.examples(of: root, for: read)
            }
            device = read
        } catch {
            reader.report(error)
        }
        self.device = reader.hasErrors ? nil : device
        self.examples = examples
        diagnostics = reader.diagnostics.sorted {
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
    ///
    /// - Parameter purpose: What it is wanted for; what only others need, which is half of the
    ///   text, is left out.
    public static func embedded(_ name: String, for purpose: Purpose = .check) -> [UInt8]? {
        guard let definition = EmbeddedDefinitions.all.first(where: { $0.name == name }) else {
            return nil
        }
        return bytes(definition.text) + (purpose == .use ? [] : bytes(definition.appendix))
    }

    private static func bytes(_ text: StaticString) -> [UInt8] {
        Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
