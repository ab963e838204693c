import SGTools

runTool(ListenTool.self)
