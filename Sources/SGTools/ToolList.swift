package import ArgumentParser
internal import SGBytes

/// What the executable of all tools is under its own name, `sg`: a list of the tools.
package struct ToolList: Tool {
    package static let configuration = CommandConfiguration(
        commandName: "sg", abstract: "List the tools.",
        discussion: "Each tool is a link to this program, which goes by the name it is called by.",
        version: toolkitVersion)

    package init() {}

    package mutating func run(on console: Console) throws(ToolFailure) -> ExitStatus {
        let width = toolkit.map { $0.name.utf8.count }.max() ?? 0
        var output = Output(console)
        for tool in toolkit {
            let padding = String(repeating: " ", count: width - tool.name.utf8.count)
            output.append(line: "\(tool.name)\(padding)  \(tool.configuration.abstract)")
        }
        try output.flush()
        return .done
    }
}
