internal import CSGPorts
internal import Glibc

/// An open terminal, which gets back the settings and modem lines it had when this goes away.
final class SerialLine: Channel {
    var descriptor: Int32 { device.number }
    let hasLineSettings = true

    private let path: String
    private let device: Descriptor
    private let saved: SavedLine
    private let errorsBefore: LineErrors?

    /// Opens a terminal and gives it settings.
    ///
    /// - Throws: `PortError` when it cannot be had, or cannot be set as wished.
    static func open(_ path: String, _ settings: LineSettings) throws(PortError) -> SerialLine {
        // The link of a pseudo-terminal that is gone may by now lead to somebody's shell.
        if let worker = PortHolder(workingAt: path) { throw .inUse(path, by: worker) }
        let line = try opening(path) { () throws(SystemError) in
            try SerialLine(opening: path, settings)
        }
        let speed = try opening(path) { () throws(SystemError) in try line.configure(settings) }
        // What has come by now was read at another speed; a pseudo-terminal has none.
        if !settings.keepsInput, line.saved.hasModemLines {
            try opening(path) { () throws(SystemError) in try line.discardInput() }
        }
        guard isNear(speed, settings.baudrate) else {
            throw .wrongSpeed(path, wanted: settings.baudrate, actual: speed)
        }
        if settings.rs485, sg_enable_rs485(line.descriptor) != 0 {
            throw .noRS485(path, .last)
        }
        if let rts = settings.rts, !settings.rtscts { try line.set(.rts, rts) }
        if let dtr = settings.dtr, !settings.dsrdtr { try line.set(.dtr, dtr) }
        return line
    }

    private init(opening path: String, _ settings: LineSettings) throws(SystemError) {
        // Without O_NONBLOCK, opening would wait for a carrier.
        let device = try Descriptor(opening: path, flags: O_RDWR)
        saved = try SavedLine(of: device.number, withRS485: settings.rs485)
        errorsBefore = errorCounts(of: device.number)
        if settings.exclusive { try SerialLine.lock(device.number) }
        // As soon as can be: the other end of a pseudo-terminal may begin to send now.
        if !settings.keepsInput { try check(tcflush(device.number, TCIFLUSH)) }
        self.path = path
        self.device = consume device
    }

    deinit {
        saved.restore(on: device.number)
    }

    /// Keeps others from opening the terminal, and fails when one of them did the same.
    private static func lock(_ descriptor: Int32) throws(SystemError) {
        try check(flock(descriptor, LOCK_EX | LOCK_NB))
        _ = ioctl(descriptor, UInt(TIOCEXCL))
    }

    /// Sets the line and gives the speed at which it really runs, in bits per second.
    private func configure(_ settings: LineSettings) throws(SystemError) -> Int {
        var line = sg_line_settings(
            baudrate: UInt32(clamping: settings.baudrate),
            bytesize: UInt32(settings.bytesize.rawValue),
            parity: CChar(settings.parity.rawValue.utf8.first ?? 0),
            long_stop: settings.stopbits != .one,
            xonxoff: settings.xonxoff, rtscts: settings.rtscts)
        try check(sg_configure_line(device.number, &line))
        var speed: UInt32 = 0
        try check(sg_get_baudrate(device.number, &speed))
        return Int(speed)
    }

    func countUnsent() throws(SystemError) -> Int {
        var count: Int32 = 0
        try check(ioctl(descriptor, UInt(TIOCOUTQ), &count))
        return Int(count)
    }

    func finishSending() throws(SystemError) {
        let descriptor = descriptor
        _ = try retrying { tcdrain(descriptor) }
    }

    func discardInput() throws(SystemError) {
        try check(tcflush(descriptor, TCIFLUSH))
    }

    func set(_ line: ModemLine, _ level: Bool) throws(PortError) {
        try signalling(path) { () throws(SystemError) in
            try setModemLine(line == .rts ? TIOCM_RTS : TIOCM_DTR, level, descriptor)
        }
    }

