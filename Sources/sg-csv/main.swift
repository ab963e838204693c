import SGTools

runTool(CSVTool.self)
