/// How a tool ended, in the numbers of sysexits(3).
package enum ExitStatus: Int32, Sendable {
    /// Everything was done, or nobody reads the output any more.
    case done = 0
    /// The command line is wrong.
    case usage = 64
    /// Some input was malformed; the rest was done.
    case malformedInput = 65
    /// A named file is missing or cannot be read.
    case noInput = 66
    /// A port is missing or in use.
    case portUnavailable = 69
    /// An output file cannot be created.
    case cannotCreate = 73
    /// Output cannot be written.
    case cannotWrite = 74
    /// A device did not answer, or another run holds the state; trying later may help.
    case tryAgain = 75
    /// A device answered with a refusal or a bad checksum.
    case refused = 76
    /// The user may not do this.
    case notPermitted = 77
    /// A configuration or a definition is wrong.
    case wrongConfiguration = 78
}
