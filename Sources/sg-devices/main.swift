import SGTools

runTool(DevicesTool.self)
