import SGTools

runTool(EmulateTool.self)
