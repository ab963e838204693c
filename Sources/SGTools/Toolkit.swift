internal import ArgumentParser

/// The tools, in the order in which the data goes through them.
package let toolkit: [any Tool.Type] = [
    ListenTool.self, DecodeTool.self, CSVTool.self, DevicesTool.self, SendTool.self,
    EmulateTool.self, RunTool.self,
]

/// The tool that is meant by the path a process was started with.
///
/// All tools are one executable, which is installed with a link for each of their names.
///
/// - Parameter path: The first of the process's arguments, such as `/usr/bin/sg-listen`.
/// - Returns: The tool of that name or alias; what lists all tools if there is none.
package func tool(calledBy path: String) -> any Tool.Type {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    return toolkit.first { tool in
        tool.name == name || tool.configuration.aliases.contains(name)
    } ?? ToolList.self
}
