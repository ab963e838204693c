// The words of other modules that are spelled out on command lines.

public import ArgumentParser
public import SGDevices
public import SGPorts

extension Side: ExpressibleByArgument {}
extension DataBits: ExpressibleByArgument {}
extension Parity: ExpressibleByArgument {}
extension StopBits: ExpressibleByArgument {}
