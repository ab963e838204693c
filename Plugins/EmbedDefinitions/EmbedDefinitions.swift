import Foundation
import PackagePlugin

/// Turns every definition of a target's `Definitions` folder into a string literal of that target.
@main
struct EmbedDefinitions: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folder = target.directoryURL.appending(path: "Definitions")
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedDefinitions.swift")
        let definitions = try FileManager.default
            .contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yaml" }
            .sorted { $0.path < $1.path }
        return [
            .buildCommand(
                displayName: "Embedding the device definitions",
                executable: try context.tool(named: "embed-definitions").url,
                arguments: [output.path] + definitions.map(\.path),
                inputFiles: definitions,
                outputFiles: [output])
        ]
    }
}