    func setBreak(_ isOn: Bool) throws(PortError) {
        try signalling(path) { () throws(SystemError) in
            try check(ioctl(descriptor, UInt(isOn ? TIOCSBRK : TIOCCBRK)))
        }
    }

    var lineErrors: LineErrors? {
        guard let now = errorCounts(of: descriptor), let before = errorsBefore else { return nil }
        var errors = LineErrors()
        errors.framing = now.framing - before.framing
        errors.parity = now.parity - before.parity
        errors.overrun = now.overrun - before.overrun
        errors.breaks = now.breaks - before.breaks
        return errors
    }

    func modemLines() throws(PortError) -> ModemLines? {
        let bits = try signalling(path) { () throws(SystemError) in
            try modemLineBits(of: descriptor)
        }
        return bits.map { bits in
            ModemLines(
                cts: bits & TIOCM_CTS != 0, dsr: bits & TIOCM_DSR != 0,
                ri: bits & TIOCM_RNG != 0, cd: bits & TIOCM_CAR != 0)
        }
    }
}

/// What was wrong with a line since its driver was loaded; `nil` when the driver does not count.
private func errorCounts(of descriptor: Int32) -> LineErrors? {
    var counts = sg_line_errors()
    guard sg_get_line_errors(descriptor, &counts) == 0 else { return nil }
    var errors = LineErrors()
    errors.framing = Int(counts.framing)
    errors.parity = Int(counts.parity)
    errors.overrun = Int(counts.overrun)
    errors.breaks = Int(counts.breaks)
    return errors
}

/// The settings and modem lines of a terminal as they were found.
private struct SavedLine {
    private var state = sg_line_state()
    /// The modem lines, as bits; `nil` when it has none, like a pseudo-terminal.
    private let modemLines: Int32?
    /// How the transmitter was switched; `nil` when that stays as it is.
    private let rs485: sg_rs485_state?

    var hasModemLines: Bool { modemLines != nil }

    init(of descriptor: Int32, withRS485: Bool) throws(SystemError) {
        try check(sg_get_line(descriptor, &state))
        modemLines = try modemLineBits(of: descriptor)
        var mode = sg_rs485_state()
        rs485 = withRS485 && sg_get_rs485(descriptor, &mode) == 0 ? mode : nil
    }

    /// Gives everything back and lets others open the terminal, which may be gone by now.
    func restore(on descriptor: Int32) {
        withUnsafePointer(to: state) { _ = sg_set_line(descriptor, $0) }
        if let rs485 { withUnsafePointer(to: rs485) { _ = sg_set_rs485(descriptor, $0) } }
        if let modemLines {
            try? setModemLine(TIOCM_RTS, modemLines & TIOCM_RTS != 0, descriptor)
            try? setModemLine(TIOCM_DTR, modemLines & TIOCM_DTR != 0, descriptor)
        }
        _ = ioctl(descriptor, UInt(TIOCNXCL))
    }
}

/// The modem lines of a terminal, as bits; `nil` when it has none.
private func modemLineBits(of descriptor: Int32) throws(SystemError) -> Int32? {
    var bits: Int32 = 0
    if ioctl(descriptor, UInt(TIOCMGET), &bits) == 0 { return bits }
    guard hasNoModemLines(errno) else { throw .last }
    return nil
}

/// Sets the level of a modem line; a terminal without such lines is left alone.
private func setModemLine(
    _ line: Int32, _ level: Bool, _ descriptor: Int32
) throws(SystemError) {
    var bits = line
    if ioctl(descriptor, UInt(level ? TIOCMBIS : TIOCMBIC), &bits) == 0 { return }
    guard hasNoModemLines(errno) else { throw .last }
}

/// Whether a terminal that failed so has no modem lines, like a pseudo-terminal.
private func hasNoModemLines(_ code: Int32) -> Bool {
    code == ENOTTY || code == EINVAL
}
