// The library for other programs is one module to them; here, each module is told what it uses.
@_exported public import SGBytes
@_exported public import SGDevices
@_exported public import SGDiagnostics
@_exported public import SGPorts
@_exported public import SGRecords
@_exported public import SGSystem
