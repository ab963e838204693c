public import ArgumentParser
public import SGDevices
extension Side: ExpressibleByArgument {}
