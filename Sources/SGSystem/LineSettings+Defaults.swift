public import SGDevices
public import SGPorts

extension LineSettings {
    /// Creates the settings that a device type needs; everything else as without it.
    public init(_ defaults: LineDefaults) {
        self.init()
        baudrate = defaults.baudrate
        bytesize = DataBits(rawValue: defaults.bytesize) ?? bytesize
        parity = Parity(rawValue: defaults.parity) ?? parity
        stopbits = StopBits(rawValue: defaults.stopbits) ?? stopbits
        xonxoff = defaults.xonxoff
        rtscts = defaults.rtscts
        dsrdtr = defaults.dsrdtr
        rts = defaults.rts
        dtr = defaults.dtr
    }
}
