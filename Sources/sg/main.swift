import SGTools

runTool(tool(calledBy: CommandLine.arguments.first ?? ""))
