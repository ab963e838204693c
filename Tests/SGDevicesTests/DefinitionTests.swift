import SGDevices
import SGDiagnostics
import Testing

/// Every definition that is part of the program.
@Suite struct DefinitionTests {
    @Test(arguments: Definition.embeddedNames)
    func `a definition is free of errors and its examples hold`(name: String) throws {
        let text = try #require(Definition.embedded(name))
        let definition = Definition(text, file: "\(name).yaml", name: name, for: .check)
        #expect(definition.diagnostics.map(\.description) == [])
        #expect(definition.examples.contains { $0.fields != nil })
        #expect(definition.examples.contains { $0.fields == nil }, "no frame that must be rejected")
    }
}
