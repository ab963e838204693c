package import ArgumentParser

/// `sg-listen`: reads a port and prints one record per frame.
package struct ListenTool: Tool {
    package static let configuration = CommandConfiguration(
        commandName: "sg-listen",
        abstract: "Read a port and print one record per frame.",
        version: toolkitVersion)

    @OptionGroup var common: CommonOptions

    package init() {}

    package mutating func run(on console: Console) throws(ToolFailure) -> ExitStatus {
        .done
    }
}
