import SGTools

runTool(RunTool.self)
