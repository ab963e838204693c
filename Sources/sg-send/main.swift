import SGTools

runTool(SendTool.self)
