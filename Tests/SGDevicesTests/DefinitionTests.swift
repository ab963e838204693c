import SGDevices
import SGDiagnostics
import Testing

/// Every definition that is part of the program.
@Suite struct DefinitionTests {
    @Test func `every device type that is built in names its main page`() throws {
        for name in Definition.embeddedNames {
            let type = try #require(Definition(embedded: name)?.device)
            #expect(type.mainPage?.sender == .device, "\(name)")
        }
    }

    @Test(arguments: Definition.embeddedNames)
    func `a definition is free of errors and its examples hold`(name: String) throws {
        let text = try #require(Definition.embedded(name))
        let definition = Definition(text, file: "\(name).yaml", name: name, for: .check)
        #expect(definition.diagnostics.map(\.description) == [])
        #expect(definition.examples.contains { $0.fields != nil })
        #expect(definition.examples.contains { $0.fields == nil }, "no frame that must be rejected")
    }

    @Test(arguments: Definition.embeddedNames, [Definition.Purpose.use, .emulation])
    func `what the build made of a definition gives the same device type`(
        name: String, purpose: Definition.Purpose
    ) throws {
        let text = try #require(Definition.embedded(name))
        let fromBuild = try #require(Definition(embedded: name, for: purpose)?.device)
        let fromText = Definition(text, file: fromBuild.origin, name: name, for: purpose).device
        #expect(fromBuild.origin == "\(name).yaml (built in)")
        #expect(everything(in: fromBuild) == everything(in: try #require(fromText)))
    }

    /// All that a device type holds, down to the last step of its messages, word by word; sorted,
    /// because dictionaries have no order.
    private func everything(in device: DeviceType) -> [Substring] {
        var text = ""
        dump(device, to: &text)
        return text.split { " \n,:()[]".contains($0) }.sorted()
    }
}
