import SGTools

runTool(DecodeTool.self)
