internal import ArgumentParser
internal import SGDevices
internal import SGPorts
internal import SGSystem

extension RunTool {
    /// The devices of the configuration that can be asked, when its file stands before.
    static var deviceCompletion: CompletionKind {
        .custom { words, _, _ in
            guard let file = typed(words).operands.first,
                let configuration = try? configuration(file)
            else { return [] }
            return configuration.devices.filter { !$0.isEmulated }.map {
                candidate($0.name, $0.type.name)
            }
        }
    }

    /// Reads a configuration; what is wrong with it goes nowhere.
    private static func configuration(_ file: String) throws(ToolFailure) -> Configuration {
        let console = Console(
            program: name, input: -1, output: -1, errors: -1, environment: processEnvironment())
        let source = ConfigurationSource(
            path: file, isEmulation: false, console: console, log: nil)
        return try source.configuration(try source.read(.regularFile))
    }
}
